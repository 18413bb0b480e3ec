package io.mailyard.document;

import io.mailyard.wire.Value;
import java.util.List;
import java.util.Map;

/** A part of a document with the line on which it starts, from 1. */
sealed interface DocumentPart {
    int line();

    /** Text, a number, a flag, or null. */
    record PlainPart(int line, Value value) implements DocumentPart {}

    /** A list. */
    record Several(int line, List<DocumentPart> parts) implements DocumentPart {}

    /** Named parts, in the order written. */
    record NamedParts(int line, Map<String, DocumentPart> parts) implements DocumentPart {}

    /** Describes the part in a fault. */
    static String kind(DocumentPart part) {
        return switch (part) {
            case Several _ -> "a list";
            case NamedParts _ -> "names and values";
            case PlainPart(_, Value.Text _) -> "text";
            case PlainPart(_, Value.Numeral(String literal)) -> "the number " + literal;
            case PlainPart(_, Value.Flag(boolean on)) -> String.valueOf(on);
            case PlainPart _ -> "nothing";
        };
    }
}
