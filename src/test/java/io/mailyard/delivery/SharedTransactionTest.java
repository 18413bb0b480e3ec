package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.BoundedPattern;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Does.CutsOff;
import io.mailyard.testing.FakeMailHost.Does.Says;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Nobody's fault touches another's mail: every outcome here has neighbours that must not change.
 */
class SharedTransactionTest {
    private static final String YAHOO =
            "554 delivery error: dd This user doesn't have a yahoo.com account (gone@b.example) [0]";

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    /** Sends one message to all by one connection; what became of each, by its address. */
    private Map<String, DeliveryReport> sent(String... recipients) {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        List<DeliveryTask> tasks = new ArrayList<>();
        for (String recipient : recipients) {
            tasks.add(DeliveryFixtures.task(tasks.size() + 1, 9, 1, recipient));
        }
        rig.started().put(tasks.toArray(DeliveryTask[]::new));
        return rig.leaseClient.awaitResults(recipients.length).stream()
                .collect(
                        Collectors.toMap(
                                report -> recipients[(int) report.taskId() - 1],
                                Function.identity()));
    }

    private static DeliveryReport of(Map<String, DeliveryReport> results, String address) {
        return Objects.requireNonNull(results.get(address), address);
    }

    /** Refuses a message at {@code place} as long as {@code recipient} is among its recipients. */
    private void refusesWith(String recipient, String place, String answer) {
        rig.host.where(place, named -> named.contains(recipient), new Says(answer));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4, 8})
    void answerToData_endsOnlyARecipientThatWasAlone(int position) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            all.add("real" + i + "@b.example");
        }
        all.add(position, "gone@b.example");
        refusesWith("gone@b.example", ".", YAHOO);

        Map<String, DeliveryReport> results = sent(all.toArray(String[]::new));
        results.forEach((address, report) -> {
            if (address.startsWith("gone")) {
                assertThat(report.outcome()).isInstanceOf(Bounced.class);
                assertThat(report.answer()).isEqualTo(YAHOO);
                assertThat(report.answeredBy()).isEqualTo(AnsweredBy.HOST);
            } else {
                assertThat(report.outcome()).as(address).isEqualTo(new Delivered());
            }
        });
        // Each report is the only one of its recipient: the shared answer counts as no attempt.
        assertThat(rig.leaseClient.reports()).hasSize(9);
        assertThat(rig.host.messages()).hasSize(8);
    }

    @ParameterizedTest
    @CsvSource({
        "., 550 5.1.1 no such user here",
        "., 552 5.2.2 mailbox full",
        "., 451 4.2.1 mailbox is busy",
        "., 450 later",
        "DATA, 554 5.1.1 no such user here",
        "DATA, 450 4.2.1 mailbox is busy",
    })
    void answerToSeveralRecipients_isRetriedForEach(String place, String answer) {
        refusesWith("odd@b.example", place, answer);

        Map<String, DeliveryReport> results = sent("a@b.example", "odd@b.example", "c@b.example");
        assertThat(of(results, "a@b.example").outcome()).isEqualTo(new Delivered());
        assertThat(of(results, "c@b.example").outcome()).isEqualTo(new Delivered());
        assertThat(of(results, "odd@b.example").answer()).isEqualTo(answer);
        assertThat(of(results, "odd@b.example").answeredBy()).isEqualTo(AnsweredBy.HOST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "421 4.3.2 going down",
                "451 4.3.0 no room on our disk",
                "452 4.4.5 congested"
            })
    void answerAboutTheHost_defersAll(String answer) {
        rig.host.at(".", new Says(answer));

        Map<String, DeliveryReport> results = sent("a@b.example", "b@b.example");
        assertThat(results.values())
                .allSatisfy(report -> {
                    assertThat(report.outcome()).isInstanceOf(DeliveryDeferred.class);
                    assertThat(report.answeredBy()).isEqualTo(AnsweredBy.SHARED);
                });
        assertThat(rig.host.commands().stream().filter("DATA"::equals)).hasSize(1);
    }

    /**
     * 421 to one RCPT ends the connection: it is that recipient's answer, and a shared one for
     * those that the host took before or was never asked for. A pattern that makes it a hard bounce
     * ends nobody else.
     */
    @ParameterizedTest
    @CsvSource({"true, 0", "true, 1", "true, 2", "false, 0", "false, 1", "false, 2"})
    void closingAnswerToOneRecipient_defersTheOthers(boolean pipelining, int position) {
        String answer = "421 4.7.1 unwanted here";
        if (!pipelining) {
            rig.host.without("PIPELINING");
        }
        rig.fixtures.pattern(
                new BouncePattern(
                        1,
                        "own",
                        BouncePattern.BounceType.HARD,
                        Optional.empty(),
                        BoundedPattern.of("^421 .*unwanted"),
                        "",
                        false));
        List<String> all = new ArrayList<>(List.of("no@b.example", "a@b.example", "c@b.example"));
        all.add(1 + position, "odd@b.example");
        rig.host.at("RCPT TO:<no@", new Says("550 5.1.1 no such user"));
        rig.host.at("RCPT TO:<odd@", new CutsOff(answer + "\r\n"));

        Map<String, DeliveryReport> results = sent(all.toArray(String[]::new));
        assertThat(of(results, "no@b.example").outcome()).isEqualTo(new Bounced(true));
        assertThat(of(results, "no@b.example").answeredBy()).isEqualTo(AnsweredBy.HOST);
        assertThat(of(results, "odd@b.example").outcome()).isEqualTo(new Bounced(true));
        assertThat(of(results, "odd@b.example").answeredBy()).isEqualTo(AnsweredBy.HOST);
        for (String neighbour : List.of("a@b.example", "c@b.example")) {
            DeliveryReport report = of(results, neighbour);
            assertThat(report.outcome()).as(neighbour).isInstanceOf(DeliveryDeferred.class);
            assertThat(report.answeredBy()).as(neighbour).isEqualTo(AnsweredBy.SHARED);
            assertThat(report.answer()).isEqualTo(answer);
        }
        assertThat(rig.host.messages()).isEmpty();
    }

    /** The answer to RSET is about the transaction before. */
    @ParameterizedTest
    @ValueSource(strings = {"502 5.5.1 what?", "421 4.4.2 closing", "451 4.3.0 no", "354 go on"})
    void answerToRset_doesNotAffectTheNextMessage(String answer) {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.host.at("RCPT TO:<no@", new Says("550 5.1.1 no such user"));
        rig.host.at("RSET", new Says(answer));
        rig.started().put(DeliveryFixtures.task(1, "no@b.example"));
        rig.leaseClient.awaitResults(1);
        rig.put(DeliveryFixtures.task(2, "a@b.example"));

        assertThat(rig.leaseClient.awaitResults(2).getLast().outcome()).isEqualTo(new Delivered());
        assertThat(rig.host.commands()).contains("RSET");
    }

    @Test
    void refusalOfAMessageToAll_endsEachByItsOwnAnswer() {
        rig.host.at(".", new Says("550 5.1.1 no such user"));

        Map<String, DeliveryReport> results = sent("a@b.example", "b@b.example", "c@b.example");
        assertThat(results.values())
                .allSatisfy(report -> {
                    assertThat(report.outcome()).isInstanceOf(Bounced.class);
                    assertThat(report.answeredBy()).isEqualTo(AnsweredBy.HOST);
                });
        assertThat(rig.host.commands().stream().filter("DATA"::equals)).hasSize(4);
    }

    @Test
    void answerToData_isFinalIfAllOthersWereRefusedBefore() {
        rig.host.at("RCPT TO:<no@", new Says("550 5.1.1 no such user"));
        rig.host.at(".", new Says("550 5.7.1 spam"));

        Map<String, DeliveryReport> results = sent("no@b.example", "a@b.example");
        assertThat(of(results, "no@b.example").outcome()).isEqualTo(new Bounced(true));
        assertThat(of(results, "a@b.example").outcome()).isEqualTo(new Bounced(false));
        assertThat(of(results, "a@b.example").answeredBy()).isEqualTo(AnsweredBy.HOST);
        assertThat(rig.host.commands().stream().filter("DATA"::equals)).hasSize(1);
    }

    @Test
    void strategyLimit_allowsSeparateTransactions() {
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 2, 1, 1));
        refusesWith("gone@b.example", ".", YAHOO);
        rig.started()
                .put(
                        DeliveryFixtures.task(1, 9, 1, "a@b.example"),
                        DeliveryFixtures.task(2, 9, 1, "gone@b.example"));

        assertThat(rig.leaseClient.awaitResults(2))
                .extracting(DeliveryReport::outcome)
                .hasAtLeastOneElementOfType(Delivered.class)
                .hasAtLeastOneElementOfType(Bounced.class);
    }

    /** One recipient that no ordinary transaction would carry, and what becomes of it. */
    enum Odd {
        QUOTED_WITH_BLANK("\"a b\"@b.example", true),
        QUOTED_WITH_BRACKET("\"a>b\"@b.example", true),
        UTF8_AT_A_HOST_WITHOUT("bé@b.example", false),
        BLANK("a b@b.example", false),
        BRACKET("a>b@b.example", false),
        NO_DOMAIN("b.example@", false),
        LINE_END("a\r\nRCPT TO:<c@b.example>@b.example", false),
        QUOTED_LINE_END("\"a\r\nb\"@b.example", false),
        TOO_LONG("x".repeat(255) + "@b.example", false),
        UNCLOSED("\"ab@b.example", false);

        private final String address;
        private final boolean goes;

        Odd(String address, boolean goes) {
            this.address = address;
            this.goes = goes;
        }
    }

    @ParameterizedTest
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void unusualRecipient_failsAloneInAnyPosition(boolean pipelining, boolean own) {
        if (!pipelining) {
            rig.host.without("PIPELINING");
        }
        rig.host.without("SMTPUTF8");
        rig.fixtures.strategy(DeliveryFixtures.strategy(1, 1000, 1000, 1));
        rig.started();
        long message = 0;
        int sent = 0;
        for (Odd odd : Odd.values()) {
            for (int position = 0; position < 3; position++) {
                message++;
                List<DeliveryTask> tasks = new ArrayList<>();
                for (int i = 0; i < 3; i++) {
                    String to = i == position ? odd.address : "n" + message + i + "@b.example";
                    tasks.add(at(message * 10 + i, message, own ? "a@a.example" : "", to));
                }
                rig.put(tasks.toArray(DeliveryTask[]::new));
                sent += 3;
            }
        }
        List<DeliveryReport> results = rig.leaseClient.awaitResults(sent);
        for (DeliveryReport report : results) {
            Odd odd = Odd.values()[(int) (report.taskId() / 10 - 1) / 3];
            boolean isOdd = report.taskId() % 10 == (report.taskId() / 10 - 1) % 3;
            if (!isOdd || odd.goes) {
                assertThat(report.outcome()).as(odd + ": " + report).isEqualTo(new Delivered());
            } else {
                assertThat(report.outcome()).as(odd + ": " + report).isEqualTo(new Bounced(false));
                assertThat(report.answeredBy()).isEqualTo(AnsweredBy.MAILYARD);
            }
        }
        assertThat(rig.host.commands()).noneMatch(command -> command.contains("c@b.example"));
    }

    private static DeliveryTask at(long id, long message, String from, String to) {
        return new DeliveryTask(
                id,
                message,
                1,
                0,
                1,
                "other",
                "b.example",
                from,
                to,
                0,
                Instant.now().plusSeconds(3600),
                "",
                100,
                0);
    }

    @Test
    void onlyUnusualRecipients_leaveTheConnectionUsable() {
        rig.host.without("SMTPUTF8");
        Map<String, DeliveryReport> results = sent("é@b.example", "a b@b.example");
        assertThat(results.values())
                .allSatisfy(report -> assertThat(report.outcome()).isEqualTo(new Bounced(false)));
        rig.put(DeliveryFixtures.task(7, "b@b.example"));

        assertThat(rig.leaseClient.awaitResults(3).getLast().outcome()).isEqualTo(new Delivered());
        assertThat(rig.host.connections()).isEqualTo(1);
    }

    @Test
    void messageBeyondTheHostsExtensions_isRefusedInOurOwnWords() {
        rig.host.without("SIZE").offering("SIZE 10");
        Map<String, DeliveryReport> results = sent("a@b.example", "b@b.example");

        assertThat(results.values())
                .allSatisfy(report -> {
                    assertThat(report.outcome()).isEqualTo(new Bounced(false));
                    assertThat(report.answeredBy()).isEqualTo(AnsweredBy.MAILYARD);
                    assertThat(report.answer()).startsWith("552 5.3.4");
                });
        assertThat(rig.host.messages()).extracting(FakeMailHost.Message::sender).isEmpty();
    }
}
