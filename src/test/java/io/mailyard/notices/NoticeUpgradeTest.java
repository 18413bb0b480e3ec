package io.mailyard.notices;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.db.Database;
import io.mailyard.db.OlderStore;
import io.mailyard.db.Tx;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.FakeMailHost.Message;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;

/** What waited in the outbox that notices had of their own, in a store of before the queue. */
class NoticeUpgradeTest {
    private static final Duration SOON = Duration.ofSeconds(20);

    /** More than are moved in one look at the old outbox. */
    private static final int WAITING = 250;

    private static final String NOTICE =
            """
            INSERT INTO notices (id, kind, account_id, user_id, message_key, recipient, lang,
              subject, state, attempts, next_attempt_at, lease_owner, lease_until, last_answer,
              created_at, done_at)
            VALUES (?, 'welcome', 1, ?, ?, ?, 'en', 'hello', ?, ?, ?, '', 0, ?, ?, ?)
            """;

    private final Instant now = Instant.now();

    private long notice(Tx tx, String recipient, String state, String answer, Instant at) {
        long id = tx.nextId("notices");
        tx.update(
                NOTICE,
                id,
                id,
                "key" + id,
                recipient,
                state,
                id % 3,
                now.plusSeconds(id % 2 * 3600),
                answer,
                at,
                state.equals("new") ? null : at);
        return id;
    }

    private static void words(Tx tx, long id) {
        tx.update(
                "INSERT INTO notice_words (notice_id, words_text, words_html) VALUES (?, ?, ?)",
                id,
                "text " + id,
                "<p>html " + id + "</p>");
    }

    private long olderOutbox(Tx tx) {
        for (long id = 1; id <= WAITING; id++) {
            words(tx, notice(tx, recipient(id), "new", "", now.minusSeconds(60)));
        }
        Instant longAgo = now.minus(Duration.ofDays(4));
        words(tx, notice(tx, "old@users.example", "new", "451 busy", longAgo));
        notice(tx, "sent@users.example", "sent", "250 ok", now);
        return notice(tx, "failed@users.example", "failed", "550 no", now);
    }

    private static String recipient(long id) {
        return "u" + id + "@users.example";
    }

    private static String[] settings(FakeMailHost relay) {
        return new String[] {
            "submission.listen=",
            "mail.relay.host=127.0.0.1",
            "mail.relay.port=" + relay.port(),
            "mail.from=post@mail.example"
        };
    }

    @ParameterizedTest
    @StoresOfRun
    void outbox_goesToTheQueueAndNoneIsLostOrDoubled(StoreKind kind) throws IOException {
        TestStores.StoreLocation location = TestStores.place(kind);
        try (Database old = OlderStore.before(location, "platform-mail")) {
            old.write(this::olderOutbox);
        }
        try (FakeMailHost relay = FakeMailHost.start();
                TestServer server =
                        TestServer.over(kind, location, Clock.systemUTC(), settings(relay))) {
            List<Message> messages = relay.awaitMessages(WAITING, SOON);

            assertAllSentOnce(server, messages);
            assertThat(SentNotices.to(server, "old@users.example").getFirst().state())
                    .isEqualTo("failed");
            assertThat(SentNotices.to(server, "sent@users.example").getFirst().answer())
                    .isEqualTo("250 ok");
            assertThat(SentNotices.to(server, "failed@users.example").getFirst().answer())
                    .isEqualTo("550 no");
            assertThat(server.rows("notice_words")).isEmpty();
            assertThat(server.rows("contents")).isEmpty();

            server.restart(settings(relay));
            SentNotices.welcome(server.api(), server.api().newAccount(), "later@users.example");
            SentNotices.await(server, "later@users.example", "sent");
            assertThat(relay.messages()).hasSize(WAITING + 1);
        }
    }

    private static void assertAllSentOnce(TestServer server, List<Message> messages) {
        List<String> wanted = new ArrayList<>();
        for (long id = 1; id <= WAITING; id++) {
            wanted.add(recipient(id));
            SentNotices.await(server, recipient(id), "sent");
        }
        assertThat(messages)
                .extracting(message -> message.recipients().getFirst())
                .containsExactlyInAnyOrderElementsOf(wanted);
        Message seventh =
                messages.stream()
                        .filter(one -> one.recipients().contains(recipient(7)))
                        .findFirst()
                        .orElseThrow();
        assertThat(new String(seventh.raw(), StandardCharsets.US_ASCII))
                .contains("Message-ID: <key7@mail.example>", "Subject: hello", "text 7");
    }
}
