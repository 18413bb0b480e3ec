package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** One value, or an array of at most {@code most} of them. */
public record OneOrMore<T>(Type<T> item, int most) implements Type<List<T>> {
    @Override
    public Optional<List<T>> read(Value value, String path, WireFormat source, List<Fault> faults) {
        if (value instanceof Value.Items) {
            return new ArrayType<>(item, most).read(value, path, source, faults);
        }
        return item.read(value, path, source, faults).map(List::of);
    }

    @Override
    public Map<String, Object> schema() {
        // an array of one is allowed as well
        return new ArrayType<>(item, most).schema();
    }
}
