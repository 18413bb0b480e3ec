package io.mailyard.testing;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Bodies of requests, written from names and values: numbers, booleans, strings, lists, maps and
 * null.
 */
public final class Body {
    private Body() {}

    /** Names and values in turn, in that order. */
    public static Map<String, @Nullable Object> members(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return members;
    }

    /** A JSON object. */
    public static String json(Map<?, ? extends @Nullable Object> members) {
        return members.entrySet().stream()
                .map(member ->
                        string(String.valueOf(member.getKey())) + ":" + json(member.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private static String json(@Nullable Object value) {
        return switch (value) {
            case null -> "null";
            case Number number -> number.toString();
            case Boolean flag -> flag.toString();
            case Map<?, ?> members -> json(members);
            case Collection<?> items ->
                    items.stream().map(Body::json).collect(Collectors.joining(",", "[", "]"));
            default -> string(value.toString());
        };
    }

    private static String string(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ' || Character.isSurrogate(c)) {
                out.append("\\u%04x".formatted((int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }

    /** An XML body: root {@code <xml>}, an array as its element repeated. */
    public static String xml(Map<?, ? extends @Nullable Object> members) {
        return "<xml>" + children(members) + "</xml>";
    }

    private static String children(Map<?, ? extends @Nullable Object> members) {
        return members.entrySet().stream()
                .map(member -> element(String.valueOf(member.getKey()), member.getValue()))
                .collect(Collectors.joining());
    }

    private static String element(String name, @Nullable Object value) {
        return switch (value) {
            case null -> "";
            case Map<?, ?> members -> "<" + name + ">" + children(members) + "</" + name + ">";
            case List<?> items when items.isEmpty() -> "<" + name + " array='true'/>";
            case Collection<?> items ->
                    items.stream().map(item -> element(name, item)).collect(Collectors.joining());
            default -> "<" + name + ">" + escaped(value.toString()) + "</" + name + ">";
        };
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\r", "&#13;");
    }
}
