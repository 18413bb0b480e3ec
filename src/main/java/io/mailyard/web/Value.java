package io.mailyard.web;

import java.util.List;
import java.util.Map;

/**
 * A parsed body, the same for JSON and XML. XML has text, members and items only: its numbers and
 * flags are {@link Text}.
 */
public sealed interface Value {
    /** A JSON string, or the text of an XML element. Well-formed Unicode that XML 1.0 can carry. */
    record Text(String text) implements Value {}

    /** A JSON number as written, at most 40 characters. */
    record Numeral(String literal) implements Value {}

    /** A JSON {@code true} or {@code false}. */
    record Flag(boolean on) implements Value {}

    /** JSON {@code null}: the same as an absent member. */
    record Nothing() implements Value {}

    /** A JSON array, or an XML element that is repeated or carries {@code array='true'}. */
    record Items(List<Value> values) implements Value {}

    /** A JSON object, or an XML element with child elements; in the order written. */
    record Members(Map<String, Value> values) implements Value {
        /** No members. */
        static final Members NONE = new Members(Map.of());
    }
}
