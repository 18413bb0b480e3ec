package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The status of notices, in the table {@code notices}. Their texts are in the queue. */
final class SqlNoticeStore {
    /** Notices moved in one step. */
    private static final int STEP = 100;

    private static final String STATUS =
            """
            SELECT id, kind, recipient, state, attempts, last_answer, created_at, done_at
            FROM notices
            """;
    private static final String WAITING = "SELECT id FROM notices WHERE state = 'new' AND ";

    /**
     * A notice with its texts.
     *
     * @param concerns an account; {@link AccountId#PLATFORM}: none
     */
    record StoredText(
            long id,
            AccountId concerns,
            String key,
            String recipient,
            Language language,
            String subject,
            String text,
            String html,
            Instant created) {
        private static StoredText read(Row row) {
            return new StoredText(
                    row.number("id"),
                    new AccountId(row.number("account")),
                    row.text("message_key"),
                    row.text("recipient"),
                    Language.of(row.text("lang")),
                    row.text("subject"),
                    row.text("words_text"),
                    row.text("words_html"),
                    row.time("created_at"));
        }
    }

    /**
     * Inserts a notice.
     *
     * @param key the unique part of its Message-ID
     */
    long insert(Tx tx, Notice notice, String key, Instant now) {
        long id = tx.nextId("notices");
        AccountId account = notice.account();
        tx.update(
                """
                INSERT INTO notices (id, kind, account_id, user_id, message_key, recipient, lang,
                  subject, state, attempts, last_answer, created_at)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new', 0, '', ?)
                """,
                id,
                notice.kind(),
                account == null ? null : account.value(),
                notice.user(),
                key,
                notice.recipient(),
                notice.language(),
                notice.subject(),
                now);
        return id;
    }

    /** Numbers of waiting notices: in total and of one account. */
    record WaitingNotices(long all, long own) {}

    /** Numbers of waiting notices, counted up to {@code most}. */
    WaitingNotices countWaiting(Tx tx, AccountId account, int most) {
        return tx.one(
                        """
                        SELECT count(*) AS waiting,
                          coalesce(sum(CASE WHEN account_id = ? THEN 1 ELSE 0 END), 0) AS own
                        FROM (SELECT account_id FROM notices WHERE state = 'new' LIMIT ?) AS found
                        """,
                        row -> new WaitingNotices(row.number("waiting"), row.number("own")),
                        account.value(),
                        most)
                .orElseThrow();
    }

    long countOf(Tx tx, AccountId account, long user, String kind, Instant since) {
        return tx.number(
                "SELECT count(*) FROM notices WHERE account_id = ? AND user_id = ? AND kind = ?"
                        + " AND created_at > ?",
                account.value(),
                user,
                kind,
                since);
    }

    List<Long> waiting(Tx tx, AccountId account) {
        return ids(tx, "account_id = ?", account.value());
    }

    List<Long> waiting(Tx tx, AccountId account, long user) {
        return ids(tx, "account_id = ? AND user_id = ?", account.value(), user);
    }

    List<Long> waiting(Tx tx, AccountId account, long user, String kind) {
        return ids(tx, "account_id = ? AND user_id = ? AND kind = ?", account.value(), user, kind);
    }

    private static List<Long> ids(Tx tx, String where, @Nullable Object... args) {
        return tx.query(WAITING + where, row -> row.number("id"), args);
    }

    /** Some notices whose texts an earlier version left in its outbox. */
    List<Long> outbox(Tx tx) {
        return tx.query(
                "SELECT notice_id FROM notice_words ORDER BY notice_id LIMIT " + STEP,
                row -> row.number("notice_id"));
    }

    /**
     * Takes a notice out of the old outbox; empty if it is not waiting any more, or another process
     * took it.
     */
    Optional<StoredText> takeFromOutbox(Tx tx, long id) {
        Optional<StoredText> words =
                tx.one(
                        """
                        SELECT n.id, coalesce(n.account_id, 0) AS account, n.message_key, n.recipient, n.lang,
                          n.subject, w.words_text, w.words_html, n.created_at
                        FROM notices n JOIN notice_words w ON w.notice_id = n.id
                        WHERE n.id = ? AND n.state = 'new'
                        """,
                        StoredText::read,
                        id);
        int taken = tx.update("DELETE FROM notice_words WHERE notice_id = ?", id);
        return taken > 0 ? words : Optional.empty();
    }

    /** Stores a failed attempt; false if the notice has ended or was removed. */
    boolean storeDeferral(Tx tx, long id, int attempts, String answer) {
        return tx.update(
                        "UPDATE notices SET attempts = ?, last_answer = ? WHERE id = ? AND state = 'new'",
                        attempts,
                        answer,
                        id)
                > 0;
    }

    /** Stores that a notice was sent or failed; false if it had ended or was removed. */
    boolean storeEnd(Tx tx, long id, NoticeState state, int attempts, String answer, Instant now) {
        return tx.update(
                        """
                        UPDATE notices SET state = ?, attempts = ?, last_answer = ?, done_at = ?
                        WHERE id = ? AND state = 'new'
                        """,
                        state,
                        attempts,
                        answer,
                        now,
                        id)
                > 0;
    }

    Optional<NoticeStatus> find(Tx tx, long id) {
        return tx.one(STATUS + "WHERE id = ?", SqlNoticeStore::status, id);
    }

    Optional<NoticeStatus> last(Tx tx, AccountId account, long user, String kind) {
        return tx.one(
                STATUS
                        + "WHERE account_id = ? AND user_id = ? AND kind = ? ORDER BY id DESC LIMIT 1",
                SqlNoticeStore::status,
                account.value(),
                user,
                kind);
    }

    long countOf(Tx tx, AccountId account) {
        return tx.number("SELECT count(*) FROM notices WHERE account_id = ?", account.value());
    }

    int deleteOf(Tx tx, AccountId account) {
        return tx.update("DELETE FROM notices WHERE account_id = ?", account.value());
    }

    int deleteOf(Tx tx, AccountId account, long user) {
        return tx.update(
                "DELETE FROM notices WHERE account_id = ? AND user_id = ?", account.value(), user);
    }

    /** Removes up to {@code most} notices that ended before {@code before}. */
    int forget(Tx tx, Instant before, int most) {
        return tx.update(
                "DELETE FROM notices WHERE id IN"
                        + " (SELECT id FROM notices WHERE done_at < ? ORDER BY done_at LIMIT ?)",
                before,
                most);
    }

    private static NoticeStatus status(Row row) {
        return new NoticeStatus(
                row.number("id"),
                row.text("kind"),
                row.text("recipient"),
                NoticeState.valueOf(row.text("state").toUpperCase(Locale.ROOT)),
                (int) row.number("attempts"),
                row.text("last_answer"),
                row.time("created_at"),
                row.timeOrNull("done_at"));
    }
}
