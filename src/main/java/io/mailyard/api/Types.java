package io.mailyard.api;

import io.mailyard.base.Fault;
import io.mailyard.base.VisibleText;
import io.mailyard.wire.Digits;
import io.mailyard.wire.HttpAddress;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/** The types of parameters (docs/spec/admin-api.md, "Types in XML", "Types in JSON"). */
public final class Types {
    private static final Pattern DECIMAL = Pattern.compile("-?[0-9]{1,20}(?:\\.[0-9]{1,18})?");

    /** Characters of a name that refers to an object. */
    private static final int MOST_REFERENCE = 255;

    private Types() {}

    /**
     * A whole number: a JSON integer or a string of digits ({@code 1.0} is 1), from {@code least}
     * to {@code most}.
     */
    public static Type<Long> integer(long least, long most) {
        Map<String, Object> schema = Schemas.integer();
        if (least != Long.MIN_VALUE) {
            schema.put("minimum", least);
        }
        if (most != Long.MAX_VALUE) {
            schema.put("maximum", most);
        }
        return withoutEmpty(
                new Simple<>(
                        schema,
                        "a whole number",
                        value ->
                                Digits.wholeNumber(value)
                                        .map(digits -> {
                                            long number = Digits.parse(digits);
                                            if (number < least || number > most) {
                                                throw new IllegalArgumentException(
                                                        VisibleText.shortened(digits)
                                                                + " is not from "
                                                                + least
                                                                + " to "
                                                                + most);
                                            }
                                            return number;
                                        })));
    }

    /** The id at which a page of a list begins; 0 is the first page. */
    public static Type<Long> firstId() {
        return integer(0, Long.MAX_VALUE).map(id -> Math.max(1, id));
    }

    private static <T> Type<T> withoutEmpty(Type<T> type) {
        return new EmptyIsAbsent<>(type);
    }

    /**
     * A decimal number from {@code least} to {@code most}, kept as it was given: a JSON number, or
     * a string of one; no exponent, at most {@code places} decimal places.
     */
    public static Type<BigDecimal> decimal(BigDecimal least, BigDecimal most, int places) {
        Map<String, Object> schema = schema("type", "number");
        schema.put("minimum", least);
        schema.put("maximum", most);
        return withoutEmpty(
                new Simple<>(
                        schema,
                        "a decimal number",
                        value ->
                                Digits.written(value, DECIMAL)
                                        .map(given -> {
                                            BigDecimal number = new BigDecimal(given);
                                            if (number.compareTo(least) < 0
                                                    || number.compareTo(most) > 0) {
                                                throw new IllegalArgumentException(
                                                        given
                                                                + " is not from "
                                                                + least
                                                                + " to "
                                                                + most);
                                            }
                                            if (number.scale() > places) {
                                                throw new IllegalArgumentException(
                                                        given
                                                                + " has more than "
                                                                + places
                                                                + " digits behind the point");
                                            }
                                            return number;
                                        })));
    }

    /** The id of an object: 1 or more. */
    public static Type<Long> id() {
        return integer(1, Long.MAX_VALUE);
    }

    /** True or false: a JSON boolean, {@code "true"}, {@code "false"}, 1 or 0. */
    public static Type<Boolean> flag() {
        return withoutEmpty(
                new Simple<>(
                        schema("type", "boolean"),
                        "true or false",
                        value ->
                                switch (value) {
                                    case Value.Flag(boolean on) -> Optional.of(on);
                                    case Value.Numeral(String literal) -> flag(literal);
                                    case Value.Text(String text) -> flag(text.strip());
                                    case Value.Nothing _, Value.Items _, Value.Members _ ->
                                            Optional.empty();
                                }));
    }

    private static Optional<Boolean> flag(String word) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "true", "1" -> Optional.of(true);
            case "false", "0" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    /** A string of {@code least} to {@code most} characters (Unicode code points). */
    public static Type<String> text(int least, int most) {
        Map<String, Object> schema = schema("type", "string");
        if (least > 0) {
            schema.put("minLength", least);
        }
        if (most != Integer.MAX_VALUE) {
            schema.put("maxLength", most);
        }
        return new Simple<>(
                schema,
                "a string",
                value -> {
                    if (!(value instanceof Value.Text(String text))) {
                        // Without the value: a password may have been sent as a number.
                        throw new IllegalArgumentException(
                                "must be a string, not " + bareKind(value));
                    }
                    int length = text.codePointCount(0, text.length());
                    if (length < least) {
                        throw new IllegalArgumentException(
                                length == 0
                                        ? "must not be empty"
                                        : "must have at least "
                                                + least
                                                + " characters, has "
                                                + length);
                    }
                    if (length > most) {
                        throw new IllegalArgumentException(
                                "must have at most " + most + " characters, has " + length);
                    }
                    return Optional.of(text);
                });
    }

    /** One of several words, in any case; read in the case of {@code words}. */
    public static Type<String> oneOf(String... words) {
        List<String> known = List.copyOf(Arrays.asList(words));
        Type<String> type =
                text(0, 64)
                        .map(given ->
                                known.stream()
                                        .filter(given.strip()::equalsIgnoreCase)
                                        .findFirst()
                                        .orElseThrow(() ->
                                                new IllegalArgumentException(
                                                        "'"
                                                                + VisibleText.shortened(given)
                                                                + "' is not one of "
                                                                + String.join(", ", known))));
        return withoutEmpty(type.withSchema(Schemas.word(known)));
    }

    /** Whether a value of {@link #time()} is a time instead of an empty string. */
    public static boolean isGiven(Instant time) {
        return !time.equals(Instant.MIN);
    }

    /**
     * A time: RFC 3339 with its offset. An empty string, which removes a stored time, is read as
     * {@link Instant#MIN}; {@link #isGiven} detects it.
     */
    public static Type<Instant> time() {
        Type<Instant> type =
                text(0, 64)
                        .map(text -> {
                            if (text.isBlank()) {
                                return Instant.MIN;
                            }
                            try {
                                return fourDigits(OffsetDateTime.parse(text.strip()))
                                        .truncatedTo(ChronoUnit.MILLIS)
                                        .toInstant();
                            } catch (DateTimeException bad) {
                                throw new IllegalArgumentException(
                                        "'"
                                                + VisibleText.shortened(text)
                                                + "' is not a time such as 2026-01-31T09:00:00Z",
                                        bad);
                            }
                        });
        return type.withSchema(Schemas.time());
    }

    /** RFC 3339 has years of four digits, so a UTC year of five could not be written back. */
    private static OffsetDateTime fourDigits(OffsetDateTime time) {
        int year = time.withOffsetSameInstant(ZoneOffset.UTC).getYear();
        if (year < 1 || year > 9999) {
            throw new DateTimeException("year " + year);
        }
        return time;
    }

    /**
     * An http or https address, absolute, with letters of any script and without a user and
     * password; empty allowed.
     */
    public static Type<String> url() {
        Type<String> type =
                text(0, 2048)
                        .map(text -> {
                            if (!text.isEmpty()) {
                                HttpAddress.checked(text);
                            }
                            return text;
                        });
        return type.described("format", "iri-reference");
    }

    /** An id or a name; digits alone are an id. */
    public static Type<Reference> reference() {
        return new Simple<>(
                // digits alone are an id, so a text may be either
                schema("type", "string"),
                "an id or a name",
                value -> {
                    Optional<String> digits =
                            (value instanceof Value.Numeral
                                            ? Digits.wholeNumber(value)
                                            : Digits.digits(value))
                                    .filter(Digits::unsigned);
                    if (digits.isPresent()) {
                        return Optional.of(new Reference.ById(Digits.parse(digits.get())));
                    }
                    if (value instanceof Value.Text(String text)) {
                        if (text.length() > MOST_REFERENCE) {
                            throw new IllegalArgumentException(
                                    "must have at most " + MOST_REFERENCE + " characters");
                        }
                        return Optional.of(new Reference.ByName(text));
                    }
                    return Optional.empty();
                });
    }

    /**
     * An id or a name, kept as it was given: a JSON integer of 64 bits or a text of at most 255
     * characters.
     */
    public static Type<Value> rawReference() {
        return new Simple<>(
                // it is returned as it was given: in either type
                Schemas.numberOrText(
                        "IdOrName",
                        "An id or a name; null: none.",
                        MOST_REFERENCE,
                        List.of(schema("type", "null"))),
                "an id or a name",
                value ->
                        switch (value) {
                            case Value.Numeral _ ->
                                    Digits.wholeNumber(value)
                                            .map(Digits::parse)
                                            .<Value>map(id -> new Value.Numeral(Long.toString(id)));
                            case Value.Text(String text) when text.length() <= MOST_REFERENCE ->
                                    Optional.of(value);
                            case Value.Text _ ->
                                    throw new IllegalArgumentException(
                                            "must have at most " + MOST_REFERENCE + " characters");
                            case Value.Flag _, Value.Nothing _, Value.Items _, Value.Members _ ->
                                    Optional.empty();
                        });
    }

    /** An array of at most {@code most} items. */
    public static <T> Type<List<T>> array(Type<T> item, int most) {
        return new ArrayType<>(item, most);
    }

    /**
     * An object of at most {@code most} members with names that the caller chooses; {@code key}
     * checks a name and returns its stored form, or throws IllegalArgumentException with the
     * reason.
     */
    public static <V> Type<Map<String, V>> map(UnaryOperator<String> key, Type<V> item, int most) {
        return new MapType<>(key, item, most);
    }

    /**
     * A nested object. Unknown members are ignored.
     *
     * @param name name of its component in the OpenAPI document, and so of a generated client's
     *     class
     */
    public static Type<Params> object(String name, Param<?>... params) {
        return new ObjectType(name, Arrays.asList(params));
    }

    static Map<String, Object> schema(String keyword, Object value) {
        Map<String, Object> schema = new LinkedHashMap<>();
        schema.put(keyword, value);
        return schema;
    }

    private static String bareKind(Value value) {
        return switch (value) {
            case Value.Text _ -> "a string";
            case Value.Numeral _ -> "a number";
            case Value.Flag _, Value.Nothing _, Value.Items _, Value.Members _ -> value.describe();
        };
    }

    /**
     * Reads a single value: empty if it is of another kind, IllegalArgumentException if it is out
     * of range.
     */
    private interface TypeReader<T> {
        Optional<T> read(Value value);
    }

    private record Simple<T>(Map<String, Object> schema, String wanted, TypeReader<T> reader)
            implements Type<T> {
        @Override
        public Optional<T> read(Value value, String path, WireFormat source, List<Fault> faults) {
            try {
                Optional<T> read = reader.read(value);
                if (read.isEmpty()) {
                    faults.add(new Fault(path, "must be " + wanted + ", not " + value.describe()));
                }
                return read;
            } catch (IllegalArgumentException refused) {
                faults.add(new Fault(path, String.valueOf(refused.getMessage())));
                return Optional.empty();
            }
        }
    }
}
