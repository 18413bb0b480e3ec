package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.policies.SigningKey;
import io.mailyard.testing.FakeMailHost;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What was accepted can be carried, whatever its octets and whatever the host offers. */
class EightBitTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private FakeMailHost.Message sent(byte[] message, String recipient) {
        rig.started();
        rig.leaseClient.put(1, message, List.of(DeliveryFixtures.task(1, recipient)));
        rig.engine.wake();
        assertThat(rig.outcome()).as(rig.result().answer()).isEqualTo(new Delivered());
        return rig.host.messages().getFirst();
    }

    /** Every header and body of three kinds, at hosts of each two extensions. */
    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void message_isSentUnchangedOrInAscii(boolean eightBitMime, boolean smtpUtf8)
            throws IOException, FailException {
        if (!eightBitMime) {
            rig.host.without("8BITMIME");
        }
        if (!smtpUtf8) {
            rig.host.without("SMTPUTF8");
        }
        rig.fixtures.key(
                OutgoingMessageCacheTest.key(
                        "a.example",
                        SigningKey.SigningKeyState.ACTIVE,
                        OutgoingMessageCacheTest.RSA));
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.started();
        int sent = 0;
        for (String charset : List.of("US-ASCII", "UTF-8", "ISO-8859-1")) {
            for (boolean header : List.of(true, false)) {
                for (boolean body : List.of(true, false)) {
                    byte[] message = message(charset, header, body);
                    sent++;
                    rig.leaseClient.put(
                            sent,
                            message,
                            List.of(
                                    rig.fixtures.signed(
                                            DeliveryFixtures.task(sent, "b@b.example"))));
                    rig.engine.wake();
                    assertThat(rig.leaseClient.awaitResults(sent).getLast().outcome())
                            .isEqualTo(new Delivered());
                    FakeMailHost.Message arrived = rig.host.messages().getLast();
                    boolean ascii = charset.equals("US-ASCII");
                    boolean asIs =
                            ascii || (eightBitMime && (smtpUtf8 || !header)) || !(header || body);
                    assertThat(text(arrived.raw()).endsWith(text(message)))
                            .as(charset + header + body)
                            .isEqualTo(asIs);
                    assertThat(arrived.mailParameters()).doesNotContain("SMTPUTF8");
                    if (!eightBitMime) {
                        assertThat(arrived.raw()).doesNotContain((byte) 0xE9, (byte) 0xC3);
                        assertThat(arrived.mailParameters()).doesNotContain("BODY");
                    }
                    assertThat(text(arrived.raw()).contains("=C3=A9"))
                            .isEqualTo(!asIs && (header || charset.equals("UTF-8")));
                    if (!asIs || ascii) {
                        // The verifier cannot read more than ASCII in a header.
                        assertThat(OutgoingMessageCacheTest.isVerified(arrived.raw())).isTrue();
                    }
                }
            }
        }
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }

    private static byte[] message(String charset, boolean header, boolean body) {
        String e = charset.equals("US-ASCII") ? "e" : "é";
        return ("From: A <a@a.example>\r\nSubject: caf"
                        + (header ? e : "e")
                        + "terias\r\nContent-Type: text/plain; charset="
                        + charset
                        + "\r\n\r\ncaf"
                        + (body ? e : "e")
                        + "\r\n")
                .getBytes(Charset.forName(charset));
    }

    @Test
    void smtpUtf8_isUsedIfAnAddressNeedsIt() {
        byte[] ascii = DeliveryFixtures.message();
        assertThat(sent(ascii, "jürgen@b.example").mailParameters()).contains("SMTPUTF8");
    }

    @Test
    void smtpUtf8_isUsedIfAHeaderAddressNeedsIt() {
        byte[] message =
                "From: a@a.example\r\nTo: jürgen@b.example\r\n\r\nx\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(sent(message, "b@b.example").mailParameters()).contains("SMTPUTF8");
    }

    @Test
    void headerAddress_doesNotPreventDelivery() {
        rig.host.without("SMTPUTF8");
        byte[] message =
                "From: a@a.example\r\nTo: jürgen@b.example, b@b.example\r\n\r\nx\r\n"
                        .getBytes(StandardCharsets.UTF_8);
        FakeMailHost.Message arrived = sent(message, "b@b.example");

        assertThat(arrived.mailParameters()).doesNotContain("SMTPUTF8");
        assertThat(text(arrived.raw())).contains(" :;, b@b.example");
    }

    /** Here a line that is too long would be folded within the address. */
    @Test
    void messageThatWouldNameAnotherOriginator_doesNotLeave() {
        rig.host.without("SMTPUTF8");
        byte[] message =
                ("From: é <" + "a".repeat(1200) + "@a.example>\r\n\r\nx\r\n")
                        .getBytes(StandardCharsets.UTF_8);
        rig.started();
        rig.leaseClient.put(1, message, List.of(DeliveryFixtures.task(1, "b@b.example")));
        rig.engine.wake();

        assertThat(rig.outcome()).isEqualTo(new Bounced(false));
        assertThat(rig.result().answer()).startsWith("550 5.7.1 not sent: From would name");
        assertThat(rig.host.messages()).isEmpty();
    }
}
