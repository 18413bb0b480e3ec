package io.mailyard.bench;

import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Fills a store with accounts, past the API: by its statements, thousands in a transaction. */
final class Fill {
    private static final int STEP = 5000;

    private static final String ACCOUNT =
            "INSERT INTO accounts (id, name, title, timezone, tariff_id, reports_day, reports_hour,"
                    + " force_2fa_auth, pushes_enabled, custom_push_domain, is_smart,"
                    + " pixels_enabled, track_email_replies, external_data_connectors, is_active,"
                    + " is_frozen, is_subscribers_suspend_all, is_tariff_exceed, created_at,"
                    + " updated_at, name_key, title_key)"
                    + " VALUES (?, ?, ?, ?, 1, 1, 9, 0, 0, '', 0, 0, 0, '', 1, 0, 0, 0, ?, ?, ?, ?)";

    private static final String USER =
            "INSERT INTO users (id, account_id, login, login_key, first_name, last_name, email,"
                    + " notify_email, phone, lang, active, master, must_change_password, alerts,"
                    + " created_at, updated_at)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, 'EN', 1, 0, 0, '', ?, ?)";

    private static final String COUNT =
            "INSERT INTO account_counts (tariff_id, is_active, is_frozen, is_deleted, accounts)"
                    + " VALUES (1, 1, 0, 0, ?) ON CONFLICT (tariff_id, is_active, is_frozen,"
                    + " is_deleted) DO UPDATE"
                    + " SET accounts = account_counts.accounts + excluded.accounts";

    private Fill() {}

    /** Adds so many active accounts of tariff 1. */
    static void accounts(Database database, long count) {
        for (long done = 0; done < count; done += STEP) {
            int step = (int) Math.min(STEP, count - done);
            database.write(tx -> step(tx, step));
        }
    }

    /** Adds so many users to each of the accounts 1 to {@code accounts}. */
    static void users(Database database, long accounts, int each) {
        for (long from = 1; from <= accounts; from += STEP / each) {
            long first = from;
            long last = Math.min(accounts, from + STEP / each - 1);
            database.write(tx -> users(tx, first, last, each));
        }
    }

    private static int users(Tx tx, long first, long last, int each) {
        long now = System.currentTimeMillis();
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (long account = first; account <= last; account++) {
            for (int i = 0; i < each; i++) {
                long id = tx.nextId("users");
                String login = "user" + id;
                String email = login + "@example.com";
                String phone = "+44700" + (900_000 + id);
                rows.add(
                        new @Nullable Object[] {
                            id,
                            account,
                            login,
                            login,
                            "First" + id,
                            "Last" + id,
                            email,
                            email,
                            phone,
                            now,
                            now
                        });
            }
        }
        tx.updateAll(USER, rows);
        return rows.size();
    }

    /** The tariff that the server makes at its first start. */
    static void tariff(Database database) {
        database.write(tx ->
                tx.update(
                        "INSERT INTO tariffs (id, name, messages_per_month, api_calls_per_minute,"
                                + " overrun, created_at, updated_at)"
                                + " VALUES (?, 'default', 0, 0, 'refuse', 0, 0)",
                        tx.nextId("tariffs")));
    }

    private static int step(Tx tx, int count) {
        long now = System.currentTimeMillis();
        List<@Nullable Object[]> rows = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            long id = tx.nextId("accounts");
            String name = "bench" + id;
            String title = "Bench account " + id;
            rows.add(
                    new @Nullable Object[] {
                        id, name, title, "Europe/Berlin", now, now, name, "bench account " + id
                    });
        }
        tx.updateAll(ACCOUNT, rows);
        return tx.update(COUNT, count);
    }
}
