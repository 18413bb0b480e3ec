package io.mailyard.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AnsweredBy;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Bounced;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.Delivered;
import io.mailyard.delivery.DeliveryReport.DeliveryOutcome.DeliveryDeferred;
import io.mailyard.testing.FakeMailHost.Does;
import io.mailyard.testing.FakeMailHost.Does.CutsOff;
import io.mailyard.testing.FakeMailHost.Does.HangsUp;
import io.mailyard.testing.FakeMailHost.Does.Says;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every mix of answers to a transaction of three: each recipient ends by what was said to it, once.
 */
class MixedTransactionTest {
    /** What a host says at a place. */
    private enum Word {
        YES,
        LATER,
        NO;

        Does at(String place) {
            return new Says(
                    switch (this) {
                        case YES -> throw new IllegalArgumentException("as usual");
                        case LATER -> "451 4.2.1 busy at " + place;
                        case NO -> "550 5.1.1 no such user at " + place;
                    });
        }
    }

    private static final int RECIPIENTS = 3;

    private static String address(int message, int i) {
        return "m" + message + "r" + i + "@b.example";
    }

    private static long id(int message, int i) {
        return message * 10L + i;
    }

    private static DeliveryTask[] tasks(int message) {
        List<DeliveryTask> tasks = new ArrayList<>();
        for (int i = 0; i < RECIPIENTS; i++) {
            tasks.add(DeliveryFixtures.task(id(message, i), message, 1, address(message, i)));
        }
        return tasks.toArray(DeliveryTask[]::new);
    }

    /** What is expected: the host says of each recipient at RCPT, then the same at DATA and dot. */
    private static Word expected(Word rcpt, Word data, Word dot) {
        if (rcpt != Word.YES) {
            return rcpt;
        }
        return data == Word.YES ? dot : data;
    }

    private static void told(Rig rig, int message, List<Word> rcpts, Word data, Word dot) {
        for (int i = 0; i < RECIPIENTS; i++) {
            if (rcpts.get(i) != Word.YES) {
                rig.host.at("RCPT TO:<" + address(message, i), rcpts.get(i).at("RCPT"));
            }
        }
        String own = "m" + message + "r";
        if (data != Word.YES) {
            rig.host.where("DATA", any(own), data.at("DATA"));
        }
        if (dot != Word.YES) {
            rig.host.where(".", any(own), dot.at("."));
        }
    }

    private static Predicate<List<String>> any(String start) {
        return to -> to.stream().anyMatch(address -> address.startsWith(start));
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void everyMixOfAnswers_endsEachRecipientByItsOwn(boolean pipelining) {
        try (Rig rig = new Rig()) {
            if (!pipelining) {
                rig.host.without("PIPELINING");
            }
            rig.started();
            Word[] all = Word.values();
            int mixes = (int) Math.pow(all.length, RECIPIENTS + 2);
            List<List<Word>> wanted = new ArrayList<>();
            for (int mix = 0; mix < mixes; mix++) {
                List<Word> words = new ArrayList<>();
                for (int rest = mix, i = 0; i < RECIPIENTS + 2; i++, rest /= all.length) {
                    words.add(all[rest % all.length]);
                }
                List<Word> rcpts = words.subList(0, RECIPIENTS);
                Word data = words.get(RECIPIENTS);
                Word dot = words.get(RECIPIENTS + 1);
                told(rig, mix + 1, rcpts, data, dot);
                wanted.add(rcpts.stream().map(rcpt -> expected(rcpt, data, dot)).toList());
            }
            for (int mix = 0; mix < mixes; mix++) {
                rig.put(tasks(mix + 1));
            }
            List<DeliveryReport> reports = rig.leaseClient.awaitResults(mixes * RECIPIENTS);
            Map<Long, List<DeliveryReport>> byId =
                    reports.stream().collect(Collectors.groupingBy(DeliveryReport::taskId));
            for (int mix = 0; mix < mixes; mix++) {
                for (int i = 0; i < RECIPIENTS; i++) {
                    List<DeliveryReport> own = byId.getOrDefault(id(mix + 1, i), List.of());
                    Word word = wanted.get(mix).get(i);
                    assertThat(own).as("mix " + mix + " recipient " + i).hasSize(1);
                    DeliveryReport report = own.getFirst();
                    assertThat(report.answeredBy())
                            .as(report.toString())
                            .isEqualTo(AnsweredBy.HOST);
                    switch (word) {
                        case YES ->
                                assertThat(report.outcome())
                                        .as(report + " of mix " + mix + " " + wanted.get(mix))
                                        .isEqualTo(new Delivered());
                        case LATER ->
                                assertThat(report.outcome())
                                        .as(report.toString())
                                        .isInstanceOf(DeliveryDeferred.class);
                        case NO ->
                                assertThat(report.outcome())
                                        .as(report.toString())
                                        .isEqualTo(new Bounced(true));
                    }
                }
            }
            assertThat(rig.leaseClient.results()).hasSize(mixes * RECIPIENTS);
        }
    }

    /** Else it would take the others with it at each retry, until all expire. */
    @ParameterizedTest
    @CsvSource({
        "RCPT TO:<m1r0, false",
        "RCPT TO:<m1r0, true",
        "RCPT TO:<m1r1, false",
        "RCPT TO:<m1r1, true",
        "RCPT TO:<m1r2, false",
        "RCPT TO:<m1r2, true",
        "DATA, false",
        "DATA, true",
        "., false",
        "., true"
    })
    void disconnectAtARecipient_separatesRecipientsAtTheNextAttempt(String place, boolean says421) {
        try (Rig rig = new Rig()) {
            Does does = says421 ? new CutsOff("421 4.3.0 no\r\n") : new HangsUp();
            String odd = place.startsWith("RCPT") ? place.substring(9) : "m1r1";
            if (place.startsWith("RCPT")) {
                rig.host.at(place, does);
            } else {
                rig.host.where(place, any(odd), does);
            }
            rig.started();
            rig.put(tasks(1));
            rig.leaseClient.awaitResults(RECIPIENTS);

            rig.put(tasks(1));
            List<DeliveryReport> second =
                    rig.leaseClient
                            .awaitResults(2 * RECIPIENTS)
                            .subList(RECIPIENTS, 2 * RECIPIENTS);
            for (DeliveryReport report : second) {
                if (address(1, (int) (report.taskId() % 10)).startsWith(odd)) {
                    assertThat(report.outcome()).isInstanceOf(DeliveryDeferred.class);
                    assertThat(report.answeredBy())
                            .isEqualTo(says421 ? AnsweredBy.HOST : AnsweredBy.MAILYARD);
                } else {
                    assertThat(report.outcome()).as(report.toString()).isEqualTo(new Delivered());
                }
            }
        }
    }
}
