package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.templates.Language;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** What the tests of the outbox share. */
final class Outbox {
    static final String SECRET = "https://mail.example/password/s3cret";

    private Outbox() {}

    /** No relay. */
    static RelayConfig config() {
        return read(List.of());
    }

    /** A relay on this machine, tried again within milliseconds. */
    static RelayConfig config(int port, String... more) {
        List<String> pairs =
                new ArrayList<>(
                        List.of(
                                "mail.relay.host=127.0.0.1",
                                "mail.relay.port=" + port,
                                "mail.from=Mailyard <post@mail.example>",
                                "mail.retry-first=20ms",
                                "mail.retry-longest=50ms"));
        pairs.addAll(List.of(more));
        return read(pairs);
    }

    private static RelayConfig read(List<String> pairs) {
        return RelayConfig.from(Settings.load(RelayConfig.SETTINGS, Optional.empty(), pairs));
    }

    static Notice notice(long account, long user, String recipient) {
        return new Notice(
                "welcome",
                new AccountId(account),
                user,
                recipient,
                Language.EN,
                "subject",
                "text " + SECRET,
                "<p>" + SECRET + "</p>");
    }

    /** Waits until the user's last notice is in this state. */
    static NoticeStatus await(
            Database database, Notices notices, long account, long user, NoticeState state) {
        return await(
                        () -> last(database, notices, account, user),
                        last -> last.map(NoticeStatus::state).filter(state::equals).isPresent())
                .orElseThrow();
    }

    /** Waits until the process has done so much; counted just after it can be read. */
    static void awaitCounts(Notices notices, NoticeCounts counts) {
        await(notices::counts, counts::equals);
    }

    private static <T> T await(Supplier<T> look, Predicate<T> wanted) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        T seen = look.get();
        while (!wanted.test(seen)) {
            if (System.nanoTime() > end) {
                throw new AssertionError("still " + seen);
            }
            try {
                Thread.sleep(5);
            } catch (InterruptedException stopped) {
                throw new IllegalStateException(stopped);
            }
            seen = look.get();
        }
        return seen;
    }

    static Optional<NoticeStatus> last(
            Database database, Notices notices, long account, long user) {
        return database.read(tx -> notices.lastOf(tx, new AccountId(account), user, "welcome"));
    }

    /** How many notices still have their words. */
    static long words(Database database) {
        return database.read(tx -> tx.number("SELECT COUNT(*) FROM notice_words"));
    }
}
