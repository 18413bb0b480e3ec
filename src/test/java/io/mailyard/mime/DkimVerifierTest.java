package io.mailyard.mime;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.NativeCrypto;
import io.mailyard.mime.DkimVerifier.CandidateSignature;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.apache.james.jdkim.DKIMSigner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Signatures of another signer and of ours, checked by our verifier. */
class DkimVerifierTest {
    private static final KeyPair RSA = pair("RSA", 2048);
    private static final KeyPair SHORT = pair("RSA", 512);
    private static final KeyPair ED25519 = pair("Ed25519", 0);
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);

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

    private static String record(KeyPair pair, String more) {
        String kind = pair.getPublic().getAlgorithm().equals("RSA") ? "rsa" : "ed25519";
        byte[] encoded = pair.getPublic().getEncoded();
        byte[] raw =
                kind.equals("rsa")
                        ? encoded
                        : java.util.Arrays.copyOfRange(
                                encoded, encoded.length - 32, encoded.length);
        return "v=DKIM1; k=" + kind + "; " + more + "p=" + Base64.getEncoder().encodeToString(raw);
    }

    private static boolean isValid(String message, String record) {
        DkimVerifier verifier = new DkimVerifier(message.getBytes(StandardCharsets.UTF_8));
        List<CandidateSignature> candidates = verifier.candidates(NOW);
        return candidates.stream()
                .anyMatch(candidateSignature -> verifier.isValid(candidateSignature, record));
    }

    static List<String> messages() {
        return DkimSignerTest.messages();
    }

    /** By another's signer, in every canonical form. */
    @ParameterizedTest
    @MethodSource("messages")
    void othersSignatures_areValidUntilAnythingChanges(String message) throws Exception {
        for (String canonical :
                List.of("simple/simple", "simple/relaxed", "relaxed/simple", "relaxed/relaxed")) {
            String template =
                    "v=1; a=rsa-sha256; c="
                            + canonical
                            + "; d=a.example; s=k; h=from:to:subject; b=; bh=;";
            String field =
                    new DKIMSigner(template, RSA.getPrivate())
                            .sign(
                                    new ByteArrayInputStream(
                                            message.getBytes(StandardCharsets.UTF_8)));
            String signed = field + "\r\n" + message;
            String record = record(RSA, "");
            assertThat(isValid(signed, record)).as(canonical + " " + signed).isTrue();
            assertThat(isValid(signed + "more\r\n", record)).isFalse();
            assertThat(isValid(signed.replace("a@a.example", "b@a.example"), record)).isFalse();
            assertThat(isValid(signed, record(pair("RSA", 1024), ""))).isFalse();
        }
    }

    private static String ours(KeyPair pair) {
        String message = messages().getFirst();
        byte[] wire = message.getBytes(StandardCharsets.UTF_8);
        HeaderSection header = HeaderSection.of(wire);
        byte[] field =
                new DkimSigner("a.example", "k", pair.getPrivate())
                        .sign(wire, header, DkimSigner.bodyHash(wire, header.body()), NOW);
        return new String(field, StandardCharsets.UTF_8) + message;
    }

    @Test
    void oursOfBothAlgorithms_areValid() {
        for (KeyPair pair : List.of(RSA, ED25519)) {
            assertThat(isValid(ours(pair), record(pair, ""))).isTrue();
            assertThat(isValid("Subject: x\r\n" + ours(pair), record(pair, ""))).isFalse();
        }
        assertThat(isValid(ours(RSA), record(ED25519, ""))).isFalse();
        assertThat(isValid(ours(ED25519), record(RSA, ""))).isFalse();
    }

    /** Records that a receiver may or must not go by. */
    @ParameterizedTest
    @ValueSource(strings = {"t=y; ", "s=other; ", "h=sha1; ", "t=y:s; ", "p=; "})
    void invalidRecord_isNoKey(String more) {
        assertThat(isValid(ours(RSA), record(RSA, more))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"t=s; ", "s=*; ", "s=email; ", "h=sha256; ", "h=sha1:sha256; ", "n=x; "})
    void validRecord_isAKey(String more) {
        assertThat(isValid(ours(RSA), record(RSA, more))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "v=DKIM1",
                "p=",
                "p=!!!",
                "k=rsa; p=AAAA",
                "v=DKIM2; p=AAAA",
                "p=A; p=B"
            })
    void brokenRecord_isNoKey(String record) {
        assertThat(isValid(ours(RSA), record)).isFalse();
        assertThat(isValid(ours(ED25519), record)).isFalse();
    }

    /** Tags of the field that make it none, whatever it signs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=2;", "a=rsa-sha1;", "d=com;", "x=1;", "l=1;", "c=odd/simple;", "h=to:subject;",
                "q=other;", "i=@b.example;", "t=99999999999;", "s=;", "b=;", "bh=;", "v=1; v=1;"
            })
    void unfitField_isNoCandidate(String tag) {
        String name = tag.substring(0, tag.indexOf('='));
        String all = "v=1; a=rsa-sha256; d=a.example; s=k; h=from:to; bh=AAAA; b=AAAA;";
        String without = all.replaceAll("(^|(?<=; ?))" + name + "=[^;]*;", "");
        String field = "DKIM-Signature: " + without + " " + tag + "\r\n";
        byte[] message = (field + messages().getFirst()).getBytes(StandardCharsets.UTF_8);
        assertThat(new DkimVerifier(message).candidates(NOW)).isEmpty();
        byte[] whole =
                ("DKIM-Signature: " + all + "\r\n" + messages().getFirst())
                        .getBytes(StandardCharsets.UTF_8);
        assertThat(new DkimVerifier(whole).candidates(NOW)).hasSize(1);
    }

    @Test
    void shortKey_isRefused() {
        String message = ours(RSA);
        assertThat(isValid(message, record(SHORT, ""))).isFalse();
    }
}
