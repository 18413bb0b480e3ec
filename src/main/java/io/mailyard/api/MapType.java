package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.base.VisibleText;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * An object whose member names the caller chooses, with values of one type. In XML an empty element
 * is an empty object; in JSON so is PHP's empty array.
 *
 * @param key checks a name and returns its stored form; IllegalArgumentException says what is wrong
 *     with it
 */
record MapType<V>(UnaryOperator<String> key, Type<V> item, int most)
        implements Type<Map<String, V>> {
    @Override
    public Optional<Map<String, V>> read(
            Value value, String path, WireFormat source, List<Fault> faults) {
        Optional<Value.Members> members = ObjectType.members(value, source);
        if (members.isEmpty()) {
            faults.add(new Fault(path, "must be an object, not " + value.describe()));
            return Optional.empty();
        }
        Map<String, Value> given = members.get().values();
        if (given.size() > most) {
            faults.add(
                    new Fault(
                            path,
                            "has " + given.size() + " members, at most " + most + " are taken"));
            return Optional.empty();
        }
        int faultsBefore = faults.size();
        Map<String, V> read = new LinkedHashMap<>();
        given.forEach((name, one) -> {
            if (faults.size() < Binder.MOST_FAULTS) {
                member(name, one, path, source, faults, read);
            }
        });
        return faults.size() == faultsBefore ? Optional.of(read) : Optional.empty();
    }

    private void member(
            String name,
            Value value,
            String path,
            WireFormat source,
            List<Fault> faults,
            Map<String, V> read) {
        String place = path + "." + VisibleText.shortened(name);
        try {
            String kept = key.apply(name);
            item.read(value, place, source, faults).ifPresent(one -> read.put(kept, one));
        } catch (IllegalArgumentException refused) {
            faults.add(new Fault(place, String.valueOf(refused.getMessage())));
        }
    }

    @Override
    public Map<String, Object> schema() {
        Map<String, Object> schema = Types.schema("type", "object");
        schema.put("additionalProperties", item.schema());
        schema.put("maxProperties", most);
        return schema;
    }
}
