package io.mailyard.wire;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Writes one {@code <xml>} as the guides show it: UTF-8, no declaration, no attributes, no white
 * space; an array repeats its element.
 */
public final class XmlOut implements Out {
    private static final @Nullable String[] ESCAPES = escapes();

    /** Name of the items of an array inside an array, for which the wire has no name. */
    private static final String ITEM = "item";

    private final ByteBuilder bytes = new ByteBuilder();

    private XmlOut() {}

    /** Renders a document whose members {@code members} writes. */
    public static byte[] write(Consumer<Out> members) {
        XmlOut out = new XmlOut();
        out.bytes.ascii("<xml>");
        members.accept(out);
        out.bytes.ascii("</xml>");
        return out.bytes.toBytes();
    }

    private static @Nullable String[] escapes() {
        @Nullable String[] escapes = new @Nullable String[0x80];
        for (int c = 0; c < 0x20; c++) {
            escapes[c] = "&#xFFFD;";
        }
        escapes['\t'] = null;
        escapes['\n'] = null;
        // A reader turns an unescaped one into a line feed.
        escapes['\r'] = "&#13;";
        escapes['&'] = "&amp;";
        escapes['<'] = "&lt;";
        escapes['>'] = "&gt;";
        return escapes;
    }

    @Override
    public Out text(String name, @Nullable String value) {
        if (value == null) {
            return nothing(name);
        }
        open(name);
        bytes.escaped(value, ESCAPES);
        return close(name);
    }

    @Override
    public Out number(String name, long value) {
        open(name);
        bytes.number(value);
        return close(name);
    }

    @Override
    public Out numberOrNull(String name, @Nullable Long value) {
        return value == null ? nothing(name) : number(name, value);
    }

    @Override
    public Out flag(String name, boolean value) {
        return plain(name, value ? "true" : "false");
    }

    @Override
    public Out time(String name, @Nullable Instant value) {
        return value == null ? nothing(name) : plain(name, JsonOut.time(value));
    }

    @Override
    public Out nothing(String name) {
        bytes.put('<');
        name(name);
        bytes.ascii("/>");
        return this;
    }

    @Override
    public Out object(String name, Consumer<Out> members) {
        int start = bytes.length();
        open(name);
        int inside = bytes.length();
        members.accept(this);
        if (bytes.length() == inside) {
            bytes.cutTo(start);
            return nothing(name);
        }
        return close(name);
    }

    @Override
    public <T> Out objects(String name, List<T> items, BiConsumer<Out, T> members) {
        return repeat(name, items, item -> object(name, out -> members.accept(out, item)));
    }

    @Override
    public Out texts(String name, List<String> values) {
        return repeat(name, values, value -> text(name, value));
    }

    @Override
    public Out numbers(String name, List<Long> values) {
        return repeat(name, values, value -> number(name, value));
    }

    @Override
    public Out value(String name, Value value) {
        return switch (value) {
            case Value.Text(String text) -> text(name, text);
            case Value.Numeral(String literal) -> plain(name, literal);
            case Value.Flag(boolean on) -> flag(name, on);
            case Value.Nothing _ -> nothing(name);
            case Value.Items(List<Value> values) -> repeat(name, values, item -> item(name, item));
            case Value.Members(Map<String, Value> values) ->
                    object(name, _ -> values.forEach(this::value));
        };
    }

    private void item(String name, Value value) {
        if (value instanceof Value.Items) {
            object(name, _ -> value(ITEM, value));
        } else {
            value(name, value);
        }
    }

    private <T> Out repeat(String name, List<T> items, Consumer<T> each) {
        if (items.isEmpty()) {
            return nothing(name);
        }
        items.forEach(each);
        return this;
    }

    private Out plain(String name, String ascii) {
        open(name);
        bytes.ascii(ascii);
        return close(name);
    }

    private void open(String name) {
        bytes.put('<');
        name(name);
        bytes.put('>');
    }

    private Out close(String name) {
        bytes.ascii("</");
        name(name);
        bytes.put('>');
        return this;
    }

    private void name(String name) {
        if (XmlName.plain(name)) {
            bytes.ascii(name);
        } else {
            bytes.ascii(XmlName.escaped(name));
        }
    }
}
