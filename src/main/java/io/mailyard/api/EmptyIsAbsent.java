package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A type without an empty value: an empty parameter of it counts as absent. */
record EmptyIsAbsent<T>(Type<T> type) implements Type<T> {
    @Override
    public Optional<T> read(Value value, String path, WireFormat source, List<Fault> faults) {
        return type.read(value, path, source, faults);
    }

    @Override
    public Map<String, Object> schema() {
        return type.schema();
    }

    @Override
    public boolean emptyIsAbsent() {
        return true;
    }

    /** Whether a value for a parameter of {@code type} counts as absent. */
    static boolean counts(Type<?> type, Value value) {
        return value instanceof Value.Nothing
                || (type.emptyIsAbsent()
                        && value instanceof Value.Text(String text)
                        && text.isBlank());
    }
}
