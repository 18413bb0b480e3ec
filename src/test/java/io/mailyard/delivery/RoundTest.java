package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.BoundedPattern;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.FakeMailHost.Does.CutsOff;
import io.mailyard.testing.FakeMailHost.Does.HangsUp;
import io.mailyard.testing.FakeMailHost.Does.Says;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Type;

/** One attempt: all hosts, both families and all addresses of ours that it may try. */
class RoundTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** The same host under three names, by preference. */
    private void threeHosts() {
        for (int i = 1; i <= 3; i++) {
            rig.names
                    .with("b.example", Type.MX, i + "0 mx" + i + ".b.example.")
                    .with("mx" + i + ".b.example", Type.A, "127.0.0.1");
        }
    }

    private static Does does(String what) {
        return what.equals("hangs up") ? new HangsUp() : new Says(what);
    }

    @ParameterizedTest
    @CsvSource({
        "CONNECT, 421 4.3.2 busy",
        "EHLO, 421 4.3.2 busy",
        "MAIL, 451 4.3.0 later",
        "MAIL, 421 4.3.2 busy",
        "MAIL, hangs up",
        "RCPT, 450 4.2.0 greylisted",
        "RCPT, 451 4.3.0 later",
        "RCPT, hangs up",
        "DATA, hangs up",
    })
    void recipientsDeferredBeforeData_areTriedAtTheNextHostInTheSameRound(
            String place, String what) {
        threeHosts();
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1, 1000, 1));
        for (int hosts = 1; hosts <= 2; hosts++) {
            rig.host.at(place, hosts, does(what));
            rig.byMx();
            rig.put(DeliveryFixtures.task(hosts, "b@b.example"));

            DeliveryReport report = rig.leaseClient.awaitResults(hosts).getLast();
            assertThat(report.outcome()).isEqualTo(new Delivered());
            assertThat(report.host()).startsWith("mx" + (hosts + 1) + ".b.example");
        }
    }

    @Test
    void onlyTheDeferredRecipient_isTriedAtTheNextHost() {
        threeHosts();
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.at("RCPT TO:<odd@", 1, new Says("450 4.2.0 greylisted"));
        rig.byMx()
                .put(
                        DeliveryFixtures.task(1, 9, 1, "a@b.example"),
                        DeliveryFixtures.task(2, 9, 1, "odd@b.example"),
                        DeliveryFixtures.task(3, 9, 1, "c@b.example"));

        assertThat(rig.leaseClient.awaitResults(3))
                .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new Delivered()));
        assertThat(rig.host.messages())
                .extracting(FakeMailHost.Message::recipients)
                .containsExactly(List.of("a@b.example", "c@b.example"), List.of("odd@b.example"));
    }

    @Test
    void deferralsByAllHosts_areOneAttemptWithTheLastAnswer() {
        threeHosts();
        rig.host.at("RCPT", new Says("450 4.2.0 greylisted"));
        rig.byMx().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
        assertThat(rig.result().answer()).isEqualTo("450 4.2.0 greylisted");
        assertThat(rig.result().answeredBy()).isEqualTo(AnsweredBy.HOST);
        assertThat(rig.leaseClient.results()).hasSize(1);
        assertThat(rig.host.commands().stream().filter(item -> item.startsWith("RCPT"))).hasSize(3);
    }

    @Test
    void deadNextHost_leavesTheAnswerOfTheFirst() {
        rig.names
                .with("b.example", Type.MX, "10 mx.b.example.")
                .with("b.example", Type.MX, "20 dead.b.example.")
                .with("mx.b.example", Type.A, "127.0.0.1")
                .with("dead.b.example", Type.A, "127.0.0.9");
        rig.host.at("RCPT", new Says("450 4.2.0 greylisted"));
        rig.byMx().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
        assertThat(rig.result().answer()).isEqualTo("450 4.2.0 greylisted");
        assertThat(rig.result().host()).startsWith("mx.b.example");
    }

    @Test
    void permanentRefusal_isNotTriedAtTheNextHost() {
        threeHosts();
        rig.host.at("RCPT", 1, new Says("550 5.1.1 no such user"));
        rig.byMx().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Bounced(true));
        assertThat(rig.host.connections()).isEqualTo(1);
    }

    @Test
    void manyHosts_areBounded() {
        for (int i = 10; i < 40; i++) {
            rig.names
                    .with("b.example", Type.MX, i + " mx" + i + ".b.example.")
                    .with("mx" + i + ".b.example", Type.A, "127.0.0.1");
        }
        rig.host.at("RCPT", new Says("450 4.2.0 greylisted"));
        rig.byMx().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
        assertThat(rig.host.connections()).isLessThanOrEqualTo(4);
    }

    @Test
    void connectionOfADomainWithOneHost_staysForTheNextMessage() {
        rig.names
                .with("b.example", Type.MX, "10 mx.b.example.")
                .with("mx.b.example", Type.A, "127.0.0.1");
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.at("RCPT TO:<odd@", new Says("450 4.2.0 greylisted"));
        rig.byMx().send("odd@b.example");
        rig.result();
        rig.put(DeliveryFixtures.task(2, "b@b.example"));

        rig.leaseClient.awaitResults(2);
        assertThat(rig.host.connections()).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "452 4.5.3 too many recipients",
                "452 too many recipients",
                "452 4.5.3 enough for now",
                "451 4.5.3 try the rest again",
                "552 too many recipients",
                "552 5.5.3 too many recipients",
                "550 5.5.3 Too many recipients",
                "452 Requested action not taken",
                "452 4.5.3 Too many recipients, send the rest in a separate transaction",
                "452 4.5.3 mx.corporate.example too many recipients",
                "452 4.5.3 rate.badhost.example: too many recipients, see https://daily.example/rate",
                "452 too many recipients; separate the message accurately",
            })
    void recipientsBeyondAHostsLimit_goInTheNextTransactions(String answer) {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.where("RCPT", all -> all.size() >= 3, new Says(answer));
        List<DeliveryTask> tasks = new ArrayList<>();
        for (int i = 1; i <= 10; i++) {
            tasks.add(DeliveryFixtures.task(i, 9, 1, "b" + i + "@b.example"));
        }
        rig.started().put(tasks.toArray(DeliveryTask[]::new));

        assertThat(rig.leaseClient.awaitResults(10))
                .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new Delivered()));
        assertThat(rig.leaseClient.reports()).hasSize(10);
        assertThat(rig.host.messages())
                .extracting(message -> message.recipients().size())
                .containsExactly(3, 3, 3, 1);
        // It is learned: no more than one is refused.
        assertThat(rig.host.commands().stream().filter(item -> item.startsWith("RCPT")))
                .hasSize(17);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "452 4.2.2 mailbox full",
                "452 4.3.1 insufficient system storage",
                "452 mailbox full",
                "550 Too many invalid recipients",
                "450 4.7.1 too many recipients per hour",
                "452 4.5.3 too many recipients per hour",
                "452 4.5.3 recipient rate limit exceeded",
                "452 4.5.3 daily limit of recipients reached",
                "550 5.5.3 Too many unknown recipients",
            })
    void other452Answers_concernOnlyTheirRecipient(String answer) {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.at("RCPT TO:<odd@", new Says(answer));
        rig.started()
                .put(
                        DeliveryFixtures.task(1, 9, 1, "a@b.example"),
                        DeliveryFixtures.task(2, 9, 1, "odd@b.example"),
                        DeliveryFixtures.task(3, 9, 1, "c@b.example"));

        assertThat(rig.leaseClient.awaitResults(3))
                .extracting(report -> report.outcome() instanceof Delivered)
                .containsExactlyInAnyOrder(true, false, true);
        assertThat(rig.host.commands().stream().filter(item -> item.startsWith("RCPT TO:<odd")))
                .hasSize(1);
    }

    @Test
    void hostThatAcceptsNoRecipient_defers() {
        rig.host.at("RCPT", new Says("452 4.5.3 too many recipients"));
        rig.started()
                .put(
                        DeliveryFixtures.task(1, 9, 1, "a@b.example"),
                        DeliveryFixtures.task(2, 9, 1, "c@b.example"));

        assertThat(rig.leaseClient.awaitResults(2))
                .allSatisfy(report ->
                        assertThat(report.outcome()).isInstanceOf(DeliveryDeferred.class));
    }

    private void twoFamilies() {
        rig.fixtures.sources(
                new EgressAddress("127.0.0.1", "four"), new EgressAddress("::1", "six"));
    }

    /** Both orders of the sender's addresses, and each family dead once. */
    @ParameterizedTest
    @CsvSource({"127.0.0.1, 100::1", "127.0.0.9, 127.0.0.1", "127.0.0.1, ''", "'', 127.0.0.1"})
    void deadAddressFamily_isReplacedByTheOther(String four, String six) {
        twoFamilies();
        rig.names.with("b.example", Type.MX, "10 mx.b.example.");
        if (!four.isEmpty() && four.equals("127.0.0.1")) {
            rig.names.with("mx.b.example", Type.A, four);
        }
        if (six.contains(":")) {
            rig.names.with("mx.b.example", Type.AAAA, six);
        }
        if (four.isEmpty() || four.equals("127.0.0.9")) {
            rig.names.with("mx.b.example", Type.A, "127.0.0.1");
            rig.names.with("mx.b.example", Type.AAAA, "::1");
        }
        rig.byMx().sendMany(4, "b.example");

        assertThat(rig.leaseClient.awaitResults(4))
                .allSatisfy(report -> {
                    assertThat(report.outcome()).as(report.answer()).isEqualTo(new Delivered());
                    assertThat(report.ip()).isEqualTo("127.0.0.1");
                });
    }

    /** The other family may still connect, but no host has an address of it. */
    @Test
    void addressFamilyAtItsLimit_leavesMailWithoutAnAttempt() {
        twoFamilies();
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1, 2, 3600));
        rig.names.with("b.example", Type.MX, "10 mx.b.example.");
        rig.names.with("mx.b.example", Type.A, "127.0.0.1");
        rig.byMx().sendMany(4, "b.example");

        Await.until(() -> rig.leaseClient.reports().size() >= 4);
        assertThat(rig.leaseClient.results())
                .hasSize(2)
                .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new Delivered()));
        assertThat(rig.host.messages()).hasSize(2);
    }

    @Test
    void refusalOfMail_isRetriedFromAnotherSourceAddress() {
        rig.fixtures.sources(
                new EgressAddress("127.0.0.1", "one"), new EgressAddress("127.0.0.2", "two"));
        rig.host.where("MAIL", all -> true, new Says("550 5.7.1 your address is on a list"));
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Bounced(false));
        assertThat(rig.host.commands().stream().filter(item -> item.startsWith("MAIL"))).hasSize(2);
        assertThat(rig.host.commands()).contains("EHLO one", "EHLO two");
        rig.host.asUsual();
        rig.host.at("MAIL", 1, new Says("550 5.7.1 your address is on a list"));
        rig.put(DeliveryFixtures.task(2, "b@b.example"));
        assertThat(rig.leaseClient.awaitResults(2).getLast().outcome()).isEqualTo(new Delivered());
    }

    @ParameterizedTest
    @CsvSource({"SOFT, true", "BOUNCE, false", "HARD, false"})
    void ownPattern_decidesFirstAtMail(BouncePattern.BounceType type, boolean later) {
        rig.fixtures
                .sources(
                        new EgressAddress("127.0.0.1", "one"),
                        new EgressAddress("127.0.0.2", "two"))
                .pattern(
                        new BouncePattern(
                                1,
                                "own",
                                type,
                                Optional.empty(),
                                BoundedPattern.of("not today"),
                                "",
                                false));
        rig.host.at("MAIL", new Says("554 5.7.1 not today"));
        rig.started().send("b@b.example");

        assertThat(rig.outcome() instanceof DeliveryDeferred).isEqualTo(later);
        assertThat(rig.host.commands().stream().filter(item -> item.startsWith("MAIL"))).hasSize(1);
        assertThat(rig.result().answeredBy()).isEqualTo(AnsweredBy.SHARED);
    }

    @ParameterizedTest
    @ValueSource(ints = {100, 2040, 2048, 3000, 30_000, 10_000_000})
    void longAnswerToData_isAccepted(int length) {
        String answer = "250 " + "x".repeat(length);
        rig.host.at(".", 1, length > 100_000 ? new CutsOff(answer) : new Says(answer));
        rig.started().send("b@b.example");

        assertThat(rig.outcome()).isEqualTo(new Delivered());
        assertThat(rig.result().answer()).startsWith("250 xxx");
        assertThat(rig.host.commands().stream().filter("DATA"::equals)).hasSize(1);
    }

    @Test
    void hostsWithoutAddress_areEachNamed() {
        rig.names
                .with("b.example", Type.MX, "10 gone.b.example.")
                .with("b.example", Type.MX, "20 text.b.example.")
                .with("b.example", Type.MX, "30 broken.b.example.")
                .with("text.b.example", Type.TXT, "x")
                .failing("broken.b.example");
        rig.byMx().send("b@b.example");

        assertThat(rig.outcome()).isInstanceOf(DeliveryDeferred.class);
        assertThat(rig.result().answer())
                .contains("mail host gone.b.example does not exist")
                .contains("mail host text.b.example has no IPv4 address")
                .contains("broken.b.example");
        assertThat(rig.result().answeredBy()).isEqualTo(AnsweredBy.MAILYARD);
    }
}
