package io.mailyard.protocol;

import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * The members of a message that is being read or written. The same declaration serves both: a
 * member returns what was read, or what was written.
 */
sealed interface MessageMembers<T> {
    /**
     * A member.
     *
     * @param of its value in a message that is written
     * @throws IllegalArgumentException if it is missing, of another type or beyond its bounds
     */
    <V> V get(String name, MemberType<V> type, Function<T, V> of);

    default long number(String name, Function<T, Long> of) {
        return get(name, MemberType.NUMBER, of);
    }

    default int count(String name, Function<T, Integer> of) {
        return get(name, MemberType.COUNT, of);
    }

    default String text(String name, Function<T, String> of) {
        return get(name, MemberType.TEXT, of);
    }

    default boolean flag(String name, Function<T, Boolean> of) {
        return get(name, MemberType.FLAG, of);
    }

    default Instant time(String name, Function<T, Instant> of) {
        return get(name, MemberType.TIME, of);
    }

    /**
     * Whether the message has a member.
     *
     * @param written whether a message that is written has it
     */
    boolean has(String name, Predicate<T> written);

    /** Members of a message that was received. */
    record ReadMembers<T>(Value.Members members) implements MessageMembers<T> {
        @Override
        public <V> V get(String name, MemberType<V> type, Function<T, V> of) {
            return type.read(name, members.values().get(name));
        }

        @Override
        public boolean has(String name, Predicate<T> written) {
            Value value = members.values().get(name);
            return value != null && !(value instanceof Value.Nothing);
        }
    }

    /** Members of a message that is sent. */
    record WrittenMembers<T>(Out out, T message) implements MessageMembers<T> {
        @Override
        public <V> V get(String name, MemberType<V> type, Function<T, V> of) {
            V value = of.apply(message);
            type.write(out, name, value);
            return value;
        }

        @Override
        public boolean has(String name, Predicate<T> written) {
            return written.test(message);
        }
    }
}
