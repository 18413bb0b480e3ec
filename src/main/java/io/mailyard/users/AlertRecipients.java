package io.mailyard.users;

import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.templates.Language;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Finds the users who get alerts and reports by mail. */
public final class AlertRecipients {
    /** Of one account and kind: a team; more get none. */
    private static final int MOST = 100;

    private static final String WANTS = "(' ' || alerts || ' ') LIKE ?";

    private AlertRecipients() {}

    /**
     * A user who gets an alert or a report.
     *
     * @param address where it goes: the user's {@code notify_email}
     * @param timezone empty: the account's
     */
    public record AlertRecipient(
            long user,
            String login,
            String address,
            Language language,
            Optional<ZoneId> timezone) {}

    /**
     * Active users of an account who have it on and an address for it, ascending by id, at most
     * 100; users with the same address count as one, the first.
     *
     * @param alert one of {@link User#ALERT_PARAMS}
     */
    public static List<AlertRecipient> of(Tx tx, AccountId account, String alert) {
        Map<String, AlertRecipient> found = new TreeMap<>();
        List<AlertRecipient> recipients = new ArrayList<>();
        for (AlertRecipient recipient :
                tx.query(
                        "SELECT id, login, notify_email, lang, timezone FROM users WHERE account_id = ?"
                                + " AND active = 1 AND notify_email <> '' AND alerts <> '' AND "
                                + WANTS
                                + " ORDER BY id LIMIT ?",
                        row ->
                                new AlertRecipient(
                                        row.number("id"),
                                        row.text("login"),
                                        row.text("notify_email"),
                                        Language.of(row.text("lang")),
                                        zone(row.text("timezone"))),
                        account.value(),
                        like(alert),
                        MOST)) {
            String key = recipient.address().toLowerCase(Locale.ROOT);
            if (found.putIfAbsent(key, recipient) == null) {
                recipients.add(recipient);
            }
        }
        return recipients;
    }

    /**
     * A user by login, whatever they have on; a user without {@code notify_email} has an empty
     * address.
     *
     * @throws ApiException 404 if there is none, 403 if the user is switched off
     */
    public static AlertRecipient named(Tx tx, AccountId account, Login login) {
        User user =
                new UserStore()
                        .find(tx, account, login)
                        .orElseThrow(() ->
                                ApiException.notFound(
                                        "no user '" + login + "' in account " + account.value()));
        if (!user.active()) {
            throw ApiException.forbidden(
                    "user '" + login + "' is switched off: no mail goes to them");
        }
        return new AlertRecipient(
                user.id().value(),
                user.login().text(),
                user.notifyEmail(),
                Language.of(user.lang()),
                user.timezone());
    }

    private static Optional<ZoneId> zone(String stored) {
        return stored.isEmpty() ? Optional.empty() : Optional.of(ZoneId.of(stored));
    }

    /** Accounts after one, ascending, that have active users with one of these alerts on. */
    public static List<AccountId> accounts(Tx tx, List<String> alerts, long after, int limit) {
        List<@Nullable Object> args = new ArrayList<>(List.of(after));
        alerts.forEach(alert -> args.add(like(alert)));
        args.add(limit);
        return tx.query(
                "SELECT DISTINCT account_id FROM users WHERE alerts <> '' AND active = 1"
                        + " AND account_id > ? AND ("
                        + String.join(" OR ", Collections.nCopies(alerts.size(), WANTS))
                        + ") ORDER BY account_id LIMIT ?",
                row -> new AccountId(row.number("account_id")),
                args.toArray());
    }

    /** A user of an account. */
    public record AlertedUser(AccountId account, long user) {}

    /** Active users of some accounts who have it on and an address for it. */
    public static List<AlertedUser> of(Tx tx, List<AccountId> accounts, String alert) {
        return InClause.query(
                tx,
                "SELECT account_id, id FROM users WHERE active = 1 AND notify_email <> ''"
                        + " AND alerts <> '' AND "
                        + WANTS
                        + " AND account_id IN {list}",
                accounts.stream().map(AccountId::value).toList(),
                row -> new AlertedUser(new AccountId(row.number("account_id")), row.number("id")),
                like(alert));
    }

    private static String like(String alert) {
        return "% " + alert + " %";
    }
}
