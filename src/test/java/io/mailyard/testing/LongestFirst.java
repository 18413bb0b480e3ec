package io.mailyard.testing;

import java.util.Comparator;
import org.junit.jupiter.api.ClassDescriptor;
import org.junit.jupiter.api.ClassOrderer;
import org.junit.jupiter.api.ClassOrdererContext;

/**
 * Begins with the classes that take longest, so that none of them is left to run alone at the end:
 * the dry runs of every call, those with a browser, then those that start the program as processes.
 */
public final class LongestFirst implements ClassOrderer {
    @Override
    public void orderClasses(ClassOrdererContext context) {
        context.getClassDescriptors()
                .sort(
                        Comparator.comparingInt(LongestFirst::rank)
                                .thenComparing(one -> one.getTestClass().getName()));
    }

    private static int rank(ClassDescriptor descriptor) {
        Class<?> type = descriptor.getTestClass();
        if (type.getSimpleName().equals("DryRunTest")
                || type.getSimpleName().endsWith("InBrowserTest")) {
            return 0;
        }
        String kind = type.getPackageName();
        if (kind.endsWith(".crash")) {
            return 1;
        }
        return kind.endsWith(".agent") || kind.endsWith(".notices") ? 2 : 3;
    }
}
