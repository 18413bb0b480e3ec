package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.InClause;
import io.mailyard.db.Removal;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Keeps SMTP conversations for a time and within a space, of which an account has a share at most.
 * What exceeds them is removed in the background, the oldest first; an account far over its share
 * gets no more until then.
 */
public final class ConversationStore implements Removal.RemovalTask {
    private static final String ADD_SPACE =
            "INSERT INTO conversation_space (account_id, octets) VALUES (?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE SET octets = conversation_space.octets + excluded.octets";

    /** An account's share of the space: ten accounts in trouble do not affect the others. */
    private static final int SHARES = 10;

    private final Database database;
    private final ConversationKeeping keeping;
    private final InstantSource clock;
    private final GroupStage<SmtpConversation> stage = this::store;

    ConversationStore(Database database, ConversationKeeping keeping, InstantSource clock) {
        this.database = database;
        this.keeping = keeping;
        this.clock = clock;
    }

    /** Adds a conversation at the end of the write group. */
    public void add(Tx tx, SmtpConversation conversation) {
        tx.stage(stage, conversation);
    }

    private long share() {
        return keeping.octets() / SHARES;
    }

    private void store(Tx tx, List<SmtpConversation> conversations) {
        Map<Long, Long> space = new HashMap<>();
        InClause.query(
                        tx,
                        "SELECT account_id, octets FROM conversation_space WHERE account_id IN {list}",
                        conversations.stream()
                                .map(each -> each.account().value())
                                .distinct()
                                .toList(),
                        row -> Map.entry(row.number("account_id"), row.number("octets")))
                .forEach(entry -> space.put(entry.getKey(), entry.getValue()));
        List<@Nullable Object[]> rows = new ArrayList<>();
        Map<Long, Long> added = new TreeMap<>();
        for (SmtpConversation each : conversations) {
            long account = each.account().value();
            long octets = each.text().getBytes(StandardCharsets.UTF_8).length;
            long has = space.getOrDefault(account, 0L) + added.getOrDefault(account, 0L);
            // A quarter over the share is what the removal of the oldest may lag behind.
            if (has + octets <= share() + share() / 4) {
                added.merge(account, octets, Long::sum);
                rows.add(
                        new @Nullable Object[] {
                            each.message(), each.id(), account, each.at(), octets, each.text()
                        });
            }
        }
        tx.updateAll(
                "INSERT INTO conversations (message_id, id, account_id, at, octets, conversation)"
                        + " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (message_id, id) DO NOTHING",
                rows);
        // In the order of accounts, so that two servers do not wait for each other.
        tx.updateAll(ADD_SPACE, rows(added));
    }

    private static List<@Nullable Object[]> rows(Map<Long, Long> byAccount) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        byAccount.forEach((account, octets) -> rows.add(new @Nullable Object[] {account, octets}));
        return rows;
    }

    /** A conversation of a message of the account. */
    public Optional<SmtpConversation> find(Tx tx, AccountId account, long message, long id) {
        return tx.one(
                "SELECT at, conversation FROM conversations"
                        + " WHERE message_id = ? AND id = ? AND account_id = ?",
                row ->
                        new SmtpConversation(
                                account, message, id, row.time("at"), row.text("conversation")),
                message,
                id,
                account.value());
    }

    void deleteAll(Tx tx, AccountId account) {
        tx.update("DELETE FROM conversations WHERE account_id = ?", account.value());
        tx.update("DELETE FROM conversation_space WHERE account_id = ?", account.value());
    }

    private record StoredConversation(long message, long id, long account, long octets) {
        static final String SELECT =
                "SELECT message_id, id, account_id, octets FROM conversations ";

        static StoredConversation read(Row row) {
            return new StoredConversation(
                    row.number("message_id"),
                    row.number("id"),
                    row.number("account_id"),
                    row.number("octets"));
        }
    }

    @Override
    public Removal.RemovalStep remove(int most) {
        List<StoredConversation> old = database.read(tx -> removable(tx, most));
        return old.isEmpty()
                ? Removal.RemovalStep.NOTHING
                : Removal.timed(database, true, tx -> delete(tx, old));
    }

    /** The oldest of those past their time, of an account over its share, or of all. */
    private List<StoredConversation> removable(Tx tx, int most) {
        List<StoredConversation> old =
                tx.query(
                        StoredConversation.SELECT + "WHERE at < ? ORDER BY at LIMIT ?",
                        StoredConversation::read,
                        limit(),
                        most);
        if (!old.isEmpty()) {
            return old;
        }
        Optional<Long> over =
                tx.one(
                        "SELECT account_id FROM conversation_space WHERE octets > ?"
                                + " ORDER BY octets DESC LIMIT 1",
                        row -> row.number(),
                        share());
        if (over.isPresent()) {
            return tx.query(
                    StoredConversation.SELECT + "WHERE account_id = ? ORDER BY at LIMIT ?",
                    StoredConversation::read,
                    over.get(),
                    most);
        }
        boolean full =
                tx.number("SELECT coalesce(sum(octets), 0) FROM conversation_space")
                        > keeping.octets();
        return full
                ? tx.query(
                        StoredConversation.SELECT + "ORDER BY at LIMIT ?",
                        StoredConversation::read,
                        most)
                : List.of();
    }

    private static int delete(Tx tx, Collection<StoredConversation> old) {
        Map<Long, Long> freed = new TreeMap<>();
        List<@Nullable Object[]> keys = new ArrayList<>();
        for (StoredConversation each : old) {
            keys.add(new @Nullable Object[] {each.message(), each.id()});
            freed.merge(each.account(), -each.octets(), Long::sum);
        }
        tx.updateAll("DELETE FROM conversations WHERE message_id = ? AND id = ?", keys);
        tx.updateAll(ADD_SPACE, rows(freed));
        tx.update("DELETE FROM conversation_space WHERE octets <= 0");
        return keys.size();
    }

    @Override
    public Duration behind() {
        Instant oldest =
                database.readOne(tx ->
                                tx.one(
                                        "SELECT at FROM conversations ORDER BY at LIMIT 1",
                                        row -> row.time("at")))
                        .orElse(null);
        return Removal.behind(oldest, limit());
    }

    private Instant limit() {
        return clock.instant().minus(keeping.keep());
    }
}
