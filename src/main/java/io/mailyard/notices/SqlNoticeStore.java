package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The outbox's rows. A notice's words stand apart, so that a change of state moves little. */
final class SqlNoticeStore {
    /** The last answer of a notice that was given up for a later one. */
    static final String REPLACED = "replaced by a later one";

    private static final String DUE =
            " WHERE state = 'new' AND next_attempt_at <= ? AND lease_until <= ?";

    long insert(Tx tx, Notice notice, String key, Instant now) {
        long id = tx.nextId("notices");
        AccountId account = notice.account();
        tx.update(
                "INSERT INTO notices (id, kind, account_id, user_id, message_key, recipient, lang,"
                        + " subject, state, attempts, next_attempt_at, lease_owner, lease_until,"
                        + " last_answer, created_at)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'new', 0, ?, '', 0, '', ?)",
                id,
                notice.kind(),
                account == null ? null : account.value(),
                notice.user(),
                key,
                notice.recipient(),
                notice.language(),
                notice.subject(),
                now,
                now);
        tx.update(
                "INSERT INTO notice_words (notice_id, words_text, words_html) VALUES (?, ?, ?)",
                id,
                notice.text(),
                notice.html());
        return id;
    }

    /** How many wait, counted no further than {@code most}. */
    long waiting(Tx tx, int most) {
        return tx.number(
                "SELECT COUNT(*) FROM (SELECT id FROM notices WHERE state = 'new' LIMIT ?) AS found",
                most);
    }

    boolean anyDue(Tx tx, Instant now) {
        return tx.number(
                        "SELECT COUNT(*) FROM (SELECT id FROM notices" + DUE + " LIMIT 1) AS found",
                        now,
                        now)
                > 0;
    }

    /** Takes the lease of up to {@code most} notices whose time has come. */
    List<LeasedNotice> claim(Tx tx, String owner, Instant now, Instant until, int most) {
        List<Long> ids =
                tx.query(
                        "SELECT id FROM notices"
                                + DUE
                                + " ORDER BY next_attempt_at, id LIMIT ?"
                                + tx.dialect().forUpdateSkipLocked(),
                        row -> row.number(1),
                        now,
                        now,
                        most);
        List<LeasedNotice> claimed = new ArrayList<>();
        for (Long id : ids) {
            tx.update(
                    "UPDATE notices SET lease_owner = ?, lease_until = ? WHERE id = ?",
                    owner,
                    until,
                    id);
            tx.one(
                            "SELECT n.id, n.message_key, n.recipient, n.lang, n.subject,"
                                    + " w.words_text, w.words_html, n.attempts, n.created_at"
                                    + " FROM notices n JOIN notice_words w ON w.notice_id = n.id"
                                    + " WHERE n.id = ?",
                            SqlNoticeStore::claimed,
                            id)
                    .ifPresent(claimed::add);
        }
        return claimed;
    }

    int renew(Tx tx, long id, String owner, Instant until) {
        return tx.update(
                "UPDATE notices SET lease_until = ?"
                        + " WHERE id = ? AND lease_owner = ? AND state = 'new'",
                until,
                id,
                owner);
    }

    /** Whether a later one of its kind is queued for the same user: this one's link is void. */
    boolean isReplaced(Tx tx, long id) {
        return tx.number(
                        "SELECT COUNT(*) FROM notices old JOIN notices later"
                                + " ON later.account_id = old.account_id"
                                + " AND later.user_id = old.user_id"
                                + " AND later.kind = old.kind AND later.id > old.id"
                                + " WHERE old.id = ?",
                        id)
                > 0;
    }

    /** Gives back every lease of {@code owner}: those attempts did not take place. */
    int release(Tx tx, String owner) {
        return tx.update(
                "UPDATE notices SET lease_owner = '', lease_until = 0"
                        + " WHERE lease_owner = ? AND state = 'new'",
                owner);
    }

    /** To be tried again at {@code next}; false where the lease was lost or the row is gone. */
    boolean defer(Tx tx, long id, String owner, String answer, Instant next) {
        return tx.update(
                        "UPDATE notices SET attempts = attempts + 1, next_attempt_at = ?,"
                                + " last_answer = ?, lease_owner = '', lease_until = 0"
                                + " WHERE id = ? AND lease_owner = ? AND state = 'new'",
                        next,
                        answer,
                        id,
                        owner)
                > 0;
    }

    /** Sent or failed; its words, with the secret link in them, are wiped. */
    boolean finish(Tx tx, long id, String owner, NoticeState state, String answer, Instant now) {
        int changed =
                tx.update(
                        "UPDATE notices SET state = ?, attempts = attempts + 1, last_answer = ?,"
                                + " lease_owner = '', lease_until = 0, done_at = ?"
                                + " WHERE id = ? AND lease_owner = ? AND state = 'new'",
                        state,
                        answer,
                        now,
                        id,
                        owner);
        if (changed > 0) {
            tx.update("DELETE FROM notice_words WHERE notice_id = ?", id);
        }
        return changed > 0;
    }

    /** Fails what waits of a kind for a user and is not under way: a later one takes its place. */
    int replace(Tx tx, AccountId account, long user, String kind, Instant now) {
        List<Long> ids =
                tx.query(
                        "SELECT id FROM notices WHERE account_id = ? AND user_id = ? AND kind = ?"
                                + " AND state = 'new' AND lease_until <= ?",
                        row -> row.number(1),
                        account.value(),
                        user,
                        kind,
                        now);
        for (Long id : ids) {
            tx.update(
                    "UPDATE notices SET state = 'failed', last_answer = '"
                            + REPLACED
                            + "', lease_owner = '', lease_until = 0, done_at = ? WHERE id = ?",
                    now,
                    id);
            tx.update("DELETE FROM notice_words WHERE notice_id = ?", id);
        }
        return ids.size();
    }

    Optional<NoticeStatus> last(Tx tx, AccountId account, long user, String kind) {
        return tx.one(
                "SELECT id, kind, recipient, state, attempts, next_attempt_at, last_answer,"
                        + " created_at, done_at FROM notices"
                        + " WHERE account_id = ? AND user_id = ? AND kind = ?"
                        + " ORDER BY id DESC LIMIT 1",
                SqlNoticeStore::status,
                account.value(),
                user,
                kind);
    }

    long countOf(Tx tx, AccountId account) {
        return tx.number("SELECT count(*) FROM notices WHERE account_id = ?", account.value());
    }

    int deleteOf(Tx tx, AccountId account) {
        tx.update(
                "DELETE FROM notice_words WHERE notice_id IN"
                        + " (SELECT id FROM notices WHERE account_id = ?)",
                account.value());
        return tx.update("DELETE FROM notices WHERE account_id = ?", account.value());
    }

    int deleteOf(Tx tx, AccountId account, long user) {
        tx.update(
                "DELETE FROM notice_words WHERE notice_id IN"
                        + " (SELECT id FROM notices WHERE account_id = ? AND user_id = ?)",
                account.value(),
                user);
        return tx.update(
                "DELETE FROM notices WHERE account_id = ? AND user_id = ?", account.value(), user);
    }

    /** Forgets up to {@code most} that were done before {@code before}. */
    int forget(Tx tx, Instant before, int most) {
        return tx.update(
                "DELETE FROM notices WHERE id IN"
                        + " (SELECT id FROM notices WHERE done_at < ? ORDER BY done_at LIMIT ?)",
                before,
                most);
    }

    private static LeasedNotice claimed(Row row) {
        return new LeasedNotice(
                row.number(1),
                row.text(2),
                row.text(3),
                Language.of(row.text(4)),
                row.text(5),
                row.text(6),
                row.text(7),
                (int) row.number(8),
                row.time(9));
    }

    private static NoticeStatus status(Row row) {
        return new NoticeStatus(
                row.number(1),
                row.text(2),
                row.text(3),
                NoticeState.valueOf(row.text(4).toUpperCase(Locale.ROOT)),
                (int) row.number(5),
                row.time(6),
                row.text(7),
                row.time(8),
                row.timeOrNull(9));
    }
}
