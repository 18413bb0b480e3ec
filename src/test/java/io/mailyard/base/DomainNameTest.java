package io.mailyard.base;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DomainNameTest {
    @ParameterizedTest
    @CsvSource({
        "Example.COM, example.com",
        "example.com., example.com",
        "' example.com ', example.com",
        "bücher.example, xn--bcher-kva.example",
        "BÜCHER.Example, xn--bcher-kva.example",
        "почта.рф, xn--80a1acny.xn--p1ai",
        "a.b-c.d1, a.b-c.d1",
        "straße.example, xn--strae-oqa.example",
        "STRAẞE.example, xn--strae-oqa.example",
        "xn--strae-oqa.example, xn--strae-oqa.example",
        "βόλος.com, xn--nxasmm1c.com",
        "a.b\u3002, a.b",
        "xn--ls8h.example, xn--ls8h.example",
        "faß.bücher。de, xn--fa-hia.xn--bcher-kva.de"
    })
    void name_isStoredInOneForm(String given, String kept) {
        assertThat(DomainName.checked(given)).isEqualTo(kept);
        assertThat(DomainName.normal(given)).isEqualTo(kept);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ".",
                "a..b",
                ".a.b",
                "-a.b",
                "a-.b",
                "a b.c",
                "a.b/c",
                "192.0.2.1",
                "[192.0.2.1]",
                "a_b.c",
                "*.example.com",
                "a@b.c",
                "a.b..",
                "a.b.\u3002",
                "a.b\u3002\u3002",
                "xn--example-.com",
                "xn--a.example",
                "xn--.example",
                "xn--MNCHEN-TNA.example",
                "a.xn--80ak6aa92e99999999.example",
                "localhost"
            })
    void invalidDomain_isRefused(String given) {
        assertThatThrownBy(() -> DomainName.checked(given))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void invisibleCharacters_areRemovedOrRefused() {
        assertThat(DomainName.normal("ow\u00adned.example")).isEqualTo("owned.example");
        for (String unseen : new String[] {"\u200d", "\u200c", "\u115f", "\u1160", "\u17b4"}) {
            for (String place : new String[] {"%sa.example", "a%sb.example", "ab%s.example"}) {
                String given = place.formatted(unseen);
                assertThat(DomainName.normal(given)).isEqualTo(given);
                assertThatThrownBy(() -> DomainName.checked(given))
                        .isInstanceOf(IllegalArgumentException.class);
            }
        }
        // a virama before a joiner, as Sinhala has it, and a Persian word
        assertThat(DomainName.checked("\u0dc1\u0dca\u200d\u0dbb\u0dd3.example"))
                .isEqualTo("xn--10cl1a0b660p.example");
        assertThat(DomainName.checked("\u0646\u0627\u0645\u0647\u200c\u0627\u06cc.example"))
                .isEqualTo("xn--mgba3gch31f060k.example");
    }

    /** Mail programs show what such a label encodes: the name of another. */
    @Test
    void labelThatEncodesForbiddenCharacters_isRefused() {
        for (String ascii : new String[] {"a", "example", "a-b", "paypal"}) {
            assertThat(DomainName.hasTrueALabels("xn--" + ascii + "-.com")).as(ascii).isFalse();
        }
        for (String capital : new String[] {"M\u00dcNCHEN", "\u0410pple", "\u00d6"}) {
            assertThat(DomainName.hasTrueALabels("xn--" + Punycode.exactly(capital) + ".com"))
                    .as(capital)
                    .isFalse();
        }
        for (String label :
                new String[] {
                    "m\u00fcnchen",
                    "\u00f6",
                    "\u0430pple",
                    "stra\u00dfe",
                    "\ud83d\udca9",
                    "\u0e44\u0e17\u0e22",
                    "\u13e3\u13b3\u13a9",
                    "\u4e2d\u56fd"
                }) {
            String encoded = Punycode.exactly(label);
            assertThat(Punycode.decoded(encoded)).contains(label);
            assertThat(DomainName.hasTrueALabels("a.xn--" + encoded + ".com")).as(label).isTrue();
        }
    }

    @Test
    void length_isBounded() {
        String label = "a".repeat(63);
        String longest = label + "." + label + "." + label + "." + "a".repeat(61);

        assertThat(DomainName.checked(longest)).hasSize(253);
        assertThatThrownBy(() -> DomainName.checked(longest + "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> DomainName.checked(label + "a.example"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(DomainName.normal("ü".repeat(100_000))).hasSize(100_000);
    }

    @Test
    void host_mayHaveOneLabel() {
        assertThat(DomainName.host("LocalHost")).isEqualTo("localhost");
        assertThatThrownBy(() -> DomainName.host("10"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
