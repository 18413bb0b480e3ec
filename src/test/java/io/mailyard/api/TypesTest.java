package io.mailyard.api;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.Fault;
import io.mailyard.wire.BodyReader;
import io.mailyard.wire.ParsedBody;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every leniency and refusal of one value, in JSON as written and in XML as the text. */
class TypesTest {
    private static final Type<Long> INT = Types.integer(-5, Long.MAX_VALUE);
    private static final Type<Long> ANY_INT = Types.integer(Long.MIN_VALUE, Long.MAX_VALUE);

    @ParameterizedTest
    @CsvSource({
        "7, 7",
        "-5, -5",
        "0, 0",
        "-0, 0",
        "'\"7\"', 7",
        "'\" 7 \"', 7",
        "'\"007\"', 7",
        "'\"-3\"', -3",
        "9223372036854775807, 9223372036854775807",
        "'\"9223372036854775807\"', 9223372036854775807",
    })
    void integer_acceptsANumberOrAStringOfDigits(String json, long number) {
        assertThat(fromJson(INT, json)).isEqualTo(new Outcome<>(number));
    }

    @ParameterizedTest
    @CsvSource({
        "7.5, 'must be a whole number, not the number 7.5'",
        "1e3, 'must be a whole number, not the number 1e3'",
        "true, 'must be a whole number, not true'",
        "[], 'must be a whole number, not an array'",
        "[7], 'must be a whole number, not an array'",
        "{}, 'must be a whole number, not an object with {}'",
        "'{\"a\":1,\"b\":2}', 'must be a whole number, not an object with {a, b}'",
        "'\"+7\"', 'must be a whole number, not the string ''+7'''",
        "'\"0x7\"', 'must be a whole number, not the string ''0x7'''",
        "'\"٧\"', 'must be a whole number, not the string ''٧'''",
        "'\"7 8\"', 'must be a whole number, not the string ''7 8'''",
        "-6, -6 is not from -5 to 9223372036854775807",
        "9223372036854775808, 9223372036854775808 does not fit in 64 bits",
        "'\"9223372036854775808\"', 9223372036854775808 does not fit in 64 bits",
        "-9223372036854775809, -9223372036854775809 does not fit in 64 bits",
    })
    void integer_refusesAnythingElse(String json, String reason) {
        assertThat(fromJson(INT, json)).isEqualTo(Outcome.refused(reason));
    }

    @Test
    void integer_coversTheWholeRangeOf64Bits() {
        assertThat(fromJson(ANY_INT, "-9223372036854775808"))
                .isEqualTo(new Outcome<>(Long.MIN_VALUE));
        assertThat(fromXml(ANY_INT, "9223372036854775807"))
                .isEqualTo(new Outcome<>(Long.MAX_VALUE));
        assertThat(fromJson(Types.id(), "0"))
                .isEqualTo(Outcome.refused("0 is not from 1 to 9223372036854775807"));
        assertThat(fromXml(Types.id(), "\n 12 \n")).isEqualTo(new Outcome<>(12L));
        assertThat(fromXml(INT, "9".repeat(41)).reason()).startsWith("must be a whole number");
        assertThat(fromXml(INT, "9".repeat(5_000)).reason()).hasSizeLessThan(200);
    }

    @ParameterizedTest
    @CsvSource({
        "true, true",
        "false, false",
        "1, true",
        "0, false",
        "'\"true\"', true",
        "'\"FALSE\"', false",
        "'\" True \"', true",
        "'\"1\"', true",
        "'\"0\"', false"
    })
    void flag_acceptsEverySpellingOfPhp(String json, boolean on) {
        assertThat(fromJson(Types.flag(), json)).isEqualTo(new Outcome<>(on));
    }

    @ParameterizedTest
    @CsvSource({
        "2, 'must be true or false, not the number 2'",
        "1.0, 'must be true or false, not the number 1.0'",
        "-1, 'must be true or false, not the number -1'",
        "'\"yes\"', 'must be true or false, not the string ''yes'''",
        "[], 'must be true or false, not an array'",
        "{}, 'must be true or false, not an object with {}'"
    })
    void flag_refusesAnythingElse(String json, String reason) {
        assertThat(fromJson(Types.flag(), json)).isEqualTo(Outcome.refused(reason));
    }

    @Test
    void text_countsCodePointsAndIsUnchanged() {
        Type<String> type = Types.text(1, 3);

        assertThat(fromJson(type, "\"😀😀😀\"")).isEqualTo(new Outcome<>("😀😀😀"));
        assertThat(fromXml(type, " b ")).isEqualTo(new Outcome<>(" b "));
        assertThat(fromJson(type, "\"abcd\""))
                .isEqualTo(Outcome.refused("must have at most 3 characters, has 4"));
        assertThat(fromXml(type, "")).isEqualTo(Outcome.refused("must not be empty"));
        assertThat(fromJson(Types.text(2, 3), "\"a\""))
                .isEqualTo(Outcome.refused("must have at least 2 characters, has 1"));
    }

    @ParameterizedTest
    @CsvSource({
        "123456, 'must be a string, not a number'",
        "true, 'must be a string, not true'",
        "[], 'must be a string, not an array'",
        "'[\"a\"]', 'must be a string, not an array'",
        "{}, 'must be a string, not an object with {}'"
    })
    void text_refusesAnythingElseWithoutRepeatingIt(String json, String reason) {
        assertThat(fromJson(Types.text(0, 10), json)).isEqualTo(Outcome.refused(reason));
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T09:00:00Z, 2026-01-31T09:00:00Z",
        "2026-01-31t09:00:00z, 2026-01-31T09:00:00Z",
        "2026-01-31T12:00:00+03:00, 2026-01-31T09:00:00Z",
        "' 2026-01-31T09:00:00.123456Z ', 2026-01-31T09:00:00.123Z",
        "9999-12-31T23:59:59Z, 9999-12-31T23:59:59Z",
        "0001-01-01T00:00:00Z, 0001-01-01T00:00:00Z",
    })
    void time_isReadToTheMillisecond(String text, Instant time) {
        assertThat(fromXml(Types.time(), text)).isEqualTo(new Outcome<>(time));
    }

    @ParameterizedTest
    @CsvSource({
        "tomorrow",
        "2026-01-31",
        "2026-01-31T09:00:00",
        "2026-02-30T09:00:00Z",
        "2026-01-31T25:00:00Z",
        "1767225600",
        "+999999999-12-31T23:59:59Z",
        "-0001-01-01T00:00:00Z",
        "9999-12-31T23:59:59-01:00",
        "0000-12-31T23:59:59Z"
    })
    void time_refusesAnythingElse(String text) {
        assertThat(fromXml(Types.time(), text))
                .isEqualTo(
                        Outcome.refused(
                                "'" + text + "' is not a time such as 2026-01-31T09:00:00Z"));
    }

    @Test
    void emptyTime_removesTheValue() {
        assertThat(fromXml(Types.time(), "")).isEqualTo(new Outcome<>(Instant.MIN));
        assertThat(fromJson(Types.time(), "\" \"")).isEqualTo(new Outcome<>(Instant.MIN));
        assertThat(fromJson(Types.time(), "0"))
                .isEqualTo(Outcome.refused("must be a string, not a number"));
    }

    @Test
    void oneOf_acceptsAnyCase() {
        Type<String> type = Types.oneOf("default", "group_id");

        assertThat(fromJson(type, "\"DEFAULT\"")).isEqualTo(new Outcome<>("default"));
        assertThat(fromXml(type, " Group_Id\n")).isEqualTo(new Outcome<>("group_id"));
        assertThat(fromJson(type, "\"x\""))
                .isEqualTo(Outcome.refused("'x' is not one of default, group_id"));
    }

    @Test
    void url_isHttpOrHttpsOrEmpty() {
        Type<String> type = Types.url();

        for (String good :
                List.of("", "http://a", "HTTPS://a.example:8/x?y=1#z", "http://[::1]/")) {
            assertThat(fromXml(type, good)).isEqualTo(new Outcome<>(good));
        }
        for (String bad :
                List.of("a.example", "ftp://a", "http:///x", "http:x", "http://a b", "//a")) {
            assertThat(fromXml(type, bad).reason()).startsWith("'" + bad + "' is not an address");
        }
    }

    @ParameterizedTest
    @CsvSource({
        "5, 5, ''",
        "'\"5\"', 5, ''",
        "'\"5a\"', 0, 5a",
        "'\"-5\"', 0, -5",
        "'\"\"', 0, ''"
    })
    void reference_ofDigitsAloneIsAnId(String json, long id, String name) {
        Reference wanted = id > 0 ? new Reference.ById(id) : new Reference.ByName(name);

        assertThat(fromJson(Types.reference(), json)).isEqualTo(new Outcome<>(wanted));
    }

    @ParameterizedTest
    @CsvSource({
        "-5, 'must be an id or a name, not the number -5'",
        "1.5, 'must be an id or a name, not the number 1.5'",
        "true, 'must be an id or a name, not true'",
        "[], 'must be an id or a name, not an array'",
        "99999999999999999999, 99999999999999999999 does not fit in 64 bits"
    })
    void reference_refusesAnythingElse(String json, String reason) {
        assertThat(fromJson(Types.reference(), json)).isEqualTo(Outcome.refused(reason));
    }

    private static final Type<BigDecimal> DECIMAL =
            Types.decimal(new BigDecimal("-1"), BigDecimal.TEN, 3);

    @ParameterizedTest
    @CsvSource({"1.5, 1.5", "1.50, 1.50", "'\"-0.125\"', -0.125", "10, 10", "'\" 7 \"', 7"})
    void decimal_isUnchanged(String json, String number) {
        assertThat(fromJson(DECIMAL, json)).isEqualTo(new Outcome<>(new BigDecimal(number)));
    }

    @ParameterizedTest
    @CsvSource({
        "10.001, '10.001 is not from -1 to 10'",
        "1.2345, '1.2345 has more than 3 digits behind the point'",
        "1e0, 'must be a decimal number, not the number 1e0'",
        "true, 'must be a decimal number, not true'"
    })
    void decimal_refusesAnythingElse(String json, String reason) {
        assertThat(fromJson(DECIMAL, json)).isEqualTo(Outcome.refused(reason));
    }

    private static final Type<Map<String, String>> MAP =
            Types.map(name -> name.toLowerCase(Locale.ROOT), Types.text(0, 3), 2);

    @Test
    void map_acceptsMembersOfAnyName() {
        Outcome<Map<String, String>> two = new Outcome<>(Map.of("a", "x", "b", ""));

        assertThat(fromJson(MAP, "{\"A\":\"x\",\"b\":\"\"}")).isEqualTo(two);
        assertThat(fromXml(MAP, "<A>x</A><b></b>")).isEqualTo(two);
        assertThat(fromJson(MAP, "[]")).isEqualTo(new Outcome<>(Map.of()));
        assertThat(fromXml(MAP, "")).isEqualTo(new Outcome<>(Map.of()));
    }

    @Test
    void map_refusesAnythingElse() {
        assertThat(fromJson(MAP, "{\"a\":\"\",\"b\":\"\",\"c\":\"\"}"))
                .isEqualTo(Outcome.refused("has 3 members, at most 2 are taken"));
        assertThat(fromJson(MAP, "7"))
                .isEqualTo(Outcome.refused("must be an object, not the number 7"));
    }

    /** A value, or the reason of its refusal at path {@code v}. */
    private record Outcome<T>(Optional<T> value, String reason) {
        Outcome(T value) {
            this(Optional.of(value), "");
        }

        static <T> Outcome<T> refused(String reason) {
            return new Outcome<>(Optional.empty(), reason);
        }
    }

    private static <T> Outcome<T> fromJson(Type<T> type, String json) {
        return read(type, "{\"v\":" + json + "}");
    }

    private static <T> Outcome<T> fromXml(Type<T> type, String text) {
        return read(type, "<xml><v>" + text + "</v></xml>");
    }

    private static <T> Outcome<T> read(Type<T> type, String body) {
        ParsedBody parsed = BodyReader.read(body.getBytes(UTF_8), Optional.empty());
        List<Fault> faults = new ArrayList<>();
        Param<T> param = Param.of("v", type, "");
        Params params = Binder.bind(List.of(param), parsed.members(), "", parsed.format(), faults);
        if (faults.isEmpty()) {
            return new Outcome<>(params.get(param));
        }
        assertThat(faults).hasSize(1).extracting(Fault::field).containsExactly("v");
        return Outcome.refused(faults.getFirst().reason());
    }
}
