package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An array. In XML a single element is an array of one, and an empty element an empty array. */
record ArrayType<T>(Type<T> item, int most) implements Type<List<T>> {
    @Override
    public Optional<List<T>> read(Value value, String path, WireFormat source, List<Fault> faults) {
        Optional<List<Value>> items = items(value, source);
        if (items.isEmpty()) {
            faults.add(new Fault(path, "must be an array, not " + value.describe()));
            return Optional.empty();
        }
        List<Value> values = items.get();
        if (values.size() > most) {
            faults.add(
                    new Fault(
                            path,
                            "has " + values.size() + " items, at most " + most + " are taken"));
            return Optional.empty();
        }
        int faultsBefore = faults.size();
        List<T> read = new ArrayList<>(values.size());
        for (int i = 0; i < values.size() && faults.size() < Binder.MOST_FAULTS; i++) {
            item.read(values.get(i), path + "[" + i + "]", source, faults).ifPresent(read::add);
        }
        return faults.size() == faultsBefore ? Optional.of(List.copyOf(read)) : Optional.empty();
    }

    private static Optional<List<Value>> items(Value value, WireFormat source) {
        if (value instanceof Value.Items(List<Value> values)) {
            return Optional.of(values);
        }
        if (source == WireFormat.JSON) {
            return Optional.empty();
        }
        boolean empty = value instanceof Value.Text(String text) && text.isBlank();
        return Optional.of(empty ? List.of() : List.of(value));
    }

    @Override
    public void unknown(Value value, String path, List<String> found) {
        List<Value> values =
                value instanceof Value.Items(List<Value> several) ? several : List.of(value);
        for (int i = 0; i < values.size(); i++) {
            item.unknown(values.get(i), path + "[" + i + "]", found);
        }
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = Types.schema("type", "array");
        schema.put("items", item.schema());
        schema.put("maxItems", most);
        return schema;
    }
}
