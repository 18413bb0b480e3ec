package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.db.Tx;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The store without the product: 32 threads that switch accounts off and on by the same statements
 * as the API's calls, in the same group commit, without HTTP, JSON, tokens, rules or hashes.
 */
public final class BareStore {
    private static final String SWITCH =
            "UPDATE accounts SET is_active = ?, updated_at = ? WHERE id = ?";
    private static final String COUNT =
            "INSERT INTO account_counts (tariff_id, is_active, is_frozen, is_deleted, accounts)"
                    + " VALUES (1, ?, 0, 0, ?) ON CONFLICT (tariff_id, is_active, is_frozen,"
                    + " is_deleted) DO UPDATE"
                    + " SET accounts = account_counts.accounts + excluded.accounts";
    private static final String AUDIT =
            "INSERT INTO audit (id, at, actor, address, user_agent, request_id, action,"
                    + " object_type, object_id, account_id, before, after, hash) VALUES (?, ?,"
                    + " 'token:admin', '127.0.0.1', '', '0123456789-abc', ?, 'account', ?, ?, ?,"
                    + " ?, '0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef')";
    private static final int CLIENTS = 32;
    private static final int ACCOUNTS = 4;

    private final Database database;

    private BareStore(Database database) {
        this.database = database;
    }

    /** {@code FOLDER}: then for each line with a number of milliseconds a run of that length. */
    public static void main(String[] args) throws IOException, InterruptedException {
        try (Database database =
                Stores.open(StoreConfig.embedded(), Path.of(args[0]), Clock.systemUTC())) {
            Fill.tariff(database);
            Fill.accounts(database, CLIENTS * ACCOUNTS);
            BareStore store = new BareStore(database);
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                long start = System.nanoTime();
                long count = store.run(start + Long.parseLong(line) * 1_000_000);
                System.out.println(count + " " + (System.nanoTime() - start));
            }
        }
    }

    private long run(long end) throws InterruptedException {
        AtomicLong total = new AtomicLong();
        List<Thread> threads = new ArrayList<>();
        for (int client = 0; client < CLIENTS; client++) {
            int from = 1 + client * ACCOUNTS;
            threads.add(Thread.ofVirtual().start(() -> total.addAndGet(client(from, end))));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        return total.get();
    }

    private long client(int from, long end) {
        long count = 0;
        for (boolean on = false; System.nanoTime() < end; on = !on) {
            for (int i = 0; i < ACCOUNTS; i++) {
                Change change = new Change(from + i, on);
                database.write(tx -> change(tx, change));
                count++;
            }
        }
        return count;
    }

    private record Change(long account, boolean on) {}

    private static int change(Tx tx, Change change) {
        tx.stage(AUDITED, change);
        tx.stage(COUNTED, change);
        return tx.update(SWITCH, change.on(), System.currentTimeMillis(), change.account());
    }

    private static final GroupStage<Change> AUDITED =
            (tx, changes) -> {
                long id =
                        tx.one("SELECT id FROM audit_head WHERE one = 1", row -> row.number(1))
                                .orElseThrow();
                List<@Nullable Object[]> rows = new ArrayList<>(changes.size());
                for (Change change : changes) {
                    id++;
                    String action = change.on() ? "accounts.activate" : "accounts.deactivate";
                    String before = "{\"is_active\":" + !change.on() + "}";
                    String after = "{\"is_active\":" + change.on() + "}";
                    String object = Long.toString(change.account());
                    rows.add(
                            new @Nullable Object[] {
                                id,
                                System.currentTimeMillis(),
                                action,
                                object,
                                change.account(),
                                before,
                                after
                            });
                }
                tx.updateAll(AUDIT, rows);
                tx.update("UPDATE audit_head SET id = ?, hash = hash WHERE one = 1", id);
            };

    private static final GroupStage<Change> COUNTED =
            (tx, changes) -> {
                long on = changes.stream().filter(Change::on).count();
                long more = 2 * on - changes.size();
                if (more != 0) {
                    tx.updateAll(
                            COUNT,
                            List.of(
                                    new @Nullable Object[] {true, more},
                                    new @Nullable Object[] {false, -more}));
                }
            };
}
