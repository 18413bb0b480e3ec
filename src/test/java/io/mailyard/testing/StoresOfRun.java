package io.mailyard.testing;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.stream.Stream;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.ArgumentsProvider;
import org.junit.jupiter.params.provider.ArgumentsSource;
import org.junit.jupiter.params.support.ParameterDeclarations;

/**
 * The stores of a test whose subject is not the store: both under {@code ./check --long}, SQLite
 * alone in a short run. What is about SQL, races, tenancy or the queue runs on both each time, by
 * {@code @EnumSource}.
 */
@Documented
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ArgumentsSource(StoresOfRun.Source.class)
public @interface StoresOfRun {
    /** What is named above. */
    final class Source implements ArgumentsProvider {
        @Override
        public Stream<? extends Arguments> provideArguments(
                ParameterDeclarations parameters, ExtensionContext context) {
            return Stream.of(StoreKind.values())
                    .filter(kind -> Drill.isLong() || kind == StoreKind.SQLITE)
                    .map(Arguments::of);
        }
    }
}
