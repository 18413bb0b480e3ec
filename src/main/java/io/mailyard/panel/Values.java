package io.mailyard.panel;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Reads members of answers. What is absent or null is empty, 0 or false. */
public final class Values {
    private Values() {}

    private static Value member(Value.Members object, String name) {
        return object.values().getOrDefault(name, new Value.Nothing());
    }

    /** Whether a member is there and not null. */
    public static boolean has(Value.Members object, String name) {
        return !(member(object, name) instanceof Value.Nothing);
    }

    /** A member as a person reads it. */
    public static String text(Value.Members object, String name) {
        return shown(member(object, name));
    }

    /** A value as a person reads it. */
    public static String shown(Value value) {
        return switch (value) {
            case Value.Text(String text) -> text;
            case Value.Numeral(String literal) -> literal;
            case Value.Flag(boolean on) -> String.valueOf(on);
            case Value.Nothing _ -> "";
            case Value.Items(List<Value> values) ->
                    values.stream().map(Values::shown).collect(Collectors.joining(", "));
            case Value.Members members ->
                    JsonText.write(out -> members.values().forEach(out::value));
        };
    }

    /** A whole number of at most 18 digits; 0 for anything else. */
    public static long number(Value.Members object, String name) {
        return member(object, name) instanceof Value.Numeral(String literal)
                        && literal.matches("-?[0-9]{1,18}")
                ? Long.parseLong(literal)
                : 0;
    }

    /** Whether a member is the boolean true; a text {@code true} is not. */
    public static boolean flag(Value.Members object, String name) {
        return member(object, name) instanceof Value.Flag(boolean on) && on;
    }

    /** A time in RFC 3339; empty for anything else. */
    public static Optional<Instant> time(Value.Members object, String name) {
        try {
            String text = text(object, name);
            return text.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(text));
        } catch (DateTimeParseException none) {
            return Optional.empty();
        }
    }

    /** A nested object; {@link Value.Members#NONE} for anything else. */
    public static Value.Members object(Value.Members object, String name) {
        return member(object, name) instanceof Value.Members members ? members : Value.Members.NONE;
    }

    /** The items of a list; none where there is no list. */
    public static List<Value> items(Value.Members object, String name) {
        return member(object, name) instanceof Value.Items(List<Value> values) ? values : List.of();
    }

    /** Objects of a list in order, other items left out; none where there is no list. */
    public static List<Value.Members> objects(Value.Members object, String name) {
        return member(object, name) instanceof Value.Items(List<Value> values)
                ? values.stream()
                        .filter(Value.Members.class::isInstance)
                        .map(Value.Members.class::cast)
                        .toList()
                : List.of();
    }

    /** The texts in a list. */
    public static List<String> texts(Value.Members object, String name) {
        return member(object, name) instanceof Value.Items(List<Value> values)
                ? values.stream().map(Values::shown).toList()
                : List.of();
    }

    /** Every member in order, 0 for those that are no whole numbers. */
    public static Map<String, Long> numbers(Value.Members object) {
        Map<String, Long> numbers = new LinkedHashMap<>();
        object.values().keySet().forEach(name -> numbers.put(name, number(object, name)));
        return numbers;
    }

    /** Members with these names and values in turn; a value is a text, a number, or a flag. */
    public static Value.Members members(Object... namesAndValues) {
        Map<String, Value> members = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            members.put((String) namesAndValues[i], value(namesAndValues[i + 1]));
        }
        return new Value.Members(members);
    }

    private static Value value(Object given) {
        return switch (given) {
            case Value value -> value;
            case Boolean flag -> new Value.Flag(flag);
            case Number number -> new Value.Numeral(number.toString());
            case List<?> items -> new Value.Items(items.stream().map(Values::value).toList());
            default -> new Value.Text(given.toString());
        };
    }
}
