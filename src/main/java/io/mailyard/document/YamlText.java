package io.mailyard.document;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes a document as YAML 1.2 in block style. Text stands plain where it cannot be taken for
 * anything else, and else as JSON writes it, which YAML reads alike.
 */
public final class YamlText {
    private static final Pattern PLAIN =
            Pattern.compile("[A-Za-z][A-Za-z0-9_./@+-]*( [A-Za-z0-9_./@+-]+)*");

    /** What the schemas of YAML 1.1 and 1.2 take for something else than text, in lower case. */
    private static final Set<String> WORDS =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n");

    private final StringBuilder out = new StringBuilder();

    private YamlText() {}

    /** The text, which ends with a line break. */
    public static String of(Value value) {
        YamlText text = new YamlText();
        if (value instanceof Value.Members(Map<String, Value> members)) {
            text.members(members, "");
        } else {
            text.out.append(scalar(value)).append('\n');
        }
        return text.out.toString();
    }

    private void members(Map<String, Value> members, String indent) {
        boolean first = true;
        for (Map.Entry<String, Value> member : members.entrySet()) {
            // the first stands behind what began its line
            out.append(first && !indent.isEmpty() && endsWithDash() ? "" : indent);
            first = false;
            out.append(quoted(member.getKey())).append(':');
            below(member.getValue(), indent);
        }
    }

    private boolean endsWithDash() {
        int length = out.length();
        return length >= 2 && out.charAt(length - 1) == ' ' && out.charAt(length - 2) == '-';
    }

    private void below(Value value, String indent) {
        switch (value) {
            case Value.Items(List<Value> items) when !items.isEmpty() && !simple(items) -> {
                out.append('\n');
                items.forEach(item -> item(item, indent + "  "));
            }
            case Value.Members(Map<String, Value> members) when !members.isEmpty() -> {
                out.append('\n');
                members(members, indent + "  ");
            }
            case Value.Items _,
                    Value.Members _,
                    Value.Text _,
                    Value.Numeral _,
                    Value.Flag _,
                    Value.Nothing _ ->
                    out.append(' ').append(scalar(value)).append('\n');
        }
    }

    private void item(Value item, String indent) {
        out.append(indent).append("- ");
        if (item instanceof Value.Members(Map<String, Value> members) && !members.isEmpty()) {
            members(members, indent + "  ");
        } else {
            out.append(scalar(item)).append('\n');
        }
    }

    /** Whether a list fits a line: of few short texts or numbers. */
    private static boolean simple(List<Value> items) {
        return items.stream()
                        .noneMatch(item ->
                                item instanceof Value.Members || item instanceof Value.Items)
                && items.stream().mapToInt(item -> scalar(item).length() + 2).sum() <= 80;
    }

    private static String scalar(Value value) {
        return switch (value) {
            case Value.Text(String text) -> quoted(text);
            case Value.Numeral(String literal) -> literal;
            case Value.Flag(boolean on) -> String.valueOf(on);
            case Value.Nothing _ -> "null";
            case Value.Items(List<Value> items) ->
                    "[" + String.join(", ", items.stream().map(YamlText::scalar).toList()) + "]";
            case Value.Members _ -> json(value);
        };
    }

    private static String quoted(String text) {
        boolean plain =
                PLAIN.matcher(text).matches() && !WORDS.contains(text.toLowerCase(Locale.ROOT));
        return plain ? text : json(new Value.Text(text));
    }

    private static String json(Value value) {
        String object = JsonText.write(out -> out.value("v", value));
        String json = object.substring("{\"v\":".length(), object.length() - 1);
        return escaped(json);
    }

    /** The same JSON with every character beyond YAML 1.2's printable ones escaped. */
    private static String escaped(String json) {
        StringBuilder safe = new StringBuilder(json.length());
        json.codePoints()
                .forEach(c -> {
                    if (printed(c)) {
                        safe.appendCodePoint(c);
                    } else {
                        // beyond the first plane JSON would write two halves, which YAML does not
                        safe.append(String.format(c > 0xFFFF ? "\\U%08x" : "\\u%04x", c));
                    }
                });
        return safe.toString();
    }

    /** Characters that a person sees and YAML takes as they are (YAML 1.2.2, section 5.1). */
    private static boolean printed(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.UNASSIGNED,
                    Character.PRIVATE_USE ->
                    false;
            default -> true;
        };
    }
}
