package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.util.Iterator;
import java.util.List;
import java.util.Map;

/**
 * Writes a value as JSON (RFC 8259) for a shell: numbers as they came, and characters that a
 * terminal would act upon as Unicode escapes, which are the same data.
 */
final class PrintedJson {
    private static final String STEP = "  ";

    private final StringBuilder out = new StringBuilder();
    private final boolean spread;

    private PrintedJson(boolean spread) {
        this.spread = spread;
    }

    /** JSON on one line. */
    static String compact(Value value) {
        PrintedJson text = new PrintedJson(false);
        text.value(value, "");
        return text.out.toString();
    }

    /** JSON over several lines, all but the first indented by {@code indent}. */
    static String spread(Value value, String indent) {
        PrintedJson text = new PrintedJson(true);
        text.value(value, indent);
        return text.out.toString();
    }

    private void value(Value value, String indent) {
        switch (value) {
            case Value.Text(String text) -> string(text);
            case Value.Numeral(String literal) -> out.append(literal);
            case Value.Flag(boolean on) -> out.append(on);
            case Value.Nothing _ -> out.append("null");
            case Value.Items(List<Value> values) -> items(values, indent);
            case Value.Members(Map<String, Value> values) -> members(values, indent);
        }
    }

    private void items(List<Value> values, String indent) {
        out.append('[');
        Iterator<Value> each = values.iterator();
        while (each.hasNext()) {
            lineBreak(indent + STEP);
            value(each.next(), indent + STEP);
            comma(each.hasNext());
        }
        close(values.isEmpty(), indent, ']');
    }

    private void members(Map<String, Value> values, String indent) {
        out.append('{');
        Iterator<Map.Entry<String, Value>> each = values.entrySet().iterator();
        while (each.hasNext()) {
            Map.Entry<String, Value> member = each.next();
            lineBreak(indent + STEP);
            string(member.getKey());
            out.append(spread ? ": " : ":");
            value(member.getValue(), indent + STEP);
            comma(each.hasNext());
        }
        close(values.isEmpty(), indent, '}');
    }

    private void close(boolean empty, String indent, char bracket) {
        if (!empty) {
            lineBreak(indent);
        }
        out.append(bracket);
    }

    private void comma(boolean more) {
        if (more) {
            out.append(',');
        }
    }

    private void lineBreak(String indent) {
        if (spread) {
            out.append('\n').append(indent);
        }
    }

    private void string(String text) {
        out.append('"');
        text.codePoints()
                .forEach(c -> {
                    switch (c) {
                        case '"' -> out.append("\\\"");
                        case '\\' -> out.append("\\\\");
                        case '\n' -> out.append("\\n");
                        case '\r' -> out.append("\\r");
                        case '\t' -> out.append("\\t");
                        default -> {
                            if (TerminalText.acts(c)) {
                                out.append(TerminalText.unicode(c));
                            } else {
                                out.appendCodePoint(c);
                            }
                        }
                    }
                });
        out.append('"');
    }
}
