package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An object with known members. In XML an empty element is an empty object; in JSON so is PHP's
 * empty array.
 *
 * @param name name of its component in the OpenAPI document
 */
record ObjectType(String name, List<Param<?>> params) implements Type<Params> {
    @Override
    public Optional<Params> read(Value value, String path, WireFormat source, List<Fault> faults) {
        Optional<Value.Members> members = members(value, source);
        if (members.isEmpty()) {
            faults.add(new Fault(path, "must be an object, not " + value.describe()));
            return Optional.empty();
        }
        int faultsBefore = faults.size();
        Params read = Binder.bind(params, members.get(), path + ".", source, faults);
        return faults.size() == faultsBefore ? Optional.of(read) : Optional.empty();
    }

    /** The members of a value, if it is an object or stands for an empty one. */
    static Optional<Value.Members> members(Value value, WireFormat source) {
        return switch (value) {
            case Value.Members given -> Optional.of(given);
            case Value.Items(List<Value> values) when values.isEmpty() ->
                    Optional.of(Value.Members.NONE);
            case Value.Text(String text) when source == WireFormat.XML && text.isBlank() ->
                    Optional.of(Value.Members.NONE);
            case Value.Text _, Value.Numeral _, Value.Flag _, Value.Nothing _, Value.Items _ ->
                    Optional.empty();
        };
    }

    @Override
    public void unknown(Value value, String path, List<String> found) {
        if (value instanceof Value.Members members) {
            Binder.unknown(params, members, path + ".", found);
        }
    }

    @Override
    public Map<String, Object> schema() {
        return Schemas.component(name, schemaOf(params));
    }

    /**
     * Null means absent for every parameter. Schemas of arrays and maps must say so: otherwise
     * generated clients send an empty one where none is set, which empties the stored one.
     */
    private static Map<String, Object> orAbsent(Map<String, Object> schema) {
        boolean container =
                "array".equals(schema.get("type")) || schema.containsKey("additionalProperties");
        return container ? Schemas.orNull(schema) : schema;
    }

    static Map<String, Object> schemaOf(List<Param<?>> params) {
        Map<String, Object> properties = new LinkedHashMap<>();
        for (Param<?> param : params) {
            Map<String, Object> one = new LinkedHashMap<>(param.type().schema());
            String doc =
                    param.requiredOnCreate() ? param.doc() + " Required to create." : param.doc();
            one.put("description", doc);
            properties.put(param.name(), param.alwaysRequired() ? one : orAbsent(one));
        }
        Map<String, Object> schema = Types.schema("type", "object");
        schema.put("properties", properties);
        List<String> required =
                params.stream().filter(Param::alwaysRequired).map(Param::name).toList();
        if (!required.isEmpty()) {
            schema.put("required", required);
        }
        return schema;
    }
}
