package io.mailyard.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * Mail whose From is rewritten on its way out, for a host that takes seven bits or by a rule: it
 * leaves in the name that policy accepted, or not at all.
 */
class RewrittenFromTest {
    /** Offers neither SMTPUTF8 nor 8BITMIME. */
    private static final FakeMailHost PLAIN =
            FakeMailHost.start().without("SMTPUTF8").without("8BITMIME");

    private final TwoTenants two = TwoTenants.on(StoreKind.SQLITE);
    private final String victim = "ceo@" + two.domain;
    private final String own = Api.unique("mine") + ".example";
    private final String me = "me@" + own;
    private final String plainHost = Api.unique("plain") + ".example";

    RewrittenFromTest() {
        two.own(two.neighbour.account(), own);
        two.api
                .call(
                        "routes/save",
                        "domain",
                        plainHost,
                        "host",
                        "127.0.0.1",
                        "port",
                        PLAIN.port(),
                        "tls",
                        "never")
                .ok();
        two.policy(two.neighbour, "require");
        Await.until(() -> two.api.call("nodes/mta/status", "id", 1).at("data.synced").flag());
    }

    @AfterAll
    static void close() {
        PLAIN.close();
    }

    /** The header of a message, with one octet for each character of Latin-1 in {@code octets}. */
    private static byte[] message(String octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(octets.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes("\r\nSubject: Hello\r\n\r\nHello.\r\n".getBytes(StandardCharsets.US_ASCII));
        return out.toByteArray();
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private boolean isTakenBySmtp(String to, byte[] message) {
        try (RawSmtp smtp = two.smtp(two.neighbour)) {
            smtp.ask("MAIL FROM:<" + me + "> BODY=8BITMIME", 250);
            smtp.ask("RCPT TO:<" + to + ">", 250);
            smtp.ask("DATA", 354);
            return smtp.send(message).ask(".").startsWith("250");
        }
    }

    /** What leaves of a message by both ways in; empty where it was refused. */
    private List<Optional<String>> sent(String octets) {
        List<Optional<String>> all = new ArrayList<>();
        for (boolean smtp : List.of(true, false)) {
            String to = Api.unique("r") + "@" + plainHost;
            byte[] message = message(octets);
            boolean taken =
                    smtp
                            ? isTakenBySmtp(to, message)
                            : two.raw(two.neighbour, me, to, message).error() == 0;
            all.add(taken ? Optional.of(got(to)) : Optional.empty());
        }
        return all;
    }

    private static String got(String to) {
        Await.until(() -> PLAIN.messages().stream().anyMatch(m -> m.recipients().contains(to)));
        return PLAIN.messages().stream()
                .filter(m -> m.recipients().contains(to))
                .map(m -> new String(m.raw(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private static String from(String message) {
        String unfolded = message.replaceAll("\r\n[ \t]+", " ");
        return unfolded.lines()
                .filter(line -> line.startsWith("From:"))
                .map(line -> line.substring("From:".length()).strip())
                .findFirst()
                .orElseThrow();
    }

    /** The addresses that another reader takes from a field, strict or lenient. */
    private static List<String> addresses(String field) {
        for (boolean strict : List.of(true, false)) {
            try {
                List<String> found = new ArrayList<>();
                for (InternetAddress address : InternetAddress.parseHeader(field, strict)) {
                    found.add(address.getAddress());
                }
                return found;
            } catch (AddressException unreadable) {
                // the lenient one
            }
        }
        return List.of();
    }

    private void checkOwn(String octets) {
        for (String policy : List.of("sign", "require")) {
            two.policy(two.neighbour, policy);
            for (Optional<String> message : sent(octets)) {
                message.ifPresent(text -> {
                    assertThat(addresses(from(text))).as(from(text)).hasSize(1);
                    assertThat(addresses(from(text)).getFirst()).endsWith("@" + own);
                });
            }
        }
    }

    @Test
    void quotedLocalPart_leavesAsItWasAccepted() {
        String field = utf8("From: é <\"><" + victim + ">\"@" + own + ">");
        checkOwn(field);
        assertThat(sent(field))
                .allSatisfy(message ->
                        assertThat(from(message.orElseThrow()))
                                .isEqualTo("=?UTF-8?B?w6k=?= <\"><" + victim + ">\"@" + own + ">"));
    }

    @Test
    void addressesInCommentsAndNames_areNotTheAuthor() {
        for (String field :
                List.of(
                        "é (<" + victim + ">) <" + me + ">",
                        "\"é <" + victim + ">, \" <" + me + ">",
                        "é <(> <" + victim + ">,) " + me + ">",
                        "(\\) <" + victim + ">) é <" + me + ">",
                        "é \"\\\" <" + victim + "> \" <" + me + ">",
                        "é <\"\\\">, <" + victim + ">, \\\"\"@" + own + ">")) {
            checkOwn(utf8("From: " + field));
        }
    }

    /** An octet 0x81 before a backslash is one letter in GBK, and two for everyone else. */
    @Test
    void charsetOfTheText_doesNotMoveQuotes() {
        for (String charset : List.of("GBK", "Shift_JIS", "Big5", "ISO-2022-JP", "UTF-16")) {
            checkOwn(
                    "Content-Type: text/plain; charset="
                            + charset
                            + "\r\nFrom: \"x\u0081\\\" <"
                            + victim
                            + "> (\" \")\" <"
                            + me
                            + ">");
        }
        String name =
                new String(
                        "张三".getBytes(java.nio.charset.Charset.forName("GBK")),
                        StandardCharsets.ISO_8859_1);
        assertThat(
                        sent(
                                "Content-Type: text/plain; charset=GBK\r\nFrom: \""
                                        + name
                                        + "\" <"
                                        + me
                                        + ">"))
                .allSatisfy(message ->
                        assertThat(from(message.orElseThrow()))
                                .isEqualTo("=?UTF-8?B?5byg5LiJ?= <" + me + ">"));
    }

    private String renamed(String to, String octets) {
        Map<String, @Nullable Object> share =
                Body.members("sender_id", two.sender, "percent", 100, "from_name", "Shop");
        two.api
                .call(
                        "vsenders/add",
                        "account_id",
                        two.neighbour.account(),
                        "name",
                        Api.unique("v"),
                        "email_rules",
                        List.of(Body.members("type", "default", "senders", List.of(share))))
                .ok();
        Answer sent = two.raw(two.neighbour, me, to, message(octets));
        return sent.error() == 0 ? from(got(to)) : "";
    }

    @Test
    void rulesName_keepsTheAddressThatWasAccepted() {
        for (String field :
                List.of(
                        "(<" + victim + ">) <" + me + ">",
                        me + " (<" + victim + ">)",
                        "\"<" + victim + ">\" <" + me + ">",
                        "x (\"<" + victim + ">) <" + me + ">",
                        "(, " + victim + ") " + me)) {
            String to = Api.unique("r") + "@" + plainHost;
            assertThat(renamed(to, "From: " + field)).as(field).isEqualTo("Shop <" + me + ">");
        }
    }

    /** As a registry tells them apart: one account's is the other's with ss in place of ß. */
    @Test
    void sharpS_isADomainOfItsOwn() {
        String mark = Api.unique("q");
        two.own(two.owner.account(), mark + "strasse.example");
        two.own(two.neighbour.account(), mark + "straße.example");
        for (Optional<String> message : sent(utf8("From: é <chef@" + mark + "straße.example>"))) {
            assertThat(from(message.orElseThrow()))
                    .startsWith("=?UTF-8?B?w6k=?= <chef@xn--")
                    .doesNotContain("strasse");
        }
        assertThat(sent(utf8("From: é <chef@" + mark + "strasse.example>")))
                .containsOnly(Optional.empty());
        Answer composed =
                two.send(
                        two.neighbour,
                        "chef@" + mark + "straße.example",
                        Api.unique("r") + "@" + plainHost);
        assertThat(composed.error()).isZero();
        assertThat(
                        two.send(
                                        two.neighbour,
                                        "chef@" + mark + "strasse.example",
                                        Api.unique("r") + "@" + plainHost)
                                .error())
                .isEqualTo(403);
    }
}
