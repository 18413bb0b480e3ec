package io.mailyard.document;

import io.mailyard.web.Value;
import java.util.List;
import java.util.Map;

/** A piece of a document with the line that it starts on, the first being 1. */
sealed interface Part {
    int line();

    /** Text, a number, a flag, or null. */
    record Plain(int line, Value value) implements Part {}

    /** A list. */
    record Several(int line, List<Part> parts) implements Part {}

    /** Names with what they name, in the order written. */
    record Named(int line, Map<String, Part> parts) implements Part {}

    /** In words, for a fault. */
    static String kind(Part part) {
        return switch (part) {
            case Several _ -> "a list";
            case Named _ -> "names and values";
            case Plain(_, Value.Text _) -> "text";
            case Plain(_, Value.Numeral(String literal)) -> "the number " + literal;
            case Plain(_, Value.Flag(boolean on)) -> String.valueOf(on);
            case Plain _ -> "nothing";
        };
    }
}
