package io.mailyard.api;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON Schemas (2020-12) as ordered members: of these parameters and answers are made. */
public final class Schemas {
    /** Of the document's components: in place of the path that {@code $ref} has there. */
    record Component(String name, Map<String, Object> schema) {}

    private static final String TYPE = "type";
    private static final String REF = "$ref";

    private Schemas() {}

    /** A whole number of 64 bits. */
    public static Map<String, Object> integer() {
        Map<String, Object> schema = Types.schema(TYPE, "integer");
        schema.put("format", "int64");
        return schema;
    }

    /**
     * A string of any length. The map is new and may be added to, as those of the other methods.
     */
    public static Map<String, Object> text() {
        return Types.schema(TYPE, "string");
    }

    /** {@code true} or {@code false}. */
    public static Map<String, Object> flag() {
        return Types.schema(TYPE, "boolean");
    }

    /** A number that may have decimal places. */
    public static Map<String, Object> decimal() {
        return Types.schema(TYPE, "number");
    }

    /** One of these words. */
    public static Map<String, Object> word(List<String> words) {
        Map<String, Object> schema = text();
        schema.put("enum", List.copyOf(words));
        return schema;
    }

    /** A time as RFC 3339 writes it; answers have it in UTC. */
    public static Map<String, Object> time() {
        Map<String, Object> schema = text();
        schema.put("format", "date-time");
        return schema;
    }

    /** Items of one schema, in any number. */
    public static Map<String, Object> array(Map<String, Object> item) {
        Map<String, Object> schema = Types.schema(TYPE, "array");
        schema.put("items", item);
        return schema;
    }

    /** An object with arbitrary member names. */
    public static Map<String, Object> map(Map<String, Object> value) {
        Map<String, Object> schema = Types.schema(TYPE, "object");
        schema.put("additionalProperties", value.isEmpty() ? true : value);
        return schema;
    }

    /**
     * A component whose value is a whole number or a text, or one of the others. Where a member may
     * be null, it is the component that has to allow it: otherwise Java's generated client refuses
     * null, and were it allowed in both places, null would match two schemas of {@code oneOf}.
     */
    public static Map<String, Object> numberOrText(
            String name, String doc, int mostCharacters, List<Map<String, Object>> others) {
        Map<String, Object> text = text();
        text.put("maxLength", mostCharacters);
        List<Object> alternatives = new ArrayList<>(List.of(integer(), text));
        alternatives.addAll(others);
        Map<String, Object> either = Types.schema("description", doc);
        either.put("oneOf", alternatives);
        return component(name, either);
    }

    /** An object with arbitrary member names and texts as values. */
    public static Map<String, Object> texts() {
        return map(text());
    }

    /** A reference to a component, which the document gets by it. */
    public static Map<String, Object> component(String name, Map<String, Object> schema) {
        return Types.schema(REF, new Component(name, schema));
    }

    /** Allows null besides. */
    public static Map<String, Object> orNull(Map<String, Object> schema) {
        Map<String, Object> either = new LinkedHashMap<>(schema);
        Object type = either.get(TYPE);
        Object reference = either.remove(REF);
        if (reference != null) {
            either.put("oneOf", List.of(Types.schema(REF, reference), Types.schema(TYPE, "null")));
        } else if (type != null) {
            either.put(TYPE, List.of(type, "null"));
        }
        if (either.get("enum") instanceof List<?> words) {
            List<Object> more = new ArrayList<>(words);
            more.add(NULL);
            either.put("enum", more);
        }
        return either;
    }

    /** JSON null, which no map of ours holds. */
    static final Object NULL = new Value.Nothing();
}
