package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.Await;
import io.mailyard.testing.Octets;
import io.mailyard.testing.RawSmtp;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The PROXY protocol: what is a header, what is none, and whom it counts for. */
class ProxyHeaderTest {
    private static final String SIGNATURE = "0d0a0d0a000d0a515549540a";
    private static final String V4 = "c0000207c6336401" + "dead" + "0019";
    private static final String V6 =
            "20010db8000000000000000000000007" + "20010db8000000000000000000000001" + "dead0019";

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static byte[] v2(String hex) {
        return HexFormat.of().parseHex(SIGNATURE + hex);
    }

    /** The address; empty: none is told. What follows the header must be left. */
    private static String read(byte[] header) throws IOException {
        byte[] sent = Arrays.copyOf(header, header.length + 1);
        sent[header.length] = '!';
        ClientInput in = new ClientInput(new ByteArrayInputStream(sent), () -> {});
        String told = ProxyHeader.read(in).client().map(InetAddress::getHostAddress).orElse("");
        assertThat(in.octet()).isEqualTo('!');
        return told;
    }

    @ParameterizedTest
    @CsvSource({
        "PROXY TCP4 192.0.2.7 198.51.100.1 57005 25, 192.0.2.7",
        "PROXY TCP4 255.255.255.255 0.0.0.0 65535 0, 255.255.255.255",
        "PROXY TCP6 2001:db8::7 2001:db8::1 57005 25, 2001:db8:0:0:0:0:0:7",
        "PROXY TCP6 ::ffff:192.0.2.7 ::1 57005 25, 192.0.2.7",
        "PROXY UNKNOWN, ''",
        "PROXY UNKNOWN ffff::1 ffff::2 65535 65535, ''"
    })
    void version1_tellsTheClient(String line, String client) throws IOException {
        assertThat(read(octets(line + "\r\n"))).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "PROXY TCP4 192.0.2.7 198.51.100.1 57005 25\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 57005 25 \r\n",
                "PROXY  TCP4 192.0.2.7 198.51.100.1 57005 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 57005\r\n",
                "PROXY TCP4 192.0.2.07 198.51.100.1 57005 25\r\n",
                "PROXY TCP4 192.0.2.256 198.51.100.1 57005 25\r\n",
                "PROXY TCP4 192.0.2 198.51.100.1 57005 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 65536 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 025 25\r\n",
                "PROXY TCP4 192.0.2.7 198.51.100.1 -1 25\r\n",
                "PROXY TCP4 2001:db8::7 2001:db8::1 57005 25\r\n",
                "PROXY TCP6 192.0.2.7 198.51.100.1 57005 25\r\n",
                "PROXY TCP6 2001:db8::7::1 2001:db8::1 57005 25\r\n",
                "PROXY TCP6 2001:db8::7 2001:db8::g 57005 25\r\n",
                "PROXY TCP6 2001:db8::7%eth0 2001:db8::1 57005 25\r\n",
                "PROXY TCP4 localhost 198.51.100.1 57005 25\r\n",
                "PROXY UNKNOWNX\r\n",
                "PROXY UDP4 192.0.2.7 198.51.100.1 57005 25\r\n",
                "proxy TCP4 192.0.2.7 198.51.100.1 57005 25\r\n",
                "PROXY\r\n",
                "P\r\n",
                "EHLO client.example\r\n",
                "PROXY UNKNOWN aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n"
            })
    void version1ThatIsMalformed_isNone(String line) {
        assertThatThrownBy(() -> read(octets(line))).isInstanceOf(ProtocolException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "2111000c" + V4 + ", 192.0.2.7",
        "21210024" + V6 + ", 2001:db8:0:0:0:0:0:7",
        "21000000, ''",
        "20000000, ''",
        "2011000c" + V4 + ", ''",
        "20110000, ''",
        "2012000c" + V4 + ", ''",
        "20ff0003040001, ''",
        "21000003ffffff, ''",
        "2111000f" + V4 + "040000, 192.0.2.7",
        "21110013" + V4 + "04000461626364, 192.0.2.7"
    })
    void version2_tellsTheClient(String hex, String client) throws IOException {
        assertThat(read(v2(hex))).isEqualTo(client);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1111000c" + V4,
                "2211000c" + V4,
                "2112000c" + V4,
                "2113000c" + V4,
                "2111000b" + "c0000207c6336401dead00",
                "2121000c" + V4,
                "2111000d" + V4 + "04",
                "2111000f" + V4 + "040001",
                "2111ffff" + V4
            })
    void version2ThatIsMalformed_isNone(String hex) {
        assertThatThrownBy(() -> read(v2(hex))).isInstanceOf(ProtocolException.class);
    }

    @Test
    void everyHeaderThatIsCut_isNoneYet() {
        for (byte[] whole :
                new byte[][] {
                    octets("PROXY TCP4 192.0.2.7 198.51.100.1 57005 25\r\n"), v2("21210024" + V6)
                }) {
            for (int length = 0; length < whole.length; length++) {
                ClientInput in =
                        new ClientInput(
                                new ByteArrayInputStream(Arrays.copyOf(whole, length)), () -> {});
                assertThatThrownBy(() -> ProxyHeader.read(in)).isInstanceOf(EOFException.class);
            }
        }
    }

    /** Each short start that is no header is refused or unfinished, never taken. */
    @Test
    void everyShortStart_isNone() {
        Octets.upTo(5, "PR\r\n\0a")
                .forEach(start ->
                        assertThatThrownBy(() -> read(octets(start)))
                                .isInstanceOfAny(ProtocolException.class, EOFException.class));
    }

    @Test
    void checksum_isVerified() throws IOException {
        byte[] head = v2("21110013" + V4);
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        whole.writeBytes(head);
        whole.writeBytes(HexFormat.of().parseHex("03000400000000"));
        CRC32C sum = new CRC32C();
        sum.update(whole.toByteArray());
        byte[] right = whole.toByteArray();
        for (int i = 0; i < 4; i++) {
            right[right.length - 4 + i] = (byte) (sum.getValue() >> (24 - 8 * i));
        }
        assertThat(read(right)).isEqualTo("192.0.2.7");
        right[20] ^= 1;
        assertThatThrownBy(() -> read(right)).hasMessageContaining("checksum");
    }

    @Test
    void balancer_passesOnClientsEachByTheirOwnAddress() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server =
                SubmissionFixture.open(
                        "submission.trusted-proxies=192.0.2.0/24, 127.7.0.0/16",
                        "submission.plain-auth=always",
                        "submission.max-connections-per-address=1")) {
            for (int i = 0; i < 10; i++) {
                try (RawSmtp guesser = proxied(server, "203.0.113.1")) {
                    guesser.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), "no" + i), 535);
                    guesser.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), "no" + i), 535);
                }
                Await.until(() -> server.server().connections() == 0);
            }
            try (RawSmtp guesser = proxied(server, "203.0.113.1");
                    RawSmtp other = proxied(server, "203.0.113.2")) {
                guesser.ask(
                        "AUTH PLAIN " + RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD),
                        454);
                other.ask(
                        "AUTH PLAIN " + RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD),
                        235);
                assertThat(other.mail("a@b.example", "c@d.example", "Subject: x\r\n"))
                        .startsWith("250");
                assertThat(server.onlyText()).contains("from x ([203.0.113.2])");
                try (RawSmtp second = RawSmtp.silent(server.address(), "127.7.0.1")) {
                    second.send("PROXY TCP4 203.0.113.2 192.0.2.1 4711 25\r\n");
                    second.expect(421);
                }
            }
        }
    }

    private static RawSmtp proxied(SubmissionFixture server, String client) {
        RawSmtp connection = RawSmtp.silent(server.address(), "127.7.0.1");
        connection.send("PROXY TCP4 " + client + " 192.0.2.1 4711 25\r\n");
        connection.expect(220);
        connection.ask("EHLO x", 250);
        return connection;
    }

    @Test
    void balancerWithoutAHeader_isDisconnected() {
        try (SubmissionFixture server =
                SubmissionFixture.open(
                        "submission.trusted-proxies=127.7.0.1", "submission.timeout=300ms")) {
            for (String words : new String[] {"EHLO client.example\r\n", "", "PROXY TCP4 19"}) {
                try (RawSmtp client = RawSmtp.silent(server.address(), "127.7.0.1")) {
                    client.send(words);
                    client.expectClosed();
                }
            }
            assertThat(server.server().counts().withoutProxyHeader()).isEqualTo(3);
        }
    }

    @Test
    void headerFromAnywhereElse_isRefusedAndNothingBehindItIsRead() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        String account = user.name().substring(user.name().indexOf('@') + 1);
        try (SubmissionFixture server =
                SubmissionFixture.open(
                        "submission.trusted-proxies=127.7.0.1",
                        "submission.trusted=203.0.113.0/24=" + account)) {
            for (byte[] header :
                    new byte[][] {
                        octets("PROXY TCP4 203.0.113.2 192.0.2.1 4711 25\r\n"), v2("2111000c" + V4)
                    }) {
                try (RawSmtp client = RawSmtp.connect(server.address())) {
                    client.send(header).send("EHLO x\r\nMAIL FROM:<a@b.example>\r\n");
                    String reply = client.reply();
                    while (!reply.isEmpty()) {
                        assertThat(reply).matches("(500|421) .*");
                        reply = client.reply();
                    }
                }
            }
        }
    }

    /** A trusted range that holds the balancer is meant for hosts behind it, or for itself. */
    @Test
    void clientThatTheBalancerDoesNotTell_isNobodysTrustedHost() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        String account = user.name().substring(user.name().indexOf('@') + 1);
        try (SubmissionFixture server =
                        SubmissionFixture.open(
                                "submission.trusted-proxies=127.7.0.1",
                                "submission.trusted=127.0.0.0/8=" + account);
                RawSmtp client = RawSmtp.silent(server.address(), "127.7.0.1")) {
            client.send("PROXY UNKNOWN\r\n");
            client.expect(220);
            assertThat(client.ask("EHLO x")).doesNotContain("AUTH");
            client.ask("MAIL FROM:<a@b.example>", 530);
        }
    }
}
