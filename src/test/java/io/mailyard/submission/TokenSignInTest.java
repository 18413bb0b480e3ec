package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.submission.SubmissionFixture.SubmissionUser;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import jakarta.mail.Authenticator;
import jakarta.mail.MessagingException;
import jakarta.mail.PasswordAuthentication;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** API tokens of an account as passwords of SMTP, and accounts that take nothing else. */
class TokenSignInTest {
    private static final String TOKENS = "submission.passwords=tokens";
    private static final String USE_A_TOKEN = "535 5.7.8 passwords are not accepted here";

    private final Api api = SubmissionFixture.api();
    private final SubmissionUser user = SubmissionFixture.newUser();

    private static String auth(String name, String secret) {
        return "AUTH PLAIN " + RawSmtp.plain(name, secret);
    }

    private static String signIn(SubmissionFixture server, String name, String secret) {
        try (RawSmtp client = RawSmtp.greeted(server.address())) {
            return client.ask(auth(name, secret));
        }
    }

    private NewToken token(Object... more) {
        return api.newTokenOf(user.account(), more);
    }

    private static void sendByClient(
            InetSocketAddress server, String mechanism, String name, String secret)
            throws MessagingException {
        Properties settings = new Properties();
        settings.put("mail.smtp.host", server.getHostString());
        settings.put("mail.smtp.port", Integer.toString(server.getPort()));
        settings.put("mail.smtp.auth", "true");
        settings.put("mail.smtp.auth.mechanisms", mechanism);
        settings.put("mail.smtp.timeout", "20000");
        Session session =
                Session.getInstance(
                        settings,
                        new Authenticator() {
                            @Override
                            protected PasswordAuthentication getPasswordAuthentication() {
                                return new PasswordAuthentication(name, secret);
                            }
                        });
        MimeMessage message = new MimeMessage(session);
        message.setFrom(new InternetAddress("a@b.example"));
        message.setRecipients(MimeMessage.RecipientType.TO, "c@d.example");
        message.setSubject("by token");
        message.setText("hello");
        Transport.send(message);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN", "LOGIN"})
    void mailProgram_sendsWithATokenForAPassword(String mechanism) throws MessagingException {
        String secret = token("scopes", List.of("messages:send")).api().token();
        try (SubmissionFixture server = SubmissionFixture.open(TOKENS)) {
            sendByClient(server.address(), mechanism, user.name(), secret);
            sendByClient(server.address(), mechanism, Long.toString(user.account()), secret);
            assertThatThrownBy(() ->
                            sendByClient(
                                    server.address(),
                                    mechanism,
                                    user.name(),
                                    SubmissionFixture.PASSWORD))
                    .isInstanceOf(MessagingException.class)
                    .hasMessageContaining("passwords are not accepted here");

            assertThat(server.taken())
                    .hasSize(2)
                    .allMatch(taken -> taken.account().value() == user.account());
        }
        assertThat(
                        api.call("accounts/tokens/list", "account_id", user.account())
                                .at("data.0.name")
                                .text())
                .isNotEmpty();
    }

    @Test
    void token_isTakenBesideAPassword_inAnyCaseOfTheName() {
        String secret = token().api().token();
        try (SubmissionFixture server = SubmissionFixture.open()) {
            assertThat(signIn(server, user.name().toUpperCase(Locale.ROOT), secret))
                    .startsWith("235");
            assertThat(signIn(server, user.name(), SubmissionFixture.PASSWORD)).startsWith("235");
        }
    }

    @Test
    void name_mustBeOfTheTokensAccount() {
        SubmissionUser other = SubmissionFixture.newUser();
        api.newUser(user.account(), "off", "active", false);
        String at = user.name().substring(user.name().indexOf('@'));
        String secret = token().api().token();
        try (SubmissionFixture server = SubmissionFixture.open()) {
            for (String name :
                    List.of(
                            other.name(),
                            Long.toString(other.account()),
                            "nobody" + at,
                            "off" + at,
                            at,
                            "",
                            "0" + user.account())) {
                assertThat(signIn(server, name, secret)).as(name).startsWith("535");
            }
            assertThat(signIn(server, user.name(), api.token())).startsWith("535");
            assertThat(signIn(server, user.name(), secret + "x")).startsWith("535");
            assertThat(signIn(server, user.name(), "myt_")).startsWith("535");
        }
    }

    @Test
    void tokenThatMayNotSend_isToldWhy() {
        try (SubmissionFixture server = SubmissionFixture.open()) {
            assertThat(refused(server, "scopes", List.of("messages:read", "account:write")))
                    .contains("lacks the scope messages:send");
            assertThat(refused(server, "addresses", List.of("192.0.2.0/24")))
                    .contains("may not be used from address 127.0.0.1");
            assertThat(refused(server, "active", false)).contains("is inactive");
            NewToken rotated = token();
            api.call("accounts/tokens/rotate", "account_id", user.account(), "id", rotated.id())
                    .ok();
            assertThat(signIn(server, user.name(), rotated.api().token())).startsWith("535");
            assertThat(signIn(server, user.name(), token("scopes", List.of("write")).api().token()))
                    .startsWith("235");
            assertThat(
                            signIn(
                                    server,
                                    user.name(),
                                    token("scopes", List.of("messages:write")).api().token()))
                    .startsWith("235");
        }
    }

    private String refused(SubmissionFixture server, Object... more) {
        String reply = signIn(server, user.name(), token(more).api().token());
        assertThat(reply).startsWith("535");
        return reply;
    }

    @Test
    void stateOfTheAccount_comesAfterTheToken() {
        String secret = token().api().token();
        try (SubmissionFixture server = SubmissionFixture.open()) {
            api.call("accounts/freeze", "id", user.account()).ok();
            assertThat(signIn(server, user.name(), secret)).startsWith("454");
            api.call("accounts/unfreeze", "id", user.account()).ok();
            api.call("accounts/deactivate", "id", user.account()).ok();
            assertThat(signIn(server, user.name(), secret)).startsWith("535");
        }
    }

    @Test
    void tokenThatEnds_endsMailOfAnOpenSession() {
        NewToken token = token();
        NewToken other = token();
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = RawSmtp.greeted(server.address());
                RawSmtp beside = RawSmtp.greeted(server.address())) {
            client.ask(auth(user.name(), token.api().token()), 235);
            beside.ask(auth(user.name(), other.api().token()), 235);
            client.ask("MAIL FROM:<a@b.example>", 250);
            client.ask("RSET", 250);

            api.call(
                            "accounts/tokens/save",
                            "account_id",
                            user.account(),
                            "id",
                            token.id(),
                            "expires_at",
                            Instant.now().minusSeconds(1))
                    .ok();

            Await.until(() -> mailRefused(client).startsWith("550"));
            beside.ask("MAIL FROM:<a@b.example>", 250);
        }
    }

    private static String mailRefused(RawSmtp client) {
        String reply = client.ask("MAIL FROM:<a@b.example>");
        if (reply.startsWith("250")) {
            client.ask("RSET", 250);
        }
        return reply;
    }

    @Test
    void accountThatTakesTokensAlone_saysSoAfterTheRightPassword_andInOpenSessions() {
        String secret = token().api().token();
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp open = server.signedIn(user)) {
            open.ask("MAIL FROM:<a@b.example>", 250);
            open.ask("RSET", 250);

            api.call("accounts/save", "id", user.account(), "submission_passwords", "tokens").ok();

            assertThat(open.ask("MAIL FROM:<a@b.example>")).startsWith("550 5.7.1 passwords");
            assertThat(signIn(server, user.name(), SubmissionFixture.PASSWORD))
                    .startsWith(USE_A_TOKEN);
            assertThat(signIn(server, user.name(), "wrong")).startsWith("535 5.7.8 these");
            assertThat(signIn(server, user.name(), secret)).startsWith("235");
            api.call("accounts/save", "id", user.account(), "submission_passwords", "allow").ok();
            assertThat(signIn(server, user.name(), SubmissionFixture.PASSWORD)).startsWith("235");
        }
    }

    @Test
    void serverThatTakesTokensAlone_saysSoWhateverThePasswordIs() {
        try (SubmissionFixture server = SubmissionFixture.open(TOKENS)) {
            for (String password : List.of(SubmissionFixture.PASSWORD, "wrong")) {
                assertThat(signIn(server, user.name(), password)).startsWith(USE_A_TOKEN);
            }
            assertThat(signIn(server, "nobody@nowhere", "x")).startsWith(USE_A_TOKEN);
        }
    }

    @Test
    void accountSmtp_saysWhereAndWithWhat() {
        NewToken token = token("scopes", List.of("account:read", "messages:send"));
        Tree before = token.api().call("/api/v1.1/account/smtp").ok().at("data");
        InetSocketAddress server = TestServer.of(StoreKind.SQLITE).submission();
        assertThat(before.at("port").number()).isEqualTo(server.getPort());
        assertThat(before.at("passwords").flag()).isTrue();
        try (RawSmtp client = RawSmtp.greeted(server)) {
            client.ask(auth(before.at("login").text(), token.api().token()), 235);
        }

        api.call("accounts/save", "id", user.account(), "submission_passwords", "tokens").ok();

        Tree after = token.api().call("/api/v1.1/account/smtp").ok().at("data");
        assertThat(after.at("passwords").flag()).isFalse();
    }
}
