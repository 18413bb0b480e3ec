package io.mailyard.wire;

import io.mailyard.base.VisibleText;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A parsed body, the same for JSON and XML. XML has text, members and items only: its numbers and
 * flags are {@link Text}.
 */
public sealed interface Value {
    /** A JSON string, or the text of an XML element. Well-formed Unicode that XML 1.0 can carry. */
    record Text(String text) implements Value {}

    /** A JSON number as written, at most 40 characters. */
    record Numeral(String literal) implements Value {
        private static final Pattern NUMBER =
                Pattern.compile("-?(0|[1-9][0-9]*)(\\.[0-9]+)?([eE][-+]?[0-9]+)?");

        public Numeral {
            if (literal.length() > 40 || !NUMBER.matcher(literal).matches()) {
                throw new IllegalArgumentException("not a JSON number of at most 40 characters");
            }
        }
    }

    /** A JSON {@code true} or {@code false}. */
    record Flag(boolean on) implements Value {}

    /** JSON {@code null}: the same as an absent member. */
    record Nothing() implements Value {}

    /** A JSON array, or an XML element that is repeated or carries {@code array='true'}. */
    record Items(List<Value> values) implements Value {}

    /** A JSON object, or an XML element with child elements; in the order written. */
    record Members(Map<String, Value> values) implements Value {
        /** No members. */
        public static final Members NONE = new Members(Map.of());
    }

    /**
     * Describes the value in an error message, for example {@code the string 'x'} or {@code an
     * array}.
     */
    default String describe() {
        return switch (this) {
            case Text(String text) -> "the string '" + VisibleText.shortened(text) + "'";
            case Numeral(String literal) -> "the number " + VisibleText.shortened(literal);
            case Flag(boolean on) -> String.valueOf(on);
            case Nothing _ -> "null";
            case Items _ -> "an array";
            case Members(Map<String, Value> members) ->
                    "an object with "
                            + members.keySet().stream()
                                    .limit(5)
                                    .map(VisibleText::shortened)
                                    .collect(Collectors.joining(", ", "{", "}"));
        };
    }
}
