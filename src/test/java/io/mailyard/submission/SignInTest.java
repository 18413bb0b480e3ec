package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHostCertificate;
import io.mailyard.testing.RawSmtp;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may sign in, when, and what a session may do once the state is another. */
class SignInTest {
    private final Api api = SubmissionFixture.api();

    private static String auth(SubmissionFixture.SubmissionUser user) {
        return "AUTH PLAIN " + RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD);
    }

    @Test
    void plainAndLogin_signIn() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        String name = RawSmtp.base64(user.name());
        String password = RawSmtp.base64(SubmissionFixture.PASSWORD);
        try (SubmissionFixture server = SubmissionFixture.open()) {
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                assertThat(client.ask("AUTH PLAIN")).isEqualTo("334 ");
                client.ask(RawSmtp.plain(user.name(), SubmissionFixture.PASSWORD), 235);
            }
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                assertThat(client.ask("auth login")).isEqualTo("334 VXNlcm5hbWU6");
                assertThat(client.ask(name)).isEqualTo("334 UGFzc3dvcmQ6");
                client.ask(password, 235);
            }
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                client.ask("AUTH LOGIN " + name, 334);
                client.ask("*", 501);
                client.ask("AUTH LOGIN", 334);
                client.ask("%%%", 501);
                client.ask(
                        "AUTH PLAIN "
                                + RawSmtp.base64(
                                        user.name()
                                                + "\0"
                                                + user.name().toUpperCase(Locale.ROOT)
                                                + "\0"
                                                + SubmissionFixture.PASSWORD),
                        535);
                client.ask(
                        "AUTH PLAIN "
                                + RawSmtp.plain(
                                        user.name().toUpperCase(Locale.ROOT),
                                        SubmissionFixture.PASSWORD),
                        235);
            }
        }
    }

    @Test
    void nameWithANul_isNobodys() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        String at = user.name().substring(user.name().indexOf('@'));
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = RawSmtp.greeted(server.address())) {
            for (String name : List.of(user.name() + "\0", "\0" + at)) {
                client.ask("AUTH LOGIN " + RawSmtp.base64(name), 334);
                client.ask(RawSmtp.base64(SubmissionFixture.PASSWORD), 535);
            }
            client.ask("AUTH LOGIN " + RawSmtp.base64(user.name()), 334);
            client.ask(RawSmtp.base64(SubmissionFixture.PASSWORD), 235);
        }
    }

    @ParameterizedTest
    @CsvSource({"anna@nowhere, x", "nobody, x", "@, x", "'', ''"})
    void unknownOrWrong_is535AndTheThirdEndsTheSession(String name, String password) {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = RawSmtp.greeted(server.address())) {
            client.ask("AUTH PLAIN " + RawSmtp.plain(name, password), 535);
            client.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), "wrong"), 535);
            client.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), ""), 535);
            client.expect(421);
            client.expectClosed();
            assertThat(server.server().counts().signInsRefused()).isEqualTo(3);
        }
    }

    @Test
    void guessingAddress_isRefusedWhileKnownUsersAreNot() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open()) {
            server.signedIn(user).close();
            for (int i = 0; i < 10; i++) {
                try (RawSmtp client = RawSmtp.greeted(server.address())) {
                    client.ask("AUTH PLAIN " + RawSmtp.plain("x@y", "z"), 535);
                    client.ask("AUTH PLAIN " + RawSmtp.plain("x@y", "z"), 535);
                }
            }
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                assertThat(client.ask("AUTH PLAIN " + RawSmtp.plain("x@y", "z")))
                        .startsWith("454 4.7.0 too many");
                client.ask(auth(user), 235);
            }
        }
    }

    @Test
    void wrongPasswordsOfOneUser_keepNobodyElseOutBehindTheSameAddress() {
        SubmissionFixture.SubmissionUser wrong = SubmissionFixture.newUser();
        SubmissionFixture.SubmissionUser right = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open()) {
            for (int i = 0; i < 11; i++) {
                try (RawSmtp client = RawSmtp.greeted(server.address())) {
                    client.ask(
                            "AUTH PLAIN " + RawSmtp.plain(wrong.name(), "old"), i < 10 ? 535 : 454);
                    client.ask(
                            "AUTH PLAIN " + RawSmtp.plain(wrong.name(), "old"), i < 10 ? 535 : 454);
                }
            }
            server.signedIn(right).close();
        }
    }

    @Test
    void longName_isRefusedUnchecked() {
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = RawSmtp.greeted(server.address())) {
            client.ask("AUTH PLAIN " + RawSmtp.plain("a".repeat(3000) + "@b", "c"), 535);
        }
    }

    @Test
    void passwordThatWasChanged_isNotRemembered() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open()) {
            try (RawSmtp open = server.signedIn(user)) {
                api.call(
                                "accounts/users/update",
                                "account_id",
                                user.account(),
                                "name",
                                "anna",
                                "password",
                                "ein-anderes-Wort-17",
                                "must_change_password",
                                true)
                        .ok();
                open.ask("MAIL FROM:<a@b.example>", 550);
            }
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                client.ask(auth(user), 535);
                client.ask("AUTH PLAIN " + RawSmtp.plain(user.name(), "ein-anderes-Wort-17"), 235);
                client.ask("MAIL FROM:<a@b.example>", 250);
            }
        }
    }

    @Test
    void userThatIsSwitchedOff_isRefused() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp open = server.signedIn(user)) {
            api.call(
                            "accounts/users/update",
                            "account_id",
                            user.account(),
                            "name",
                            "anna",
                            "active",
                            false)
                    .ok();
            assertThat(open.ask("MAIL FROM:<a@b.example>")).startsWith("550 5.7.1");
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                assertThat(client.ask(auth(user))).startsWith("535 5.7.8");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "accounts/freeze, 454 4.7.0, 451 4.7.1",
        "accounts/deactivate, 535 5.7.8, 550 5.7.1",
        "accounts/delete, 535 5.7.8, 550 5.7.1"
    })
    void state_isEnforcedAtSignInAndInASessionThatIsOpen(
            String call, String atSignIn, String inSession) {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp open = server.signedIn(user)) {
            api.call(call, "id", user.account()).ok();

            assertThat(open.ask("MAIL FROM:<a@b.example>")).startsWith(inSession);
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                assertThat(client.ask(auth(user))).startsWith(atSignIn);
            }
        }
    }

    @Test
    void trustedHost_sendsForItsAccountWithoutSignIn() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        String account = user.name().substring(user.name().indexOf('@') + 1);
        try (SubmissionFixture server =
                        SubmissionFixture.open(
                                "submission.trusted=192.0.2.0/24=other,127.0.0.0/8=" + account);
                RawSmtp client = RawSmtp.greeted(server.address())) {
            assertThat(client.mail("a@b.example", "c@d.example", "Subject: x\r\n"))
                    .startsWith("250");
            assertThat(server.taken().getFirst().account().value()).isEqualTo(user.account());
            assertThat(server.onlyText()).contains("with ESMTP id");
            api.call("accounts/freeze", "id", user.account()).ok();
            client.ask("MAIL FROM:<a@b.example>", 451);
        }
    }

    @Test
    void withoutTls_noSignInIsOfferedWhereTheSettingSaysSo() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open("submission.plain-auth=never");
                RawSmtp client = RawSmtp.connect(server.address())) {
            assertThat(client.ask("EHLO x")).doesNotContain("AUTH");
            assertThat(client.ask(auth(user))).startsWith("538 5.7.11");
        }
    }

    @Test
    void startTls_endsWhatWasBeforeIt() throws Exception {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server =
                        SubmissionFixture.open(tlsSettings("submission.plain-auth=never"));
                RawSmtp client = RawSmtp.connect(server.address())) {
            assertThat(client.ask("EHLO x")).contains("STARTTLS").doesNotContain("AUTH");
            client.ask("STARTTLS", 220);
            client.startTls();
            client.ask("MAIL FROM:<a@b.example>", 503);
            assertThat(client.ask("EHLO x")).contains("AUTH PLAIN").doesNotContain("STARTTLS");
            client.ask("STARTTLS", 502);
            client.ask(auth(user), 235);
            assertThat(client.mail("a@b.example", "c@d.example", "Subject: x\r\n"))
                    .startsWith("250");
            assertThat(server.onlyText()).contains("with ESMTPSA id");
            client.ask("QUIT", 221);
        }
    }

    /** CVE-2011-0411: what stands behind STARTTLS in plain text must not run inside TLS. */
    @Test
    void commandsPipelinedAfterStartTls_areDiscarded() throws Exception {
        try (SubmissionFixture server = SubmissionFixture.open(tlsSettings());
                RawSmtp client = RawSmtp.greeted(server.address())) {
            client.send("STARTTLS\r\nEHLO injected.example\r\nNOOP\r\n");
            client.expect(220);
            client.startTls();
            client.ask("MAIL FROM:<a@b.example>", 503);
        }
    }

    @Test
    void rubbishInPlaceOfAHandshake_endsTheConnectionAlone() throws Exception {
        try (SubmissionFixture server = SubmissionFixture.open(tlsSettings())) {
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                client.ask("STARTTLS", 220);
                client.send("EHLO again\r\n");
                Await.until(() -> server.server().connections() == 0);
            }
            RawSmtp.greeted(server.address()).close();
        }
    }

    private static String[] tlsSettings(String... more)
            throws IOException, GeneralSecurityException {
        Path pem = FakeMailHostCertificate.localhost().pem();
        String[] settings = Arrays.copyOf(more, more.length + 2);
        settings[more.length] = "submission.tls.certificate=" + pem;
        settings[more.length + 1] = "submission.tls.key=" + key(pem);
        return settings;
    }

    static Path key(Path certificate) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance("PKCS12");
        char[] password = "changeit".toCharArray();
        try (InputStream in = Files.newInputStream(certificate.resolveSibling("keys.p12"))) {
            store.load(in, password);
        }
        String text =
                Base64.getMimeEncoder().encodeToString(store.getKey("host", password).getEncoded());
        Path file = Files.createTempFile(certificate.getParent(), "key", ".pem");
        return Files.writeString(
                file,
                "-----BEGIN PRIVATE KEY-----\n" + text + "\n-----END PRIVATE KEY-----\n",
                StandardCharsets.US_ASCII);
    }
}
