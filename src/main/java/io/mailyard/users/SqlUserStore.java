package io.mailyard.users;

import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Users in the table {@code users}. */
final class SqlUserStore implements UserStore {
    private static final String COLUMNS =
            "id, account_id, login, first_name, last_name, email, notify_email, phone, lang, active,"
                    + " master, must_change_password, alerts, created_at, updated_at";
    private static final String SELECT =
            "SELECT " + COLUMNS + ", password_hash FROM users WHERE account_id = ?";

    @Override
    public Optional<User> find(Tx tx, AccountId account, Login login) {
        return tx
                .query(
                        SELECT
                                + " AND login_key IN (?, ?)"
                                + " ORDER BY CASE WHEN login_key = ? THEN 0 ELSE 1 END",
                        SqlUserStore::user,
                        account.value(),
                        login.keys().getFirst(),
                        login.keys().getLast(),
                        login.keys().getFirst())
                .stream()
                .findFirst();
    }

    @Override
    public Optional<User> find(Tx tx, AccountId account, UserId id) {
        return tx.one(SELECT + " AND id = ?", SqlUserStore::user, account.value(), id.value());
    }

    @Override
    public List<User> list(Tx tx, AccountId account, UserFilter filter, String fromKey, int limit) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(account.value());
        String where = where(filter, args);
        args.add(fromKey);
        args.add(limit);
        return tx.query(
                SELECT + where + " AND login_key >= ? ORDER BY login_key LIMIT ?",
                SqlUserStore::user,
                args.toArray());
    }

    @Override
    public long count(Tx tx, AccountId account, UserFilter filter) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(account.value());
        String where = where(filter, args);
        return tx.number("SELECT count(*) FROM users WHERE account_id = ?" + where, args.toArray());
    }

    private static String where(UserFilter filter, List<@Nullable Object> args) {
        StringBuilder where = new StringBuilder();
        filter.active()
                .ifPresent(on -> {
                    where.append(" AND active = ?");
                    args.add(on);
                });
        filter.master()
                .ifPresent(on -> {
                    where.append(" AND master = ?");
                    args.add(on);
                });
        filter.lang()
                .ifPresent(lang -> {
                    where.append(" AND lang = ?");
                    args.add(lang);
                });
        return where.toString();
    }

    @Override
    public void insert(Tx tx, AccountId account, User user, Optional<String> passwordHash) {
        User.Profile profile = user.profile();
        tx.update(
                "INSERT INTO users ("
                        + COLUMNS
                        + ", password_hash, login_key)"
                        + " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                user.id().value(),
                account.value(),
                user.login().text(),
                profile.firstName(),
                profile.lastName(),
                profile.email(),
                profile.notifyEmail(),
                profile.phone(),
                profile.lang(),
                user.active(),
                user.master(),
                user.mustChangePassword(),
                words(user.alerts()),
                user.createdAt(),
                user.updatedAt(),
                passwordHash.orElse(null),
                user.login().key());
    }

    @Override
    public void update(Tx tx, AccountId account, User user) {
        User.Profile profile = user.profile();
        tx.update(
                "UPDATE users SET login = ?, login_key = CASE WHEN login = ? THEN login_key ELSE ? END, first_name = ?, last_name = ?, email = ?, notify_email = ?, phone = ?,"
                        + " lang = ?, active = ?, master = ?, must_change_password = ?, alerts = ?, updated_at = ?"
                        + " WHERE account_id = ? AND id = ?",
                user.login().text(),
                user.login().text(),
                user.login().key(),
                profile.firstName(),
                profile.lastName(),
                profile.email(),
                profile.notifyEmail(),
                profile.phone(),
                profile.lang(),
                user.active(),
                user.master(),
                user.mustChangePassword(),
                words(user.alerts()),
                user.updatedAt(),
                account.value(),
                user.id().value());
    }

    @Override
    public void setPassword(
            Tx tx, AccountId account, UserId user, String passwordHash, boolean mustChange) {
        tx.update(
                "UPDATE users SET password_hash = ?, must_change_password = ? WHERE account_id = ? AND id = ?",
                passwordHash,
                mustChange,
                account.value(),
                user.value());
    }

    @Override
    public void delete(Tx tx, AccountId account, UserId user) {
        tx.update(
                "DELETE FROM users WHERE account_id = ? AND id = ?", account.value(), user.value());
    }

    @Override
    public void deleteAll(Tx tx, AccountId account) {
        tx.update("DELETE FROM users WHERE account_id = ?", account.value());
    }

    private static User user(Row row) {
        return new User(
                new UserId(row.number(1)),
                new AccountId(row.number(2)),
                new Login(row.text(3)),
                new User.Profile(
                        row.text(4),
                        row.text(5),
                        row.text(6),
                        row.text(7),
                        row.text(8),
                        row.text(9)),
                row.flag(10),
                row.flag(11),
                row.textOrNull(16) != null,
                row.flag(12),
                alerts(row.text(13)),
                row.time(14),
                row.time(15));
    }

    /** Alerts are kept as the words that are on. */
    private static String words(Alerts alerts) {
        List<String> words = new ArrayList<>();
        UserBody.ALERT_WORDS.forEach((word, on) -> {
            if (on.test(alerts)) {
                words.add(word);
            }
        });
        return String.join(" ", words);
    }

    private static Alerts alerts(String text) {
        if (text.isEmpty()) {
            return Alerts.NONE;
        }
        Set<String> on = Set.copyOf(Arrays.asList(text.split(" ")));
        return new Alerts(
                on.contains("limits"),
                on.contains("complaints"),
                on.contains("hard_bounces"),
                on.contains("soft_bounces"),
                on.contains("daily_reports"),
                on.contains("weekly_reports"));
    }
}
