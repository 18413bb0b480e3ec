package io.mailyard.wire;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Writes one JSON object (RFC 8259): compact, in UTF-8. */
public final class JsonOut implements Out {
    private static final @Nullable String[] ESCAPES = escapes();

    private final ByteBuilder bytes = new ByteBuilder();
    private boolean first = true;

    private JsonOut() {}

    /** Renders an object whose members {@code members} writes. */
    public static byte[] write(Consumer<Out> members) {
        JsonOut out = new JsonOut();
        out.braced(() -> members.accept(out));
        return out.bytes.toBytes();
    }

    private static @Nullable String[] escapes() {
        @Nullable String[] escapes = new @Nullable String[0x80];
        for (int c = 0; c < 0x20; c++) {
            escapes[c] = String.format("\\u%04x", c);
        }
        escapes['\b'] = "\\b";
        escapes['\t'] = "\\t";
        escapes['\n'] = "\\n";
        escapes['\f'] = "\\f";
        escapes['\r'] = "\\r";
        escapes['"'] = "\\\"";
        escapes['\\'] = "\\\\";
        return escapes;
    }

    @Override
    public Out text(String name, @Nullable String value) {
        name(name);
        if (value == null) {
            bytes.ascii("null");
        } else {
            string(value);
        }
        return this;
    }

    @Override
    public Out number(String name, long value) {
        name(name);
        bytes.number(value);
        return this;
    }

    @Override
    public Out numberOrNull(String name, @Nullable Long value) {
        return value == null ? nothing(name) : number(name, value);
    }

    @Override
    public Out flag(String name, boolean value) {
        name(name);
        bytes.ascii(value ? "true" : "false");
        return this;
    }

    @Override
    public Out time(String name, @Nullable Instant value) {
        if (value == null) {
            return nothing(name);
        }
        name(name);
        bytes.put('"').ascii(time(value)).put('"');
        return this;
    }

    /** RFC 3339 in UTC, with milliseconds only if they are not 0. */
    static String time(Instant value) {
        return value.truncatedTo(ChronoUnit.MILLIS).toString();
    }

    @Override
    public Out nothing(String name) {
        name(name);
        bytes.ascii("null");
        return this;
    }

    @Override
    public Out object(String name, Consumer<Out> members) {
        name(name);
        braced(() -> members.accept(this));
        return this;
    }

    @Override
    public <T> Out objects(String name, List<T> items, BiConsumer<Out, T> members) {
        name(name);
        array(items, item -> braced(() -> members.accept(this, item)));
        return this;
    }

    @Override
    public Out texts(String name, List<String> values) {
        name(name);
        array(values, this::string);
        return this;
    }

    @Override
    public Out numbers(String name, List<Long> values) {
        name(name);
        array(values, bytes::number);
        return this;
    }

    @Override
    public Out value(String name, Value value) {
        name(name);
        value(value);
        return this;
    }

    private void value(Value value) {
        switch (value) {
            case Value.Text(String text) -> string(text);
            case Value.Numeral(String literal) -> bytes.ascii(literal);
            case Value.Flag(boolean on) -> bytes.ascii(on ? "true" : "false");
            case Value.Nothing _ -> bytes.ascii("null");
            case Value.Items(List<Value> values) -> array(values, this::value);
            case Value.Members(Map<String, Value> values) ->
                    braced(() -> values.forEach(this::value));
        }
    }

    private void braced(Runnable members) {
        bytes.put('{');
        first = true;
        members.run();
        first = false;
        bytes.put('}');
    }

    private <T> void array(List<T> items, Consumer<T> each) {
        bytes.put('[');
        boolean behind = false;
        for (T item : items) {
            if (behind) {
                bytes.put(',');
            }
            behind = true;
            each.accept(item);
        }
        bytes.put(']');
    }

    private void name(String name) {
        if (!first) {
            bytes.put(',');
        }
        first = false;
        string(name);
        bytes.put(':');
    }

    private void string(String text) {
        bytes.put('"').escaped(text, ESCAPES).put('"');
    }
}
