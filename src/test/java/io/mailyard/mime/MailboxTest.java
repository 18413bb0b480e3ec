package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MailboxTest {
    @Test
    void parse_readsBothForms() {
        assertThat(Mailbox.parse(" a@b.example ")).isEqualTo(new Mailbox("", "a@b.example"));
        assertThat(Mailbox.parse("\"A, B\" <a@b.example>"))
                .isEqualTo(new Mailbox("A, B", "a@b.example"));
        assertThat(Mailbox.parse("Имя <a@пример.рф>"))
                .isEqualTo(new Mailbox("Имя", "a@xn--e1afmkfd.xn--p1ai"));
    }

    /** RFC 5321 section 4.1.2: what SMTP takes, the API takes. */
    @Test
    void quotedLocalPart_isTaken() {
        for (String local : List.of("\"a b\"", "\"a\\\"b\"", "\"a@b\"", "\"<a>\"", "\"\"")) {
            String address = local + "@c.example";
            assertThat(Mailbox.parse(address)).isEqualTo(new Mailbox("", address));
            assertThat(Mailbox.parse("<" + address + ">")).isEqualTo(new Mailbox("", address));
            assertThat(Mailbox.parse("\"A <B>\" <" + address + ">"))
                    .isEqualTo(new Mailbox("A <B>", address));
        }
    }

    @Test
    void address_beyondAscii_needsUtf8OnlyBeforeTheAt() {
        assertThat(Mailbox.parse("имя@b.example").needsUtf8()).isTrue();
        assertThat(Mailbox.parse("a@пример.рф").needsUtf8()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "@b.example",
                "a@",
                "a b@c.example",
                "a@b@c.example",
                "a@b..example",
                ".@b.example",
                "a@-b.example",
                "<a@b.example",
                "a@b.example>",
                "a@b_c.example",
                "a\u0000@b.example",
                "a\u0085@b.example"
            })
    void invalidAddress_isRefused(String text) {
        assertThatThrownBy(() -> Mailbox.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is not a mail address");
    }

    @Test
    void name_becomesOneLine() {
        assertThat(new Mailbox("a\r\n\u2028 b\u0000", "a@b.example").name()).isEqualTo("a b");
        assertThat(new Mailbox("x".repeat(500), "a@b.example").name()).hasSize(200).endsWith("…");
    }
}
