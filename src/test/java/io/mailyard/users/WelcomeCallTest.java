package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code accounts/users/send_welcome}: when mail goes out and when not (section 3, states.md). */
class WelcomeCallTest {
    private static final Duration LIMIT = Duration.ofSeconds(20);
    private static final Pattern LINK = Pattern.compile("/password/([A-Za-z0-9_-]{43})");

    private static TestServer server(StoreKind kind, FakeMailHost relay) {
        return TestServer.start(
                kind,
                "mail.relay.host=127.0.0.1",
                "mail.relay.port=" + relay.port(),
                "mail.from=Mailyard <mailyard@example.com>",
                "public.url=https://mail.example.com");
    }

    @ParameterizedTest
    @EnumSource
    void send_queuesOneMailAndKeepsNoSecretAfterIt(StoreKind kind) throws Exception {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = server(kind, relay)) {
            Api api = server.api().with("User-Agent", "check/1.0");
            long account = api.newAccount();
            api.newUser(account, "anna", "email", "anna@example.com");

            api.call("accounts/users/send_welcome", "account_id", account, "name", "ANNA").ok();

            FakeMailHost.Message mail = relay.awaitMessages(1, LIMIT).getFirst();
            Matcher link = LINK.matcher(text(mail));
            assertThat(link.find()).isTrue();
            assertThat(text(mail)).contains("https://mail.example.com/password/" + link.group(1));
            Answer audit = api.call("audit/list", "account_id", account, "order", "desc");
            assertThat(audit.at("data.0.action").text()).isEqualTo("users.send_welcome");
            assertThat(audit.text()).doesNotContain(link.group(1));
            assertThat(server.rows("password_links").toString()).doesNotContain(link.group(1));
        }
    }

    private static String text(FakeMailHost.Message mail) throws Exception {
        MimeMessage read =
                new MimeMessage(
                        Session.getInstance(new Properties()),
                        new ByteArrayInputStream(mail.raw()));
        return ((MimeMultipart) read.getContent()).getBodyPart(0).getContent().toString();
    }

    @Test
    void refusedMail_isRefusedForThePlainReason() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = server(StoreKind.SQLITE, relay)) {
            Api api = server.api();
            long account = api.newAccount();
            api.newUser(account, "off", "active", false);
            api.newUser(account, "anna");

            assertThat(welcome(api, account, "off").error()).isEqualTo(403);
            assertThat(welcome(api, account, "nobody").error()).isEqualTo(404);
            api.call("accounts/freeze", "id", account).ok();
            welcome(api, account, "anna").ok();
            api.call("accounts/deactivate", "id", account).ok();
            assertThat(welcome(api, account, "anna").error()).isEqualTo(403);
            api.call("accounts/delete", "id", account).ok();
            assertThat(welcome(api, account, "anna").error()).isEqualTo(404);
            assertThat(relay.awaitMessages(1, LIMIT)).hasSize(1);
        }
    }

    private static Answer welcome(Api api, long account, String login) {
        return api.call("accounts/users/send_welcome", "account_id", account, "name", login);
    }

    @Test
    void addWithWelcome_addsAndMailsOrDoesNeither() {
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server = server(StoreKind.SQLITE, relay)) {
            Api api = server.api();
            long account = api.newAccount();
            api.newUser(account, "anna", "send_welcome", true);
            relay.awaitMessages(1, LIMIT);
            api.call("accounts/deactivate", "id", account).ok();

            Answer refused =
                    api.call(
                            "accounts/users/add",
                            "account_id",
                            account,
                            "name",
                            "boris",
                            "email",
                            "b@example.com",
                            "send_welcome",
                            true);

            assertThat(refused.error()).isEqualTo(403);
            assertThat(
                            api.call("accounts/users/get", "account_id", account, "name", "boris")
                                    .error())
                    .isEqualTo(404);
        }
    }
}
