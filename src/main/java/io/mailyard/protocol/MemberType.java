package io.mailyard.protocol;

import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The type of a member of a message with its bounds: how it is read and written. A value of another
 * type or beyond the bounds is an error of the peer: {@link IllegalArgumentException} names the
 * member.
 */
public final class MemberType<V> {
    /** The end of the year 9999. */
    private static final long MAX_MILLIS = 253_402_300_799_999L;

    /** Any whole number. */
    public static final MemberType<Long> NUMBER = number(Long.MIN_VALUE, Long.MAX_VALUE);

    /** An id; ids assigned by the server are above 0. */
    public static final MemberType<Long> ID = number(1, Long.MAX_VALUE);

    /** A count, not negative. */
    public static final MemberType<Integer> COUNT =
            number(0, Integer.MAX_VALUE).map(Long::intValue, Integer::longValue);

    /** A whole number that may be missing; not written if empty. */
    public static final MemberType<OptionalLong> OPTIONAL_NUMBER =
            NUMBER.optional()
                    .map(
                            found -> found.map(OptionalLong::of).orElse(OptionalLong.empty()),
                            found ->
                                    found.isPresent()
                                            ? Optional.of(found.getAsLong())
                                            : Optional.empty());

    /** A length of time in milliseconds. */
    public static final MemberType<Duration> MILLIS =
            NUMBER.map(Duration::ofMillis, Duration::toMillis);

    public static final MemberType<Boolean> FLAG =
            new MemberType<>(
                    (name, value) -> {
                        if (value instanceof Value.Flag(boolean on)) {
                            return on;
                        }
                        throw wrong(name, "is not a boolean");
                    },
                    Out::flag,
                    null);

    /** A time in epoch milliseconds, before the year 10000. */
    public static final MemberType<Instant> TIME =
            number(0, MAX_MILLIS).map(Instant::ofEpochMilli, Instant::toEpochMilli);

    /** A text of any length: of the server, whose bodies are bounded. */
    public static final MemberType<String> TEXT = text(Integer.MAX_VALUE);

    /** Any number of texts: of the server. */
    public static final MemberType<List<String>> TEXTS =
            new MemberType<>(
                    (name, value) ->
                            items(name, value).stream()
                                    .map(item -> {
                                        if (item instanceof Value.Text(String text)) {
                                            return text;
                                        }
                                        throw wrong(name, "holds no strings");
                                    })
                                    .toList(),
                    Out::texts,
                    null);

    /** Any number of whole numbers. */
    public static final MemberType<List<Long>> NUMBERS =
            new MemberType<>(
                    (name, value) ->
                            items(name, value).stream().map(item -> number(name, item)).toList(),
                    Out::numbers,
                    null);

    private final MemberValueReader<V> reader;
    private final MemberValueWriter<V> writer;
    private final @Nullable V absent;

    private MemberType(
            MemberValueReader<V> reader, MemberValueWriter<V> writer, @Nullable V absent) {
        this.reader = reader;
        this.writer = writer;
        this.absent = absent;
    }

    private interface MemberValueReader<V> {
        V read(String name, Value value);
    }

    private interface MemberValueWriter<V> {
        void write(Out out, String name, V value);
    }

    /** A whole number from {@code least} to {@code most}. */
    public static MemberType<Long> number(long least, long most) {
        return new MemberType<>(
                (name, value) -> {
                    long number = number(name, value);
                    if (number < least || number > most) {
                        throw wrong(name, "is not from " + least + " to " + most);
                    }
                    return number;
                },
                Out::number,
                null);
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
        throw wrong(name, "is not a number");
    }

    /** A text of at most {@code most} characters. */
    public static MemberType<String> text(int most) {
        return new MemberType<>(
                (name, value) -> {
                    if (!(value instanceof Value.Text(String text))) {
                        throw wrong(name, "is not a string");
                    }
                    if (text.length() > most) {
                        throw wrong(name, "is longer than " + most + " characters");
                    }
                    return text;
                },
                Out::text,
                null);
    }

    /** The name of a constant. */
    public static <E extends Enum<E>> MemberType<E> word(Class<E> constants) {
        MemberType<String> text = TEXT;
        return new MemberType<>(
                (name, value) -> {
                    String word = text.reader.read(name, value);
                    return Arrays.stream(constants.getEnumConstants())
                            .filter(constant -> constant.name().equals(word))
                            .findFirst()
                            .orElseThrow(() -> wrong(name, "is none that there is"));
                },
                (out, name, constant) -> out.text(name, constant.name()),
                null);
    }

    /** A length of time in milliseconds, at most {@code most}. */
    public static MemberType<Duration> millis(Duration most) {
        return number(0, most.toMillis()).map(Duration::ofMillis, Duration::toMillis);
    }

    /** At most {@code most} texts of at most {@code longest} characters. */
    public static MemberType<List<String>> texts(int most, int longest) {
        return new MemberType<>(
                (name, value) -> {
                    List<String> texts = TEXTS.reader.read(name, value);
                    if (texts.size() > most
                            || texts.stream().anyMatch(text -> text.length() > longest)) {
                        throw wrong(
                                name,
                                "holds more than "
                                        + most
                                        + ", or one longer than "
                                        + longest
                                        + " characters");
                    }
                    return texts;
                },
                Out::texts,
                null);
    }

    /** A message within a message. */
    public static <V> MemberType<V> one(MessageCodec<V> codec) {
        return new MemberType<>(
                (name, value) -> {
                    if (value instanceof Value.Members members) {
                        return codec.read(members);
                    }
                    throw wrong(name, "is not an object");
                },
                (out, name, message) -> out.object(name, inner -> codec.write(inner, message)),
                null);
    }

    /** Any number of messages within a message: of the server. */
    public static <V> MemberType<List<V>> many(MessageCodec<V> codec) {
        return many(codec, Integer.MAX_VALUE);
    }

    /** At most {@code most} messages within a message. */
    public static <V> MemberType<List<V>> many(MessageCodec<V> codec, int most) {
        return new MemberType<>(
                (name, value) -> {
                    List<Value> items = items(name, value);
                    if (items.size() > most) {
                        throw wrong(name, "holds more than " + most);
                    }
                    return items.stream()
                            .map(item -> {
                                if (item instanceof Value.Members members) {
                                    return codec.read(members);
                                }
                                throw wrong(name, "holds no objects");
                            })
                            .toList();
                },
                (out, name, messages) -> out.objects(name, messages, codec::write),
                null);
    }

    private static List<Value> items(String name, Value value) {
        if (value instanceof Value.Items(List<Value> values)) {
            return values;
        }
        throw wrong(name, "is not an array");
    }

    /** Returns a type that is the same on the wire and another here. */
    public <W> MemberType<W> map(Function<V, W> from, Function<W, V> to) {
        return new MemberType<>(
                (name, value) -> from.apply(reader.read(name, value)),
                (out, name, value) -> writer.write(out, name, to.apply(value)),
                absent == null ? null : from.apply(absent));
    }

    /** May be missing, for peers that do not know it: then it is {@code value}. */
    public MemberType<V> orElse(V value) {
        return new MemberType<>(reader, writer, value);
    }

    /** May be missing and is not written if it is {@code value}. */
    public MemberType<V> unless(V value) {
        return new MemberType<>(
                reader,
                (out, name, found) -> {
                    if (!found.equals(value)) {
                        writer.write(out, name, found);
                    }
                },
                value);
    }

    /** May be missing; not written if empty. */
    public MemberType<Optional<V>> optional() {
        return new MemberType<>(
                (name, value) -> Optional.of(reader.read(name, value)),
                (out, name, value) -> value.ifPresent(found -> writer.write(out, name, found)),
                Optional.empty());
    }

    /** May be missing; written as {@code null} if empty. */
    public MemberType<Optional<V>> orNull() {
        return new MemberType<>(
                (name, value) -> Optional.of(reader.read(name, value)),
                (out, name, value) -> {
                    if (value.isPresent()) {
                        writer.write(out, name, value.get());
                    } else {
                        out.nothing(name);
                    }
                },
                Optional.empty());
    }

    V read(String name, @Nullable Value value) {
        if (value != null && !(value instanceof Value.Nothing)) {
            return reader.read(name, value);
        }
        if (absent == null) {
            throw wrong(name, "is missing");
        }
        return absent;
    }

    void write(Out out, String name, V value) {
        writer.write(out, name, value);
    }

    private static IllegalArgumentException wrong(String name, String fault) {
        return new IllegalArgumentException("member " + name + " " + fault);
    }
}
