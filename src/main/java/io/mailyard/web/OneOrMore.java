package io.mailyard.web;

import io.mailyard.base.Fault;
import java.util.LinkedHashMap;
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
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put("anyOf", List.of(item.schema(), new ArrayType<>(item, most).schema()));
        return schema;
    }
}
