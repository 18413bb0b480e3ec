package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.DomainName;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Everyone who reads a From sees the same addresses: the check of acceptance, the policy, the
 * writers of other names and of ASCII. Tried over all short strings of the marks that give a field
 * its structure.
 */
class AddressReadersTest {
    private static final List<String> MARKS =
            List.of(
                    "\"",
                    "<",
                    ">",
                    "(",
                    ")",
                    ",",
                    ":",
                    ";",
                    "\\",
                    " ",
                    "\u00c3\u00a9",
                    "\u0081",
                    "<v@v.example>",
                    "v@v.example",
                    "@m.example");

    private static final byte[] TYPE =
            "Content-Type: text/plain; charset=GBK\r\n\r\nx\r\n"
                    .getBytes(StandardCharsets.US_ASCII);

    private int accepted;

    private static byte[] message(byte[] from) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(from);
        out.writeBytes("\r\n".getBytes(StandardCharsets.US_ASCII));
        out.writeBytes(TYPE);
        return out.toByteArray();
    }

    /**
     * One From.
     *
     * @param value a character for each octet
     */
    private void check(String value) {
        byte[] octets = value.getBytes(StandardCharsets.ISO_8859_1);
        byte[] message = message(("From: " + value).getBytes(StandardCharsets.ISO_8859_1));
        List<String> authors;
        try {
            authors = HeaderRules.authors(HeaderIndex.of(message));
        } catch (IllegalArgumentException refused) {
            return;
        }
        if (authors.isEmpty()) {
            return;
        }
        accepted++;
        Originators before = Originators.of(message);
        for (String author : authors) {
            isAmong(value, author, before);
        }
        compare(value, message, SevenBit.header(message), false);
        for (String name : List.of("Shop", "")) {
            String email = name.isEmpty() ? "x@x.example" : "";
            byte[] field = Originator.from(octets, email, name);
            byte[] renamed = message(field);
            if (email.isEmpty()) {
                compare(value, message, renamed, true);
                compare(value, message, SevenBit.header(renamed), true);
            } else {
                assertThat(Originators.of(renamed).from()).as(value).containsExactly("x.example");
                assertThat(Originators.of(renamed).clear()).as(value).isTrue();
            }
        }
    }

    private static void compare(String value, byte[] before, byte[] after, boolean firstOnly) {
        OriginatorGuard.fault(before, after, "", firstOnly)
                .ifPresent(fault -> assertThat(fault).as(value).isEmpty());
        Set<String> accepted = new HashSet<>(Originators.of(before).from());
        String field =
                HeaderSection.of(after).value("From").orElseThrow().replaceAll("\r\n[ \t]", " ");
        for (String domain : others(field)) {
            if (!accepted.contains(domain)) {
                assertThat(accepted).as(value + " as " + field).contains(domain);
            }
        }
    }

    private static void isAmong(String value, String author, Originators names) {
        String domain = DomainName.normal(author.substring(author.lastIndexOf("@") + 1));
        if (!names.from().contains(domain)) {
            assertThat(names.from()).as(value).contains(domain);
        }
    }

    /** The domains of the addresses that a reader of others takes from a field. */
    private static Set<String> others(String field) {
        Set<String> domains = new HashSet<>();
        try {
            for (InternetAddress address : InternetAddress.parseHeader(field, true)) {
                String text = address.getAddress();
                if (text.indexOf('@') >= 0 && !address.isGroup()) {
                    domains.add(DomainName.normal(text.substring(text.lastIndexOf("@") + 1)));
                }
            }
        } catch (AddressException malformed) {
            // it takes none
        }
        return domains;
    }

    private void enumerate(String before, String after, int marks) {
        check(before + after);
        if (marks > 0) {
            for (String mark : MARKS) {
                enumerate(before + mark, after, marks - 1);
            }
        }
    }

    /** As they stand, before an address, inside one, in a name and in a comment. */
    @Test
    void everyShortFrom_namesTheSameToAllReaders() {
        enumerate("", "", 3);
        enumerate("\u00c3\u00a9 ", " <me@m.example>", 3);
        enumerate("\u00c3\u00a9 <", "@m.example>", 3);
        enumerate("\u00c3\u00a9 <\"", "\"@m.example>", 3);
        enumerate("\"\u0081", "\" <me@m.example>", 3);
        enumerate("\u00c3\u00a9 (", ") <me@m.example>", 3);
        enumerate("me@m.example (", ")", 3);
        assertThat(accepted).isGreaterThan(1000);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@a.example | b@a.example | ",
                "a@a.example | a@b.example | ",
                "A <a@a.example> | a@a.example, b@b.example | ",
                "a@a.example | a@a.example <b@b.example> | ",
                "a@a.example | \"a@a.example | ",
                "a@a.example | x@x.example | y@x.example",
                "é@a.example | b@b.example | ",
            })
    void otherOriginator_isAFault(String before, String after, String override) {
        byte[] accepted = message(("From: " + before).getBytes(StandardCharsets.UTF_8));
        byte[] sent = message(("From: " + after).getBytes(StandardCharsets.UTF_8));
        assertThat(OriginatorGuard.fault(accepted, sent, override == null ? "" : override, false))
                .hasValueSatisfying(
                        fault -> assertThat(fault).startsWith("From would name '").contains(after));
        byte[] sender =
                message(
                        ("From: " + before + "\r\nSender: s@s.example")
                                .getBytes(StandardCharsets.UTF_8));
        assertThat(OriginatorGuard.fault(accepted, sender, "", false))
                .hasValueSatisfying(fault -> assertThat(fault).startsWith("Sender would name"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@a.example | A <a@A.example> | ",
                "a@bücher.example | <a@xn--bcher-kva.example> | ",
                "é@a.example, a@a.example | =?UTF-8?Q?=C3=A9=40a.example?= :;, a@a.example | ",
                "é <é@a.example> | =?UTF-8?Q?=C3=A9?= :; | ",
                "a@a.example | X <x@x.example> | x@x.example",
                "Shop@Work <é@a.example> | =?UTF-8?Q?Shop=40Wo?= =?UTF-8?Q?rk_=C3=A9=40a.e?= :; | ",
                "Shop@Work é <a@a.example> | =?UTF-8?Q?Shop=40Work?= <a@a.example> | ",
            })
    void sameOriginator_isNone(String before, String after, String override) {
        byte[] accepted = message(("From: " + before).getBytes(StandardCharsets.UTF_8));
        byte[] sent = message(("From: " + after).getBytes(StandardCharsets.UTF_8));
        List<String> faults = new ArrayList<>();
        OriginatorGuard.fault(accepted, sent, override == null ? "" : override, false)
                .ifPresent(faults::add);
        assertThat(faults).isEmpty();
    }
}
