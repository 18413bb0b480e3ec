package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.house.Await;
import io.mailyard.messages.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Connections, time, memory, and the end of the server. */
class LimitsTest {
    @Test
    void connections_areBoundedInAllAndByAddress() {
        try (Office office = Office.open("submission.max-connections=2")) {
            RawClient first = RawClient.greeted(office.address());
            RawClient second = RawClient.greeted(office.address());
            try (RawClient third = RawClient.silent(office.address())) {
                third.expect(421);
                third.expectClosed();
            }
            first.close();
            Await.until(() -> office.server().connections() == 1);
            RawClient.greeted(office.address()).close();
            second.close();
        }
        try (Office office = Office.open("submission.max-connections-per-address=1");
                RawClient first = RawClient.greeted(office.address());
                RawClient second = RawClient.silent(office.address())) {
            second.expect(421);
            first.ask("NOOP", 250);
        }
    }

    @Test
    void silentClient_isTold421() {
        Office.User user = Office.newUser();
        try (Office office = Office.open("submission.timeout=300ms")) {
            try (RawClient client = RawClient.greeted(office.address())) {
                assertThat(client.reply()).startsWith("421 4.4.2");
                client.expectClosed();
            }
            try (RawClient client = office.signedIn(user)) {
                client.ask("MAIL FROM:<a@b.example>", 250);
                client.ask("RCPT TO:<c@d.example>", 250);
                client.ask("DATA", 354);
                client.send("Subject: x\r\n");
                client.expect(421);
            }
            assertThat(office.taken()).isEmpty();
        }
    }

    @Test
    void memory_isSharedAndGivenBack() {
        ReceiptMemory memory = new ReceiptMemory(64 << 10, Duration.ofMillis(50));
        ReceiptMemory.Share first = memory.share();
        ReceiptMemory.Share second = memory.share();
        assertThat(first.take(60 << 10)).isTrue();
        assertThat(second.take(5 << 10)).isFalse();
        assertThat(second.take(4 << 10)).isTrue();
        first.close();
        assertThat(second.take(60 << 10)).isTrue();
        second.close();
        assertThat(first.take(64 << 10)).isTrue();
    }

    @Test
    void memoryThatHoldsNoMessage_stopsTheStart() {
        assertThatThrownBy(() ->
                        SubmissionConfig.from(
                                Settings.load(
                                        SubmissionConfig.SETTINGS,
                                        Optional.empty(),
                                        List.of("submission.max-memory=99MiB"))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("submission.max-memory")
                .hasMessageContaining("submission.max-size");
    }

    @Test
    void addressInUse_stopsTheStart() {
        try (Office office = Office.open()) {
            String listen = "submission.listen=127.0.0.1:" + office.address().getPort();
            SubmissionConfig config =
                    SubmissionConfig.from(
                            Settings.load(
                                    SubmissionConfig.SETTINGS, Optional.empty(), List.of(listen)));
            assertThatThrownBy(() -> SubmissionServer.bind(config))
                    .isInstanceOf(StartException.class)
                    .hasMessageContaining("cannot listen on 127.0.0.1:");
        }
    }

    @Test
    void emptyListen_isOff() {
        Settings settings =
                Settings.load(
                        SubmissionConfig.SETTINGS, Optional.empty(), List.of("submission.listen="));
        assertThat(SubmissionServer.bind(SubmissionConfig.from(settings))).isEmpty();
    }

    @Test
    void stop_tellsIdleClientsAndLetsAMessageEnd() throws InterruptedException {
        Office.User user = Office.newUser();
        Office office = Office.open();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        office.judge(submission -> {
            asked.countDown();
            await(go);
            return new Verdict.Accepted(1, 1);
        });
        try (RawClient idle = RawClient.greeted(office.address());
                RawClient busy = office.signedIn(user)) {
            busy.ask("MAIL FROM:<a@b.example>", 250);
            busy.ask("RCPT TO:<c@d.example>", 250);
            busy.ask("DATA", 354);
            busy.send("Subject: x\r\n\r\n.\r\n");
            asked.await();
            Thread closing = Thread.ofVirtual().start(office::close);
            idle.expect(421);
            idle.expectClosed();
            go.countDown();
            busy.expect(250);
            busy.expect(421);
            busy.expectClosed();
            closing.join();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
