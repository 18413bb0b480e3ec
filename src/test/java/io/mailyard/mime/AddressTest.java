package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressTest {
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '~',
            value = {
                "a@b, a@b",
                "A.b+c@Example.COM, A.b+c@example.com",
                "\"a b\\\"@\"@x.example, \"a b\\\"@\"@x.example",
                "ü@bücher.example, ü@xn--bcher-kva.example",
                "anna@straße.example, anna@xn--strae-oqa.example",
                "anna@STRASSE.example, anna@strasse.example",
                "anna@βόλος.example, anna@xn--nxasmm1c.example",
                "x@xn--bcher-kva.example, x@xn--bcher-kva.example"
            })
    void address_isReadWithItsDomainInAscii(String text, String read) {
        assertThat(Address.parse(text)).hasToString(read);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "@b",
                "a@",
                "a b@c",
                ".@c",
                "..@c",
                "a@b..c",
                "a@-b",
                "a@b-",
                "a@b_c",
                "a@[192.0.2.1]",
                "\"a\nb\"@c",
                "\"a\"b@c",
                "a@b@c d",
                "a\r@b",
                "<a@b>",
                "a@b.",
                "a@.b",
                "\uFFFD@b",
                "a@b\u0000"
            })
    void invalidAddress_isRefused(String text) {
        assertThatThrownBy(() -> Address.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a mail address");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a.", "ü.", "a", "\"", "@", "\\"})
    void longText_isRefused(String piece) {
        for (String text :
                new String[] {"a@" + piece.repeat(200_000) + "b", piece.repeat(200_000) + "@b"}) {
            assertThatThrownBy(() -> Address.parse(text))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("is not a mail address");
        }
    }

    /** As some hosts have given them out, beside RFC 5321. */
    @ParameterizedTest
    @ValueSource(strings = {"a..b@c", ".a@c", "a.@c", "..a...b..@c"})
    void dotsAnywhereInTheLocalPart_areAccepted(String text) {
        assertThat(Address.parse(text)).hasToString(text);
        assertThat(Mailbox.parse(text).address()).isEqualTo(text);
    }

    @ParameterizedTest
    @CsvSource({"64, 63, true", "65, 63, false", "10, 64, false"})
    void length_isBounded(int local, int label, boolean good) {
        String text = "x".repeat(local) + "@" + "y".repeat(label) + ".example";
        if (good) {
            assertThat(Address.parse(text)).hasToString(text);
        } else {
            assertThatThrownBy(() -> Address.parse(text))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
