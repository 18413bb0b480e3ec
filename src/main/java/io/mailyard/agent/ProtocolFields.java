package io.mailyard.agent;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Reads members of a JSON object written by the other side of this program. A missing member or one
 * of another type is an error of the peer: {@link IllegalArgumentException} names it.
 */
record ProtocolFields(Value.Members members) {
    /** The end of the year 9999. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    static ProtocolFields of(byte[] json) {
        return of(new String(json, StandardCharsets.UTF_8));
    }

    static ProtocolFields of(String json) {
        try {
            return new ProtocolFields(JsonText.read(json));
        } catch (RuntimeException unreadable) {
            throw new IllegalArgumentException("no JSON object", unreadable);
        }
    }

    private Value value(String name) {
        return Optional.ofNullable(members.values().get(name))
                .orElseThrow(() -> new IllegalArgumentException("member " + name + " is missing"));
    }

    boolean has(String name) {
        return !absent(name);
    }

    private boolean absent(String name) {
        Value value = members.values().get(name);
        return value == null || value instanceof Value.Nothing;
    }

    long number(String name) {
        return number(name, value(name));
    }

    private static long number(String name, Value value) {
        if (value instanceof Value.Numeral(String literal)) {
            try {
                return Long.parseLong(literal);
            } catch (NumberFormatException broken) {
                throw new IllegalArgumentException(
                        "member " + name + " is not a whole number", broken);
            }
        }
        throw new IllegalArgumentException("member " + name + " is not a number");
    }

    /** A whole number from {@code least} to {@code most}. */
    long number(String name, long least, long most) {
        long number = number(name);
        if (number < least || number > most) {
            throw new IllegalArgumentException(
                    "member " + name + " is not from " + least + " to " + most);
        }
        return number;
    }

    /** An id; ids assigned by the server are above 0. */
    long id(String name) {
        return number(name, 1, Long.MAX_VALUE);
    }

    /** A count, not negative. */
    int small(String name) {
        return (int) number(name, 0, Integer.MAX_VALUE);
    }

    OptionalLong numberIf(String name) {
        return absent(name) ? OptionalLong.empty() : OptionalLong.of(number(name));
    }

    String text(String name) {
        if (value(name) instanceof Value.Text(String text)) {
            return text;
        }
        throw new IllegalArgumentException("member " + name + " is not a string");
    }

    /** A text of limited length, or objects of limited number. */
    String text(String name, int most) {
        String text = text(name);
        if (text.length() > most) {
            throw new IllegalArgumentException(
                    "member " + name + " is longer than " + most + " characters");
        }
        return text;
    }

    /** A text of limited length, or objects of limited number. */
    List<ProtocolFields> objects(String name, int most) {
        if (items(name).size() > most) {
            throw new IllegalArgumentException("member " + name + " holds more than " + most);
        }
        return objects(name);
    }

    boolean flag(String name) {
        if (value(name) instanceof Value.Flag(boolean on)) {
            return on;
        }
        throw new IllegalArgumentException("member " + name + " is not a boolean");
    }

    /** A time in epoch milliseconds, before the year 10000. */
    Instant time(String name) {
        return Instant.ofEpochMilli(number(name, 0, MAX_MILLIS));
    }

    Optional<Instant> timeIf(String name) {
        return absent(name) ? Optional.empty() : Optional.of(time(name));
    }

    ProtocolFields object(String name) {
        if (value(name) instanceof Value.Members found) {
            return new ProtocolFields(found);
        }
        throw new IllegalArgumentException("member " + name + " is not an object");
    }

    List<ProtocolFields> objects(String name) {
        return items(name).stream()
                .map(item -> {
                    if (item instanceof Value.Members found) {
                        return new ProtocolFields(found);
                    }
                    throw new IllegalArgumentException("member " + name + " holds no objects");
                })
                .toList();
    }

    List<String> texts(String name) {
        return items(name).stream()
                .map(item -> {
                    if (item instanceof Value.Text(String text)) {
                        return text;
                    }
                    throw new IllegalArgumentException("member " + name + " holds no strings");
                })
                .toList();
    }

    List<Long> numbers(String name) {
        return items(name).stream().map(item -> number(name, item)).toList();
    }

    private List<Value> items(String name) {
        if (value(name) instanceof Value.Items(List<Value> values)) {
            return values;
        }
        throw new IllegalArgumentException("member " + name + " is not an array");
    }
}
