package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/** A type that objects to some values unless they are stored already. */
record CheckedWhenNew<T>(Type<T> type, Consumer<T> check) implements Type<T> {
    @Override
    public Optional<T> read(Value value, String path, WireFormat source, List<Fault> faults) {
        return type.read(value, path, source, faults);
    }

    @Override
    public Optional<String> objection(T value) {
        try {
            check.accept(value);
            return type.objection(value);
        } catch (IllegalArgumentException refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
    }

    @Override
    public Map<String, Object> schema() {
        return type.schema();
    }

    @Override
    public boolean emptyIsAbsent() {
        return type.emptyIsAbsent();
    }

    @Override
    public void unknown(Value value, String path, List<String> found) {
        type.unknown(value, path, found);
    }
}
