package io.mailyard.web;

import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;

/** JSON as text, for rooms that keep an object in a column. */
public final class JsonText {
    private JsonText() {}

    /** An object, compact. */
    public static String write(Consumer<Out> members) {
        return new String(JsonOut.write(members), StandardCharsets.UTF_8);
    }

    /**
     * An object that {@link #write} has written.
     *
     * @throws IllegalStateException where it is no JSON object: the store is damaged
     */
    public static Value.Members read(String json) {
        try {
            return JsonReader.read(json);
        } catch (UnreadableBody damaged) {
            throw new IllegalStateException("stored JSON is damaged", damaged);
        }
    }
}
