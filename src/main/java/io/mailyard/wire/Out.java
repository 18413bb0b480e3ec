package io.mailyard.wire;

import java.time.Instant;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes the members of one object, in the order of the calls, as JSON or XML. In XML, null, an
 * empty array and an empty object are an empty element ({@code <data/>}), an empty string is {@code
 * <data></data>} (docs/spec/admin-api.md, section 1).
 */
public interface Out {
    /** A string; JSON {@code null} and an empty element in XML if it is null. */
    Out text(String name, @Nullable String value);

    /** A whole number, in JSON without quotes however large it is. */
    Out number(String name, long value);

    /** A number, or null. */
    Out numberOrNull(String name, @Nullable Long value);

    /** {@code true} or {@code false}. */
    Out flag(String name, boolean value);

    /** RFC 3339 in UTC, or null. */
    Out time(String name, @Nullable Instant value);

    /** JSON {@code null}; in XML an empty element. */
    Out nothing(String name);

    /** A nested object. */
    Out object(String name, Consumer<Out> members);

    /** An array of objects; in XML the element repeated. */
    <T> Out objects(String name, List<T> items, BiConsumer<Out, T> members);

    /** An array of strings. */
    Out texts(String name, List<String> values);

    /** An array of integers. */
    Out numbers(String name, List<Long> values);

    /** Writes a parsed value back unchanged: strings, numbers, flags, arrays, objects. */
    Out value(String name, Value value);
}
