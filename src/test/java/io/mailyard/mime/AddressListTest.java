package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whom header fields name, whatever they look like. */
class AddressListTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@a.example | a.example",
                "A <a@A.EXAMPLE> | a.example",
                "A <a@a.example.> | a.example",
                "\"x@b.example\" <a@a.example> | a.example",
                "x (y@c.example) <a@a.example> (z@d.example) | a.example",
                "<a@a.example>, b@b.example | a.example b.example",
                "a@a.example,,  b@a.example | a.example",
                "Friends: a@a.example, B <b@b.example>; | a.example b.example",
                "Friends:a@a.example;, c@c.example | a.example c.example",
                "\"a@b.example\"@a.example | a.example",
                "\"a\\\"@b.example\" <a@a.example> | a.example",
                "a@a(b@b.example).example | a.example",
                "a @ a . example | a.example",
                "J. R. Smith <a@a.example> | a.example",
                "=?utf-8?q?ceo=40b.example?= <a@a.example> | a.example",
                "a@Bücher.example | xn--bcher-kva.example",
                "a@b。example | b.example",
                "a@xn--bcher-kva.example | xn--bcher-kva.example",
                "a@ａ.example | a.example",
                "a@[192.0.2.1] | [192.0.2.1]",
                "((nested) comment) a@a.example | a.example",
            })
    void list_isRead(String value, String domains) {
        AddressList list = AddressList.parse(value);
        assertThat(list.clear()).isTrue();
        assertThat(list.domains()).containsExactly(domains.split(" "));
    }

    /** What can be read in two ways names all that either way names. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@a.example <b@b.example> | a.example b.example",
                "<@a.example:b@b.example> | a.example b.example",
                "a@a.example b@b.example | a.example b.example",
                "a@a.example; b@b.example | a.example b.example",
                "\"a@a.example <b@b.example> | a.example b.example",
                "a@a.example (b@b.example | a.example b.example",
                "=?utf-8?q?ceo=40a.example?= | a.example",
                "x=?utf-8?q?ceo=40a.example?= | a.example",
                "<<a@a.example>> | a.example",
                "a@b@a.example | b a.example",
                "<a@a.example | a.example",
            })
    void unclearList_namesAllThatItMayMean(String value, String domains) {
        AddressList list = AddressList.parse(value);
        assertThat(list.clear()).isFalse();
        assertThat(list.domains()).contains(domains.replace("b a.example", "a.example").split(" "));
        assertThat(list.firstDomain()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "nobody", "Undisclosed:;", "<>", "a@", "@", ",", "\"", "("})
    void nothing_isNotClear(String value) {
        AddressList list = AddressList.parse(value);
        assertThat(list.clear()).isFalse();
        assertThat(list.domains()).isEmpty();
    }

    /**
     * All strings of up to four tokens: whatever another parser, strict or lenient, takes for an
     * address is among the domains.
     */
    @Test
    void everyAddressThatAnotherParserFinds_isNamed() {
        List<String> tokens =
                List.of(
                        "a@a.example",
                        "b@b.example",
                        "x",
                        "<",
                        ">",
                        "(",
                        ")",
                        ",",
                        ":",
                        ";",
                        " ",
                        "\"",
                        "@");
        int[] at = new int[4];
        int clear = 0;
        for (int length = 1; length <= 4; length++) {
            Arrays.fill(at, 0);
            while (true) {
                StringBuilder text = new StringBuilder();
                for (int i = 0; i < length; i++) {
                    text.append(tokens.get(at[i]));
                }
                clear += check(text.toString()) ? 1 : 0;
                int i = 0;
                while (i < length && ++at[i] == tokens.size()) {
                    at[i++] = 0;
                }
                if (i == length) {
                    break;
                }
            }
        }
        assertThat(clear).isGreaterThan(100);
    }

    private static boolean check(String text) {
        AddressList list = AddressList.parse(text);
        for (boolean strict : new boolean[] {true, false}) {
            for (String domain : others(text, strict)) {
                if (!list.domains().contains(domain)) {
                    assertThat(list.domains())
                            .as("'" + text + "' strict " + strict)
                            .contains(domain);
                }
            }
        }
        return list.clear();
    }

    private static Set<String> others(String text, boolean strict) {
        Set<String> domains = new TreeSet<>();
        try {
            for (InternetAddress address : InternetAddress.parseHeader(text, strict)) {
                InternetAddress[] group = address.isGroup() ? address.getGroup(strict) : null;
                for (InternetAddress internetAddress :
                        group == null ? new InternetAddress[] {address} : group) {
                    String domain =
                            internetAddress
                                    .getAddress()
                                    .substring(internetAddress.getAddress().lastIndexOf('@') + 1);
                    if (domain.equals("a.example") || domain.equals("b.example")) {
                        domains.add(domain);
                    }
                }
            }
        } catch (AddressException malformed) {
            // then it names nobody
        }
        return domains;
    }

    @Test
    void originators_areOfEveryFieldThatAReaderCouldSee() {
        Originators found =
                Originators.of(
                        message(
                                "FROM : A <a@a.example>",
                                "no field at all",
                                "Sender:\r\n s@s.example",
                                "from: b@b.example, c@a.example",
                                "Resent-From: r@r.example",
                                "resent-sender: t@t.example"));
        assertThat(found.from()).containsExactly("a.example", "b.example");
        assertThat(found.authors()).isEqualTo(3);
        assertThat(found.clear()).isFalse();
        assertThat(found.sender()).isTrue();
        assertThat(found.others())
                .isEqualTo(
                        Map.of(
                                "Sender",
                                List.of("s.example"),
                                "Resent-From",
                                List.of("r.example"),
                                "Resent-Sender",
                                List.of("t.example")));
    }

    @Test
    void ambiguousFrom_isSignedByNobody() {
        assertThat(HeaderSection.of(message("From: a@a.example", "From: b@b.example")).fromDomain())
                .isEmpty();
        assertThat(HeaderSection.of(message("From: a@a.example <b@b.example>")).fromDomain())
                .isEmpty();
        assertThat(HeaderSection.of(message("From: a@a.example, b@b.example")).fromDomain())
                .isEqualTo("a.example");
    }

    private static byte[] message(String... fields) {
        return (String.join("\r\n", fields) + "\r\n\r\nx\r\n").getBytes(StandardCharsets.UTF_8);
    }
}
