package io.mailyard.wire;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Objects as JSON text, as the audit and the store keep them. */
public final class JsonText {
    /**
     * Maximum number of values: several times those of the largest object that is written, a
     * virtual sender with 100 rules of 50 senders each with its ramp.
     */
    private static final int MOST_VALUES = 1_000_000;

    private JsonText() {}

    /** Writes an object as compact JSON. */
    public static String write(Consumer<Out> members) {
        return new String(JsonOut.write(members), StandardCharsets.UTF_8);
    }

    /** Reads the output of {@link #write}. */
    public static Value.Members read(String json) {
        return JsonReader.read(json, MOST_VALUES);
    }

    /** The members that differ between two versions of an object, before and after. */
    public static JsonDifference difference(Consumer<Out> before, Consumer<Out> after) {
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
        return new JsonDifference(text(was), text(is), is.isEmpty());
    }

    private static String text(Map<String, Value> members) {
        return write(out -> members.forEach(out::value));
    }

    /**
     * The difference that a change made.
     *
     * @param none whether nothing differs
     */
    public record JsonDifference(String before, String after, boolean none) {}
}
