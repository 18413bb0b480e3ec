package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.NativeCrypto;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.Signature;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import org.apache.james.jdkim.DKIMVerifier;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.FailException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures, checked by a verifier that is not ours. */
class DkimSignerTest {
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair ED25519 = pair("Ed25519", 0);

    private static KeyPair pair(String algorithm, int bits) {
        try {
            KeyPairGenerator generator = NativeCrypto.keyPairGenerator(algorithm);
            if (bits > 0) {
                generator.initialize(bits);
            }
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    static List<String> messages() {
        String head = "From: A <a@a.example>\r\nTo: b@b.example\r\nSubject: hello\r\n";
        return List.of(
                head + "\r\nhello\r\n",
                head + "\r\nno line end",
                head + "\r\nhello\r\n\r\n\r\n\r\n",
                head + "\r\n  two\t \tspaces  \r\n \r\n\t\r\nend \t\r\n",
                head + "\r\n.dot\r\n..\r\n.\r\n",
                head + "\r\nété — 8 bit\r\n",
                "from:a@a.example\r\nSUBJECT : \t odd \r\n\t folds \r\n  and more  \r\n\r\nx\r\n",
                "Subject: "
                        + "long ".repeat(50)
                        + "\r\n "
                        + "x".repeat(900)
                        + "\r\n\t\r\n y\r\n"
                        + head
                        + "\r\nx\r\n",
                head
                        + "List-Id: <x.a.example>\r\nList-Unsubscribe: <https://a.example/u>\r\n"
                        + "List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
                        + "MIME-Version: 1.0\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n"
                        + "Reply-To: r@a.example\r\nMessage-ID: <1@a.example>\r\n\r\nx\r\n",
                "To: one@b.example\r\nTo: two@b.example\r\nFrom: a@a.example\r\n\r\nx\r\n",
                head + "\r\n" + "y".repeat(20_000) + "\r\n" + "z \r\n".repeat(5_000));
    }

    @ParameterizedTest
    @MethodSource("messages")
    void rsa_isVerified(String message) throws Exception {
        byte[] wire = message.getBytes(StandardCharsets.UTF_8);

        List<SignatureRecord> good = verified(RSA, "rsa", signed(wire, RSA));

        assertThat(good).hasSize(1);
        assertThat(good.getFirst().getDToken()).hasToString("a.example");
    }

    /** The value that RFC 6376 section 3.4.4 gives; jDKIM 0.5 takes such a body for one line. */
    @ParameterizedTest
    @ValueSource(strings = {"", "\r\n", "\r\n\r\n\r\n", "\r\n \r\n\t\r\n"})
    void emptyBody_isHashedAsNothing(String body) {
        byte[] wire = ("From: a@a.example\r\n" + body).getBytes(StandardCharsets.UTF_8);
        HeaderSection header = HeaderSection.of(wire);

        assertThat(Base64.getEncoder().encodeToString(DkimSigner.bodyHash(wire, header.body())))
                .isEqualTo("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
    }

    /** What the verifier cannot do is done by hand, of the field that RSA's check has proved. */
    @ParameterizedTest
    @MethodSource("messages")
    void ed25519_signsTheHashOfWhatRsaSigns(String message) throws Exception {
        byte[] wire = message.getBytes(StandardCharsets.UTF_8);
        HeaderSection header = HeaderSection.of(wire);
        String field =
                new String(
                        new DkimSigner("a.example", "ed", ED25519.getPrivate())
                                .sign(
                                        wire,
                                        header,
                                        DkimSigner.bodyHash(wire, header.body()),
                                        Instant.now()),
                        StandardCharsets.ISO_8859_1);

        assertThat(field).contains("a=ed25519-sha256;");
        byte[] signature =
                Base64.getDecoder()
                        .decode(
                                field.substring(field.indexOf("b=", field.indexOf("bh=") + 3) + 2)
                                        .replaceAll("\\s", ""));
        Signature check = Signature.getInstance("Ed25519");
        check.initVerify(ED25519.getPublic());
        check.update(MessageDigest.getInstance("SHA-256").digest(hashed(field, wire)));
        assertThat(check.verify(signature)).isTrue();
    }

    /** RFC 6376 section 3.7, written down a second time. */
    private static byte[] hashed(String field, byte[] wire) {
        String text = new String(wire, StandardCharsets.ISO_8859_1);
        String head =
                text.contains("\r\n\r\n") ? text.substring(0, text.indexOf("\r\n\r\n")) : text;
        List<String> fields =
                Arrays.stream(head.split("\r\n(?![ \t])")).filter(item -> !item.isEmpty()).toList();
        StringBuilder hashed = new StringBuilder();
        String unfolded = field.replaceAll("\r\n", "").replaceAll("[ \t]+", " ").strip();
        String names = unfolded.replaceAll(".*; h=([^;]*);.*", "$1").replace(" ", "");
        List<String> left = new java.util.ArrayList<>(fields);
        for (String name : names.split(":", -1)) {
            for (int i = left.size() - 1; i >= 0; i--) {
                String item = left.get(i);
                if (item.substring(0, item.indexOf(':')).strip().equalsIgnoreCase(name)) {
                    hashed.append(relaxed(item)).append("\r\n");
                    left.remove(i);
                    break;
                }
            }
        }
        String bare = unfolded.substring(0, unfolded.lastIndexOf(" b=") + 3);
        return hashed.append(relaxed(bare)).toString().getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String relaxed(String field) {
        int colon = field.indexOf(':');
        return field.substring(0, colon).strip().toLowerCase(java.util.Locale.ROOT)
                + ":"
                + field.substring(colon + 1).replaceAll("[ \t\r\n]+", " ").strip();
    }

    @Test
    void looseLineEnds_areSignedAsTheyAreSent() throws Exception {
        byte[] loose =
                "From: a@a.example\nSubject: x\n folded\n\nline\nlast\rend"
                        .getBytes(StandardCharsets.UTF_8);
        byte[] field = field(loose, RSA);
        byte[] wire =
                "From: a@a.example\r\nSubject: x\r\n folded\r\n\r\nline\r\nlast\r\nend\r\n"
                        .getBytes(StandardCharsets.UTF_8);

        assertThat(verified(RSA, "rsa", joined(field, wire))).hasSize(1);
    }

    @Test
    void change_breaksIt() {
        byte[] wire = messages().getFirst().getBytes(StandardCharsets.UTF_8);
        String signed = new String(signed(wire, RSA), StandardCharsets.UTF_8);

        for (String changed :
                List.of(
                        signed.replace("\r\nhello", "\r\nhallo"),
                        signed.replace("Subject: hello", "Subject: hallo"),
                        "From: evil@e.example\r\n" + signed,
                        signed.replace("To: b@", "To: c@"))) {
            assertThat(isVerified(changed)).as(changed).isFalse();
        }
    }

    /** Fields that readers show: another one, wherever it is put, breaks the signature. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "From: evil@e.example",
                "Sender: evil@e.example",
                "Reply-To: evil@e.example",
                "To: c@c.example",
                "Cc: c@c.example",
                "Subject: pay now",
                "Date: Thu, 1 Jan 2026 00:00:00 +0000",
                "Message-ID: <2@e.example>",
                "In-Reply-To: <2@e.example>",
                "References: <2@e.example>",
                "MIME-Version: 1.0",
                "Content-Type: text/html",
                "Content-Transfer-Encoding: base64",
                "Content-Disposition: attachment",
                "content-type : text/html"
            })
    void fieldThatReadersShow_cannotBeAdded(String added) {
        for (String message : messages()) {
            String signed =
                    new String(
                            signed(message.getBytes(StandardCharsets.UTF_8), RSA),
                            StandardCharsets.UTF_8);
            assertThat(isVerified(signed)).as(signed).isTrue();
            assertThat(isVerified(added + "\r\n" + signed)).as(added + signed).isFalse();
            int end = signed.indexOf("\r\n\r\n");
            String behind =
                    signed.substring(0, end + 2) + added + "\r\n" + signed.substring(end + 2);
            assertThat(isVerified(behind)).as(behind).isFalse();
        }
    }

    /** Fields that are there are signed: changed, removed or doubled, none verifies. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Feedback-ID: 1:2:3:a",
                "In-Reply-To: <1@b.example>",
                "References: <0@b.example>\r\n <1@b.example>",
                "Auto-Submitted: auto-generated",
                "Content-Disposition: inline",
                "Content-ID: <1@a.example>",
                "Content-Description: words",
                "Content-Language: de",
                "Importance: high",
                "X-Priority: 1",
                "Precedence: bulk",
                "List-Id: <l.a.example>",
                "List-Help: <mailto:h@a.example>",
                "List-Unsubscribe: <https://a.example/u>",
                "List-Unsubscribe-Post: List-Unsubscribe=One-Click",
                "List-Subscribe: <https://a.example/s>",
                "List-Post: NO",
                "List-Owner: <mailto:o@a.example>",
                "List-Archive: <https://a.example/a>"
            })
    void fieldThatIsThere_isSigned(String field) {
        String message = field + "\r\n" + messages().getFirst();
        String signed =
                new String(
                        signed(message.getBytes(StandardCharsets.UTF_8), RSA),
                        StandardCharsets.UTF_8);
        assertThat(isVerified(signed)).isTrue();
        assertThat(isVerified(signed.replace(field + "\r\n", ""))).as("removed").isFalse();
        assertThat(isVerified(signed.replace(field, field + "x"))).as("changed").isFalse();
        assertThat(isVerified(field + "\r\n" + signed)).as("doubled").isFalse();
    }

    /** A list adds its own fields, and whoever resends a block of his: neither breaks it. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "List-Id: <l.list.example>",
                "List-Unsubscribe: <https://list.example/u>",
                "Resent-From: r@r.example\r\nResent-Date: Thu, 1 Jan 2026 00:00:00 +0000",
                "Received: from x by y; Thu, 1 Jan 2026 00:00:00 +0000",
                "Authentication-Results: x; dkim=pass",
                "Return-Path: <a@a.example>"
            })
    void fieldOfThoseWhoPassItOn_breaksNothing(String added) {
        String message = "Resent-From: q@q.example\r\n" + messages().getFirst();
        String signed =
                new String(
                        signed(message.getBytes(StandardCharsets.UTF_8), RSA),
                        StandardCharsets.UTF_8);
        assertThat(isVerified(added + "\r\n" + signed)).isTrue();
    }

    @Test
    void lines_areShort() {
        String signed =
                new String(
                        field(messages().get(8).getBytes(StandardCharsets.UTF_8), RSA),
                        StandardCharsets.UTF_8);
        assertThat(signed.split("\r\n")).allMatch(line -> line.length() <= 78);
    }

    private static boolean isVerified(String message) {
        try {
            return !verified(RSA, "rsa", message.getBytes(StandardCharsets.UTF_8)).isEmpty();
        } catch (Exception refused) {
            return false;
        }
    }

    @Test
    void headerWithAnotherFrom_isOfThatDomain() {
        assertThat(fromDomain("From: a@A.Example")).isEqualTo("a.example");
        assertThat(fromDomain("from : \"x@evil.example\" (y@c.example) <a@a.example>"))
                .isEqualTo("a.example");
        assertThat(fromDomain("From: a@a.example, b@b.example")).isEqualTo("a.example");
        assertThat(fromDomain("From:\r\n A\r\n <a@sub.a.example>")).isEqualTo("sub.a.example");
        assertThat(fromDomain("From: a@Bücher.example")).isEqualTo("xn--bcher-kva.example");
        assertThat(fromDomain("From: nobody")).isEmpty();
        assertThat(fromDomain("Subject: x")).isEmpty();
        assertThat(fromDomain("")).isEmpty();
    }

    private static String fromDomain(String head) {
        byte[] message = (head + "\r\n\r\nx").getBytes(StandardCharsets.UTF_8);
        return HeaderSection.of(message).fromDomain();
    }

    private static byte[] signed(byte[] wire, KeyPair pair) {
        return joined(field(wire, pair), wire);
    }

    private static byte[] field(byte[] message, KeyPair pair) {
        HeaderSection header = HeaderSection.of(message);
        return new DkimSigner("a.example", "k", pair.getPrivate())
                .sign(message, header, DkimSigner.bodyHash(message, header.body()), Instant.now());
    }

    private static byte[] joined(byte[] bytes, byte[] other) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(bytes);
        all.writeBytes(other);
        return all.toByteArray();
    }

    private static List<SignatureRecord> verified(KeyPair pair, String kind, byte[] message)
            throws java.io.IOException, FailException {
        String record =
                "v=DKIM1; k="
                        + kind
                        + "; p="
                        + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
        DKIMVerifier verifier = new DKIMVerifier((methods, selector, domain) -> List.of(record));
        List<SignatureRecord> good = verifier.verify(new ByteArrayInputStream(message));
        return good == null ? List.of() : good;
    }
}
