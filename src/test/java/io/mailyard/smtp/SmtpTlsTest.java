package io.mailyard.smtp;

import static io.mailyard.smtp.Talk.SOON;
import static io.mailyard.smtp.Talk.client;
import static io.mailyard.smtp.Talk.one;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.smtp.RecipientOutcome.ConnectionLost;
import io.mailyard.smtp.RecipientOutcome.RecipientAccepted;
import io.mailyard.smtp.RecipientOutcome.RecipientRefused;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.Says;
import io.mailyard.testing.FakeMailHost.Does.Stalls;
import io.mailyard.testing.FakeMailHostCertificate;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpTlsTest {
    private static final SmtpLogin LOGIN = new SmtpLogin("me@a.example", "p ä\"ss");
    private static final Timeouts TIMEOUTS = Timeouts.RFC_5321.atMost(SOON);

    private final FakeMailHost host = FakeMailHost.start();

    @AfterEach
    void closeHost() {
        host.close();
    }

    @Test
    void must_encryptsWithATrustedCertificate() throws IOException {
        host.withTls();

        assertThat(one(trusting(FakeMailHostCertificate.localhost(), null), host))
                .isInstanceOf(RecipientAccepted.class);
        assertThat(host.messages().getFirst().encrypted()).isTrue();
        assertThat(host.commands()).filteredOn(c -> c.startsWith("EHLO")).hasSize(2);
    }

    @Test
    void must_refusesAnUnknownCertificate() {
        host.withTls();

        assertBrokenAtTls(one(client(TlsRule.MUST, null, TIMEOUTS), host));
    }

    @Test
    void must_refusesACertificateOfAnotherName() throws IOException {
        host.withTls(FakeMailHostCertificate.stranger());

        assertBrokenAtTls(one(trusting(FakeMailHostCertificate.stranger(), null), host));
    }

    @Test
    void must_sendsNothingInPlainText() {
        assertBrokenAtTls(one(client(TlsRule.MUST, null, TIMEOUTS), host));
        host.offering("STARTTLS").at("STARTTLS", new Says("454 4.7.0 not now"));
        assertThat(one(client(TlsRule.MUST, null, TIMEOUTS), host))
                .isInstanceOf(RecipientOutcome.RecipientDeferred.class);
        host.asUsual();
        host.withBrokenTls();
        assertBrokenAtTls(one(client(TlsRule.MUST, null, TIMEOUTS), host));

        assertThat(host.commands()).noneMatch(command -> command.startsWith("MAIL"));
    }

    @Test
    void may_takesAnyCertificate() {
        host.withTls(FakeMailHostCertificate.stranger());

        assertThat(one(client(TlsRule.MAY, null, TIMEOUTS), host))
                .isInstanceOf(RecipientAccepted.class);
        assertThat(host.messages().getFirst().encrypted()).isTrue();
    }

    @Test
    void may_goesOnInPlainTextWhereTlsBreaks() {
        host.withBrokenTls();

        assertThat(one(client(TlsRule.MAY, null, TIMEOUTS), host))
                .isInstanceOf(RecipientAccepted.class);
        assertThat(host.messages().getFirst().encrypted()).isFalse();
        assertThat(host.messages().getFirst().connection()).isEqualTo(2);
    }

    @Test
    void may_goesOnInPlainTextWhereTlsStalls() {
        host.offering("STARTTLS").at("STARTTLS", new Stalls());
        Timeouts shortly = Timeouts.RFC_5321.atMost(Duration.ofMillis(900));

        assertThat(one(client(TlsRule.MAY, null, shortly), host))
                .isInstanceOf(RecipientAccepted.class);
        assertThat(host.messages().getFirst().connection()).isEqualTo(2);
    }

    @Test
    void may_goesOnWhereTlsIsNotOfferedOrRefused() {
        assertThat(one(client(TlsRule.MAY, null, TIMEOUTS), host))
                .isInstanceOf(RecipientAccepted.class);
        host.offering("STARTTLS").at("STARTTLS", new Says("454 4.7.0 not now"));
        assertThat(one(client(TlsRule.MAY, null, TIMEOUTS), host))
                .isInstanceOf(RecipientAccepted.class);

        assertThat(host.connections()).isEqualTo(2);
    }

    @Test
    void never_doesNotAskForTls() {
        host.withTls();

        assertThat(one(client(TlsRule.NEVER, null, TIMEOUTS), host))
                .isInstanceOf(RecipientAccepted.class);
        assertThat(host.messages().getFirst().encrypted()).isFalse();
    }

    @ParameterizedTest
    @EnumSource(names = {"MAY", "MUST"})
    void wordsInjectedBeforeTls_breakTheConnection(TlsRule rule) {
        host.withTls().at("STARTTLS", 1, new Says("220 go\n250 injected"));

        RecipientOutcome outcome = one(client(rule, LOGIN, TIMEOUTS), host);

        assertThat(outcome)
                .isEqualTo(
                        new ConnectionLost(
                                SmtpStage.STARTTLS, "plain text after the reply to STARTTLS"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"PLAIN LOGIN", "LOGIN"})
    void login_isShownEncrypted(String ways) throws IOException {
        host.withTls().withLogin(ways, LOGIN.name(), LOGIN.password());

        assertThat(one(trusting(FakeMailHostCertificate.localhost(), LOGIN), host))
                .isInstanceOf(RecipientAccepted.class);
        assertThat(host.messages().getFirst().login()).isEqualTo(LOGIN.name());
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void login_isNotSentInPlainText(boolean broken) {
        host.withLogin("PLAIN LOGIN", LOGIN.name(), LOGIN.password());
        if (broken) {
            host.withBrokenTls();
        }

        assertThat(one(client(TlsRule.MAY, LOGIN, TIMEOUTS), host))
                .isInstanceOf(ConnectionLost.class);
        assertThat(host.commands()).noneMatch(command -> command.startsWith("AUTH"));
        assertThat(host.connections()).isEqualTo(1);
    }

    @Test
    void login_isSentInPlainTextWhereTheOperatorSaysNever() {
        host.withLogin("PLAIN", LOGIN.name(), LOGIN.password());

        assertThat(one(client(TlsRule.NEVER, LOGIN, TIMEOUTS), host))
                .isInstanceOf(RecipientAccepted.class);
    }

    @Test
    void login_thatIsWrong_isRefusedAtAuth() {
        host.withLogin("PLAIN", LOGIN.name(), "another");

        assertThat(one(client(TlsRule.NEVER, LOGIN, TIMEOUTS), host))
                .isInstanceOfSatisfying(
                        RecipientRefused.class,
                        refused -> {
                            assertThat(refused.stage()).isEqualTo(SmtpStage.AUTH);
                            assertThat(refused.reply().enhanced()).isEqualTo("5.7.8");
                        });
    }

    @Test
    void login_needsAWayWeKnow() {
        host.withLogin("CRAM-MD5 XPLAIN", LOGIN.name(), LOGIN.password());

        assertThat(one(client(TlsRule.NEVER, LOGIN, TIMEOUTS), host))
                .isEqualTo(
                        new ConnectionLost(
                                SmtpStage.AUTH,
                                "the host offers neither AUTH PLAIN nor AUTH LOGIN"));
    }

    @Test
    void certificates_thatAreNone_areNamed() throws IOException {
        Path file = Files.writeString(TestStores.newFolder().resolve("ca.pem"), "nothing");

        assertThatThrownBy(() -> TlsContexts.trusting(file)).isInstanceOf(IOException.class);
        Files.writeString(file, "");
        assertThatThrownBy(() -> TlsContexts.trusting(file))
                .hasMessage("there is no certificate in it");
    }

    private static SmtpClient trusting(
            FakeMailHostCertificate certificate, @Nullable SmtpLogin login) throws IOException {
        return new SmtpClient(
                new SmtpConfig(
                        "client.example",
                        TlsRule.MUST,
                        TlsContexts.trusting(certificate.pem()),
                        login,
                        TIMEOUTS));
    }

    private static void assertBrokenAtTls(RecipientOutcome outcome) {
        assertThat(outcome)
                .isInstanceOfSatisfying(
                        ConnectionLost.class,
                        lost -> assertThat(lost.stage()).isEqualTo(SmtpStage.STARTTLS));
    }
}
