package io.mailyard.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.NativeCrypto;
import io.mailyard.mime.DkimSigner;
import io.mailyard.mime.HeaderSection;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.xbill.DNS.Type;

/** Mail of another domain's that an account passes on, with the signature that it came with. */
@ParameterizedClass
@StoresOfRun
class PassedOnMailTest {
    private final TwoTenants two;
    private final String own = Api.unique("forwarder") + ".example";
    private final KeyPair pair = pair();

    PassedOnMailTest(StoreKind kind) {
        this.two = TwoTenants.on(kind);
        two.own(two.neighbour.account(), own);
        two.policy(two.neighbour, "require");
    }

    private static KeyPair pair() {
        try {
            KeyPairGenerator generator = NativeCrypto.keyPairGenerator("RSA");
            generator.initialize(2048);
            return generator.generateKeyPair();
        } catch (GeneralSecurityException broken) {
            throw new IllegalStateException(broken);
        }
    }

    private String record() {
        return "v=DKIM1; p=" + Base64.getEncoder().encodeToString(pair.getPublic().getEncoded());
    }

    private String published(String domain) {
        TwoTenants.DNS.with("s1._domainkey." + domain, Type.TXT, quoted(record()));
        return domain;
    }

    /** In strings of at most 255 octets. */
    private static String quoted(String text) {
        int half = text.length() / 2;
        return "\"" + text.substring(0, half) + "\" \"" + text.substring(half) + "\"";
    }

    private byte[] signed(String keyDomain, String from) {
        byte[] message =
                TwoTenants.message(
                        "From: " + from,
                        "Date: Sun, 1 Nov 2026 12:00:00 +0000",
                        "Message-ID: <" + Api.unique("id") + "@" + keyDomain + ">");
        HeaderSection header = HeaderSection.of(message);
        byte[] field =
                new DkimSigner(keyDomain, "s1", pair.getPrivate())
                        .sign(
                                message,
                                header,
                                DkimSigner.bodyHash(message, header.body()),
                                Instant.now());
        byte[] all = java.util.Arrays.copyOf(field, field.length + message.length);
        System.arraycopy(message, 0, all, field.length, message.length);
        return all;
    }

    private Answer passOn(byte[] message, String to) {
        return two.raw(two.neighbour, "srs@" + own, to, message);
    }

    @Test
    void signedMail_goesOutAsItIsAndUnsignedByUs() {
        String stranger = published(Api.unique("stranger") + ".example");
        two.key(own, "own");
        String isp = Api.unique("isp");
        String at = Api.unique("at") + ".example";
        two.api
                .json(
                        "isps/save",
                        io.mailyard.testing.Body.json(
                                Map.of(
                                        "name",
                                        isp,
                                        "domains",
                                        List.of(at),
                                        "headers_add",
                                        Map.of("X-Added", "1"))))
                .ok();
        Await.until(() -> two.api.call("nodes/mta/status", "id", 1).at("data.synced").flag());
        String to = "r@" + at;
        byte[] message = signed(stranger, "Ann <ann@mail." + stranger + ">");

        passOn(message, to).ok();

        assertThat(TwoTenants.got(to))
                .endsWith(new String(message, StandardCharsets.UTF_8))
                .doesNotContain("X-Added", "d=" + own);
    }

    /** The domain is another account's: its own mail may be passed on, and not be made up. */
    @Test
    void signedMailOfAnotherAccount_isAcceptedAndMadeUpMailIsNot() {
        published(two.domain);
        byte[] message = signed(two.domain, "ceo@" + two.domain);
        passOn(message, TwoTenants.recipient()).ok();

        String text = new String(message, StandardCharsets.UTF_8);
        for (String broken :
                List.of(
                        text.replace("Hello.", "Pay."),
                        text.replace("Subject: Hello", "Subject: Pay"),
                        "Cc: c@c.example\r\n" + text,
                        text.replace("From: ceo@", "From: cfo@"),
                        text.replaceAll("(?s)DKIM-Signature:.*?\r\n(?=From)", ""))) {
            Answer answer = passOn(bytes(broken), TwoTenants.recipient());
            assertThat(answer.error()).as(broken).isIn(400, 403);
        }
        two.policy(two.neighbour, "sign");
        passOn(message, TwoTenants.recipient()).ok();
        assertThat(passOn(bytes("Cc: c@c.example\r\n" + text), TwoTenants.recipient()).error())
                .isEqualTo(403);
    }

    /** Who owns a subdomain alone signs for that alone. */
    @Test
    void signatureOfAForeignSubdomain_doesNotCountForItsParent() {
        String below = published("below." + two.domain);
        two.own(two.neighbour.account(), below);

        Answer answer = passOn(signed(below, "ceo@" + two.domain), TwoTenants.recipient());

        assertThat(answer.error()).isEqualTo(403);
        passOn(signed(below, "ceo@" + below), TwoTenants.recipient()).ok();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void signatureOfAnotherDomain_isIgnored() {
        String stranger = published(Api.unique("stranger") + ".example");
        assertThat(passOn(signed(stranger, "ceo@" + two.domain), TwoTenants.recipient()).error())
                .isEqualTo(403);
        String both = "a@" + stranger + ", ceo@" + two.domain + "\r\nSender: a@" + stranger;
        assertThat(passOn(signed(stranger, both), TwoTenants.recipient()).error()).isEqualTo(403);
    }

    @Test
    void unresolvableKey_isReportedAndCountsAsNone() {
        String silent = Api.unique("silent") + ".example";
        TwoTenants.DNS.silent("s1._domainkey." + silent);
        Answer answer = passOn(signed(silent, "a@" + silent), TwoTenants.recipient());
        assertThat(answer.error()).isEqualTo(403);
        assertThat(answer.errorText())
                .contains("could not be checked", "s1._domainkey." + silent)
                .contains(silent + ":");
        Answer absent =
                passOn(signed("absent.example", "a@absent.example"), TwoTenants.recipient());
        assertThat(absent.error()).isEqualTo(403);
        assertThat(absent.errorText()).doesNotContain("could not be checked");
    }

    /** A hundred signatures cost three questions at most. */
    @Test
    void manySignatures_areBounded() {
        String silent = Api.unique("many") + ".example";
        String text = new String(signed(silent, "a@" + silent), StandardCharsets.UTF_8);
        StringBuilder many = new StringBuilder();
        for (int i = 0; i < 100; i++) {
            many.append(text.substring(0, text.indexOf("From:")).replace("s=s1", "s=m" + i));
        }
        passOn(bytes(many + text), TwoTenants.recipient());
        assertThat(TwoTenants.DNS.asked().stream().filter(item -> item.contains(silent)).distinct())
                .hasSizeLessThanOrEqualTo(3);
    }
}
