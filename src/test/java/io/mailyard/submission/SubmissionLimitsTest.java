package io.mailyard.submission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.base.AccountId;
import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestStores;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Connections, time, memory, and the end of the server. */
class SubmissionLimitsTest {
    @Test
    void connections_areBoundedInAllAndByAddress() {
        try (SubmissionFixture server = SubmissionFixture.open("submission.max-connections=2")) {
            RawSmtp first = RawSmtp.greeted(server.address());
            RawSmtp second = RawSmtp.greeted(server.address());
            try (RawSmtp third = RawSmtp.silent(server.address())) {
                third.expect(421);
                third.expectClosed();
            }
            first.close();
            Await.until(() -> server.server().connections() == 1);
            RawSmtp.greeted(server.address()).close();
            second.close();
        }
        try (SubmissionFixture server =
                        SubmissionFixture.open("submission.max-connections-per-address=1");
                RawSmtp first = RawSmtp.greeted(server.address());
                RawSmtp second = RawSmtp.silent(server.address())) {
            second.expect(421);
            first.ask("NOOP", 250);
        }
    }

    @Test
    void silentClient_isTold421() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (SubmissionFixture server = SubmissionFixture.open("submission.timeout=300ms")) {
            try (RawSmtp client = RawSmtp.greeted(server.address())) {
                assertThat(client.reply()).startsWith("421 4.4.2");
                client.expectClosed();
            }
            try (RawSmtp client = server.signedIn(user)) {
                client.ask("MAIL FROM:<a@b.example>", 250);
                client.ask("RCPT TO:<c@d.example>", 250);
                client.ask("DATA", 354);
                client.send("Subject: x\r\n");
                client.expect(421);
            }
            assertThat(server.taken()).isEmpty();
        }
    }

    @Test
    void hugeHeader_isTakenUpToTheLimit() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        String small = "From: anna@shop.example\r\nSubject: x\r\n";
        String field = "X-Much: " + "x".repeat(990) + "\r\n";
        try (SubmissionFixture server = SubmissionFixture.open("submission.max-size=4MiB");
                RawSmtp client = server.signedIn(user)) {
            String from = "a@b.example";
            String to = "c@d.example";
            assertThat(client.mail(from, to, small + field.repeat(1000) + "\r\nx"))
                    .startsWith("250");
            assertThat(client.mail(from, to, small + field.repeat(1100) + "\r\nx"))
                    .startsWith("552 5.3.4 the header section");
            assertThat(client.mail(from, to, small + "\r\nx")).startsWith("250");
            assertThat(server.taken()).hasSize(2);
        }
    }

    /** Its header and its body each stand in several pieces while it comes. */
    @Test
    void messageInManyPieces_arrivesAsItWas() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        StringBuilder text = new StringBuilder("From: anna@shop.example\r\n");
        for (int i = 0; text.length() < 700_000; i++) {
            text.append("X-").append(i).append(": ").append("h".repeat(i % 300)).append("\r\n");
        }
        text.append("\r\n");
        for (int i = 0; text.length() < 2_000_000; i++) {
            text.append(i).append(' ').append("b".repeat(i % 900)).append("\r\n");
        }
        try (SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = server.signedIn(user)) {
            assertThat(client.mail("a@b.example", "c@d.example", text.toString().stripTrailing()))
                    .startsWith("250");
            assertThat(server.onlyText().endsWith("\r\n" + text)).isTrue();
        }
    }

    @Test
    void memory_isSharedAndGivenBack() {
        ReceptionMemory memory = new ReceptionMemory(64 << 10, 64 << 10, Duration.ofMillis(50));
        ReceptionMemory.MemoryShare first = memory.share(new AccountId(1));
        ReceptionMemory.MemoryShare second = memory.share(new AccountId(2));
        assertThat(first.take(60 << 10)).isTrue();
        assertThat(second.take(5 << 10)).isFalse();
        assertThat(second.take(4 << 10)).isTrue();
        first.close();
        assertThat(second.take(60 << 10)).isTrue();
        second.close();
        assertThat(first.take(64 << 10)).isTrue();
    }

    /** 64 MiB, of which the largest message takes 50. */
    @Test
    void largeMessagesOfOneAccount_leaveRoomToOthers() throws InterruptedException {
        ReceptionMemory memory = new ReceptionMemory(64 << 20, 50 << 20, Duration.ofSeconds(20));
        AccountId greedy = new AccountId(1);
        ReceptionMemory.MemoryShare large = memory.share(greedy);
        assertThat(large.take(50 << 20)).isTrue();
        CountDownLatch done = new CountDownLatch(2);
        AtomicInteger taken = new AtomicInteger();
        for (AccountId account : List.of(greedy, new AccountId(2))) {
            Thread.ofVirtual()
                    .start(() -> {
                        try (ReceptionMemory.MemoryShare waits = memory.share(account)) {
                            taken.addAndGet(waits.take(40 << 20) ? 1 : 0);
                        }
                        done.countDown();
                    });
        }
        for (int i = 0; i < 13; i++) {
            assertThat(memory.share(new AccountId(3 + i)).take(1 << 20)).isTrue();
        }
        assertThat(taken).hasValue(0);
        large.close();
        await(done);
        assertThat(taken).hasValue(2);
    }

    @Test
    void largeMessages_leaveAnEighthToSmallOnes() {
        ReceptionMemory memory = new ReceptionMemory(64 << 20, 30 << 20, Duration.ZERO);
        assertThat(memory.share(new AccountId(1)).take(30 << 20)).isTrue();
        assertThat(memory.share(new AccountId(1)).take(3 << 20)).isFalse();
        assertThat(memory.share(new AccountId(2)).take(27 << 20)).isFalse();
        assertThat(memory.share(new AccountId(2)).take(26 << 20)).isTrue();
        for (int i = 0; i < 8; i++) {
            assertThat(memory.share(new AccountId(3)).take(1 << 20)).isTrue();
        }
        assertThat(memory.share(new AccountId(4)).take(1024)).isFalse();
    }

    @Test
    void memoryThatHoldsNoMessage_stopsTheStart() {
        assertThatThrownBy(() ->
                        SubmissionConfig.from(
                                Settings.load(
                                        SubmissionConfig.SETTINGS,
                                        Optional.empty(),
                                        List.of("submission.max-memory=50MiB"))))
                .isInstanceOf(StartException.class)
                .hasMessageContaining("submission.max-memory")
                .hasMessageContaining("submission.max-size");
    }

    @Test
    void addressInUse_stopsTheStart() {
        try (SubmissionFixture server = SubmissionFixture.open()) {
            String listen = "submission.listen=127.0.0.1:" + server.address().getPort();
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

    /** The store's writer may not make its file larger: the disk is full, to it. */
    @Test
    void fullDisk_is452AndRecoversByItself() {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        try (Database store = TestStores.open(StoreKind.SQLITE);
                SubmissionFixture server = SubmissionFixture.open();
                RawSmtp client = server.signedIn(user)) {
            server.judge(submission -> {
                store.write(tx ->
                        tx.update(
                                "INSERT INTO contents (message_id, content) VALUES (?, ?)",
                                tx.nextId("messages"),
                                submission.message().content()));
                return SubmissionFixture.accepted(1, 1);
            });
            String large = "Subject: x\r\n\r\n" + "line\r\n".repeat(20_000);
            assertThat(client.mail("a@b.example", "c@d.example", large)).startsWith("250");
            store.write(tx -> tx.number("PRAGMA max_page_count = 1"));
            assertThat(client.mail("a@b.example", "c@d.example", large)).startsWith("452 4.3.1");
            assertThat(contents(store)).isEqualTo(1);
            // the writer has a new connection, without the limit
            assertThat(client.mail("a@b.example", "c@d.example", large)).startsWith("250");
            assertThat(contents(store)).isEqualTo(2);
        }
    }

    private static long contents(Database store) {
        return store.read(tx -> tx.number("SELECT count(*) FROM contents"));
    }

    @Test
    void stop_tellsIdleClientsAndLetsAMessageEnd() throws InterruptedException {
        SubmissionFixture.SubmissionUser user = SubmissionFixture.newUser();
        SubmissionFixture server = SubmissionFixture.open();
        CountDownLatch asked = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        server.judge(submission -> {
            asked.countDown();
            await(go);
            return SubmissionFixture.accepted(1, 1);
        });
        try (RawSmtp idle = RawSmtp.greeted(server.address());
                RawSmtp busy = server.signedIn(user)) {
            busy.ask("MAIL FROM:<a@b.example>", 250);
            busy.ask("RCPT TO:<c@d.example>", 250);
            busy.ask("DATA", 354);
            busy.send("Subject: x\r\n\r\n.\r\n");
            asked.await();
            Thread closing = Thread.ofVirtual().start(server::close);
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
