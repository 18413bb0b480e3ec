package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.routing.RoutingVersion;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderId;
import io.mailyard.tariffs.Tariff;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@link AccountFacts} with one statement: every submitted message waits for it. */
final class SqlAccountFacts {
    private static final String SELECT =
            """
            SELECT a.is_active, a.is_frozen, a.deleted_at, a.timezone, a.is_tariff_exceed,
              t.messages_per_month, t.messages_per_day, t.messages_per_hour, t.burst, t.overrun,
              (SELECT sa.sender_id FROM sender_accounts sa JOIN senders s ON s.id = sa.sender_id
                WHERE sa.account_id = a.id AND s.type = '%s' AND s.deleted_at IS NULL
                ORDER BY sa.position LIMIT 1) AS first_sender,
              coalesce((SELECT x.stamp FROM routing_stamps x WHERE x.account_id = 0), 0) AS every_stamp,
              coalesce((SELECT y.stamp FROM routing_stamps y WHERE y.account_id = a.id), 0) AS own_stamp,
              u.month, u.recipients, u.day, u.day_recipients, u.hour, u.hour_recipients, u.burst_until,
              u.month_told, u.day_told, u.hour_told
            FROM accounts a JOIN tariffs t ON t.id = a.tariff_id
              LEFT JOIN account_usage u ON u.account_id = a.id
            WHERE a.id = ?
            """
                    .formatted(Sender.AKMTA);

    /** Empty if the account does not exist. */
    Optional<AccountFacts> find(Tx tx, AccountId account) {
        return tx.one(SELECT, SqlAccountFacts::facts, account.value());
    }

    private static AccountFacts facts(Row row) {
        @Nullable Long sender = row.numberOrNull("first_sender");
        return new AccountFacts(
                AccountState.of(
                        row.flag("is_active"),
                        row.flag("is_frozen"),
                        row.timeOrNull("deleted_at") != null),
                ZoneId.of(row.text("timezone")),
                new TariffLimits(
                        row.number("messages_per_month"),
                        row.number("messages_per_day"),
                        row.number("messages_per_hour"),
                        row.number("burst"),
                        Tariff.Overrun.valueOf(row.text("overrun").toUpperCase(Locale.ROOT))),
                row.flag("is_tariff_exceed"),
                sender == null ? Optional.empty() : Optional.of(new SenderId(sender)),
                new RoutingVersion.Stamp(row.number("every_stamp"), row.number("own_stamp")),
                row.numberOrNull("month") == null
                        ? Optional.empty()
                        : Optional.of(AccountUsage.UsageCounts.read(row)));
    }
}
