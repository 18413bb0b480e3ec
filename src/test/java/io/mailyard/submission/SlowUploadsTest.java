package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.base.AccountId;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawSmtp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Messages that arrive slowly hold memory only while nobody else needs it. */
class SlowUploadsTest {
    private static final String LINE = "x".repeat(98) + "\r\n";

    private static RawSmtp beginning(
            SubmissionFixture server, SubmissionFixture.SubmissionUser user, int octets) {
        RawSmtp client = server.signedIn(user);
        client.ask("MAIL FROM:<a@b.example>", 250);
        client.ask("RCPT TO:<c@d.example>", 250);
        client.ask("DATA", 354);
        client.send("Subject: slow\r\n\r\n" + LINE.repeat(octets / LINE.length()));
        return client;
    }

    @Test
    void slowUploadsOfTwoAccounts_doNotBlockAThird() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        SubmissionFixture.SubmissionUser two = SubmissionFixture.newUser();
        SubmissionFixture.SubmissionUser third = SubmissionFixture.newUser();
        List<RawSmtp> slow = new ArrayList<>();
        try (SubmissionFixture server =
                        SubmissionFixture.open(
                                "submission.max-size=256KiB", "submission.max-memory=1MiB");
                RawSmtp other = server.signedIn(third)) {
            for (int i = 0; i < 10; i++) {
                slow.add(beginning(server, i % 2 == 0 ? user : two, 150_000));
            }
            long begun = System.nanoTime();
            String text = "Subject: quick\r\n\r\n" + LINE.repeat(1500).stripTrailing();
            assertThat(other.mail("a@b.example", "c@d.example", text)).startsWith("250");
            assertThat(Duration.ofNanos(System.nanoTime() - begun))
                    .isLessThan(Duration.ofSeconds(9));
            assertThat(other.mail("a@b.example", "c@d.example", text)).startsWith("250");

            assertThat(server.taken()).hasSize(2);
            Await.until(() -> server.server().connections() < 11);
        } finally {
            slow.forEach(RawSmtp::close);
        }
    }

    @Test
    void slowMessages_areNotCutOffWhileThereIsRoom() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp slow = beginning(server, user, 100_000);
                RawSmtp other = server.signedIn(SubmissionFixture.newUser())) {
            assertThat(other.mail("a@b.example", "c@d.example", "Subject: x\r\n"))
                    .startsWith("250");
            slow.send("end\r\n.\r\n").expect(250);
        }
    }

    /** The slowest of the account that has most; one that is quick or complete stays. */
    @Test
    void memory_isTakenFromTheSlowest() {
        ReceptionMemory memory = new ReceptionMemory(64 << 20, 30 << 20, Duration.ofSeconds(15));
        AtomicInteger ended = new AtomicInteger();
        List<ReceptionMemory.MemoryShare> held = new ArrayList<>();
        for (int account = 1; account <= 2; account++) {
            int number = account;
            ReceptionMemory.MemoryShare[] share = new ReceptionMemory.MemoryShare[1];
            share[0] =
                    memory.share(
                            new AccountId(account),
                            new ArrivalRate(0),
                            () -> {
                                ended.addAndGet(number);
                                share[0].close();
                            });
            assertThat(share[0].take(account == 1 ? 30 << 20 : 26 << 20)).isTrue();
            held.add(share[0]);
        }
        held.getFirst().complete();

        try (ReceptionMemory.MemoryShare third =
                memory.share(new AccountId(3), new ArrivalRate(0), () -> {})) {
            assertThat(third.take(20 << 20)).isTrue();
        }
        assertThat(ended).hasValue(2);
    }
}
