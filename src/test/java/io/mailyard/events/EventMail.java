package io.mailyard.events;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.AnsweredBy;
import io.mailyard.base.TraceId;
import io.mailyard.db.Database;
import io.mailyard.tariffs.Tariffs;
import io.mailyard.testing.TestServer;
import io.mailyard.writes.Writes;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.function.Consumer;

/**
 * Says what happened to mail, as the rooms that carry it do, by a second opening of a server's
 * store.
 */
record EventMail(TestServer server) {
    private static final EventConfig CONFIG =
            new EventConfig(
                    true,
                    Duration.ofSeconds(2),
                    Duration.ofMillis(50),
                    Duration.ofMillis(100),
                    Duration.ofDays(3),
                    250,
                    Duration.ofDays(30),
                    100,
                    Duration.ofDays(7),
                    new ConversationKeeping(Duration.ofDays(30), 1 << 20));

    /** So many events of recipients of messages 1, 2, 3 ..., in one write. */
    void happened(long account, EventKind kind, int count) {
        with(events ->
                events.database()
                        .write(tx -> {
                            for (int i = 1; i <= count; i++) {
                                events.events().happened(tx, event(account, kind, i));
                            }
                            return true;
                        }));
    }

    /** A store and its events. */
    record Opened(Database database, Events events) {}

    void with(Consumer<Opened> work) {
        try (Database database = server.database()) {
            Accounts accounts = new Accounts(database, new Tariffs(database));
            Writes writes = new Writes(database, Clock.systemUTC());
            try (Events events =
                    Events.open(database, accounts, writes, Clock.systemUTC(), CONFIG)) {
                work.accept(new Opened(database, events));
            }
        }
    }

    static Event event(long account, EventKind kind, long message) {
        return new Event(
                Instant.now(),
                kind,
                new AccountId(account),
                message,
                message * 10,
                "ann@example.com",
                4,
                0,
                1,
                "192.0.2.1",
                "mx.example.com[192.0.2.9]:25",
                "450-4.2.0 not\u0000\r\n450 \"now\"",
                AnsweredBy.HOST,
                AttemptRecord.NONE,
                TraceId.NONE);
    }
}
