package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A From that is another in part. */
class OriginatorTest {
    private static String from(String old, String address, String name) {
        byte[] field = Originator.from(old.getBytes(StandardCharsets.UTF_8), address, name);
        return new String(field, StandardCharsets.UTF_8).replace("\r\n ", " ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                " Ann <a@b.example>|From: Ann <x@y.example>",
                "a@b.example|From: <x@y.example>",
                " \"Ann, <the one>\" <a@b.example>|From: \"Ann, <the one>\" <x@y.example>",
                " \"An\\\"n\" <a@b.example>|From: \"An\\\"n\" <x@y.example>",
                " =?utf-8?q?=C3=84?= <a@b.example>|From: =?utf-8?q?=C3=84?= <x@y.example>",
                " Ann <a@b.example>, Bert <b@b.example>|From: Ann <x@y.example>",
                " a@b.example, Bert <b@b.example>|From: <x@y.example>",
                " Ann Ö <a@b.example>|From: Ann Ö <x@y.example>",
                " Ann <broken|From: <x@y.example>"
            })
    void address_takesThePlaceOfTheFirst(String old, String field) {
        assertThat(from(old, "x@y.example", "")).isEqualTo(field);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                " Ann <a@b.example>|From: Shop <a@b.example>",
                " a@b.example|From: Shop <a@b.example>",
                " a@b.example (Ann)|From: Shop <a@b.example>",
                " a@b.example, Bert <b@b.example>|From: Shop <a@b.example>"
            })
    void name_takesThePlaceOfTheOneThere(String old, String field) {
        assertThat(from(old, "", "Shop")).isEqualTo(field);
    }

    @Test
    void name_isQuotedOrEncoded() {
        assertThat(from("a@b.example", "", "Ann \"A\" <x>, Ltd."))
                .isEqualTo("From: \"Ann \\\"A\\\" <x>, Ltd.\" <a@b.example>");
        assertThat(from("a@b.example", "", "Jürgen"))
                .isEqualTo("From: =?UTF-8?Q?J=C3=BCrgen?= <a@b.example>");
    }

    @Test
    void octetsOtherThanUtf8_stay() {
        byte[] old = " J\u00fcrgen <a@b.example>".getBytes(StandardCharsets.ISO_8859_1);

        byte[] field = Originator.from(old, "x@y.example", "");

        assertThat(new String(field, StandardCharsets.ISO_8859_1))
                .isEqualTo("From: J\u00fcrgen\r\n <x@y.example>");
    }
}
