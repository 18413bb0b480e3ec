package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;

/** The type of a parameter: how a value is read, and how it is described. */
public interface Type<T> {
    /**
     * Reads a value, or adds a fault and returns empty.
     *
     * @param path the value's path, for the faults
     * @param source the format, since XML is read more leniently
     */
    Optional<T> read(Value value, String path, WireFormat source, List<Fault> faults);

    /** The JSON Schema (2020-12) of the type, as ordered members. */
    Map<String, Object> schema();

    /**
     * Whether an empty string or element counts as an absent member: for numbers, flags and
     * choices, which have no empty value.
     */
    default boolean emptyIsAbsent() {
        return false;
    }

    /** Adds the paths of unknown members. */
    default void unknown(Value value, String path, List<String> found) {}

    /**
     * Returns what is wrong with a value that was not stored before; empty: nothing. An object
     * which has the value from an earlier version may be saved with it, so it is judged when it is
     * stored.
     */
    default Optional<String> objection(T value) {
        return Optional.empty();
    }

    /**
     * Returns this type with objections to new values: {@code check} throws
     * IllegalArgumentException with the reason.
     */
    default Type<T> forNew(Consumer<T> check) {
        return new CheckedWhenNew<>(this, check);
    }

    /**
     * A narrower type: {@code make} throws IllegalArgumentException with the reason if it refuses a
     * value.
     */
    default <U> Type<U> map(Function<T, U> make) {
        Type<T> base = this;
        return new Type<>() {
            @Override
            public Optional<U> read(
                    Value value, String path, WireFormat source, List<Fault> faults) {
                Optional<T> read = base.read(value, path, source, faults);
                if (read.isEmpty()) {
                    return Optional.empty();
                }
                try {
                    return Optional.of(make.apply(read.get()));
                } catch (IllegalArgumentException refused) {
                    faults.add(new Fault(path, String.valueOf(refused.getMessage())));
                    return Optional.empty();
                }
            }

            @Override
            public Map<String, Object> schema() {
                return base.schema();
            }

            @Override
            public boolean emptyIsAbsent() {
                return base.emptyIsAbsent();
            }

            @Override
            public void unknown(Value value, String path, List<String> found) {
                base.unknown(value, path, found);
            }
        };
    }

    /** Returns this type with an addition to its schema. */
    default Type<T> described(String keyword, Object value) {
        Map<String, Object> schema = new LinkedHashMap<>(schema());
        schema.put(keyword, value);
        return withSchema(schema);
    }

    /** Returns this type with another schema. */
    default Type<T> withSchema(Map<String, Object> schema) {
        Type<T> base = this;
        return new Type<>() {
            @Override
            public Optional<T> read(
                    Value read, String path, WireFormat source, List<Fault> faults) {
                return base.read(read, path, source, faults);
            }

            @Override
            public Map<String, Object> schema() {
                return schema;
            }

            @Override
            public Optional<String> objection(T value) {
                return base.objection(value);
            }

            @Override
            public boolean emptyIsAbsent() {
                return base.emptyIsAbsent();
            }

            @Override
            public void unknown(Value given, String path, List<String> found) {
                base.unknown(given, path, found);
            }
        };
    }
}
