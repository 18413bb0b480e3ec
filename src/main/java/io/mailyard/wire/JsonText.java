package io.mailyard.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Objects kept as JSON text: what the audit and the store keep of them. */
public final class JsonText {
    private JsonText() {}

    /** The object as compact JSON. */
    public static String write(Consumer<Out> members) {
        return new String(JsonOut.write(members), StandardCharsets.UTF_8);
    }

    /** Reads what {@link #write} wrote. */
    public static Value.Members read(String json) {
        return JsonReader.read(json);
    }

    /** Of two versions of an object, the members that differ: as they were, and as they are. */
    public static Difference difference(Consumer<Out> before, Consumer<Out> after) {
        Map<String, Value> old = read(write(before)).values();
        Map<String, Value> now = read(write(after)).values();
        Map<String, Value> was = new LinkedHashMap<>();
        Map<String, Value> is = new LinkedHashMap<>();
        now.forEach((name, value) -> {
            Value earlier = old.getOrDefault(name, new Value.Nothing());
            if (!earlier.equals(value)) {
                was.put(name, earlier);
                is.put(name, value);
            }
        });
        return new Difference(text(was), text(is), is.isEmpty());
    }

    private static String text(Map<String, Value> members) {
        return write(out -> members.forEach(out::value));
    }

    /**
     * What a change changed.
     *
     * @param none whether nothing differs
     */
    public record Difference(String before, String after, boolean none) {}
}
