package io.mailyard.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.SortedList.SortedSlice;
import io.mailyard.db.Tx;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The contract of every store of tenants' things: a method that is given another account's id finds
 * nothing and changes nothing, though all else it is given is right. New methods come under it by
 * themselves.
 */
public final class Tenancy {
    private Tenancy() {}

    /**
     * Calls every method of {@code store} that takes an {@link AccountId}.
     *
     * @param foreign an account that has none of the things
     * @param given what the methods are given, by the type of the parameter
     * @param aside methods that make something new, which the contract does not concern
     * @return how many were called
     */
    public static int assertKept(
            TestServer server,
            Object store,
            AccountId foreign,
            Map<Class<?>, Object> given,
            Set<String> aside) {
        assertThat(store.getClass().getDeclaredMethods())
                .as("methods of %s, of which some are set aside", store.getClass())
                .extracting(Method::getName)
                .containsAll(aside);
        List<Method> methods =
                Arrays.stream(store.getClass().getDeclaredMethods())
                        .filter(method ->
                                List.of(method.getParameterTypes()).contains(AccountId.class))
                        .filter(method -> List.of(method.getParameterTypes()).contains(Tx.class))
                        .filter(method ->
                                !method.isSynthetic() && !aside.contains(method.getName()))
                        .toList();
        String before = server.dump().ofCalls().text();
        try (Database database = server.database()) {
            for (Method method : methods) {
                Optional<Object> found =
                        database.write(
                                tx -> Optional.ofNullable(call(method, store, tx, foreign, given)));
                assertThat(found.filter(result -> !nothing(result))).as("%s", method).isEmpty();
                assertThat(server.dump().ofCalls().text()).as("%s", method).isEqualTo(before);
            }
        }
        return methods.size();
    }

    private static @Nullable Object call(
            Method method, Object store, Tx tx, AccountId foreign, Map<Class<?>, Object> given) {
        Object[] arguments =
                Arrays.stream(method.getParameterTypes())
                        .map(type ->
                                type == Tx.class
                                        ? tx
                                        : type == AccountId.class
                                                ? foreign
                                                : Objects.requireNonNull(
                                                        given.get(type), type.getName()))
                        .toArray();
        try {
            method.setAccessible(true);
            return method.invoke(store, arguments);
        } catch (InvocationTargetException failed) {
            throw new AssertionError(method.toString(), failed.getCause());
        } catch (IllegalAccessException impossible) {
            throw new LinkageError(method.toString(), impossible);
        }
    }

    private static boolean nothing(Object result) {
        return switch (result) {
            case Optional<?> one -> one.isEmpty();
            case Collection<?> many -> many.isEmpty();
            case Map<?, ?> many -> many.isEmpty();
            case Slice<?> page -> page.rows().isEmpty() && page.totalCount() == 0;
            case SortedSlice<?> page -> nothing(page.slice());
            case Number count -> count.longValue() == 0;
            case Boolean done -> !done;
            default -> false;
        };
    }
}
