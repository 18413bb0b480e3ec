package io.mailyard.messages;

import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.db.Row;
import io.mailyard.db.Tx;
import io.mailyard.routing.RoutingVersion;
import io.mailyard.senders.SenderId;
import io.mailyard.tariffs.Tariff;
import java.time.ZoneId;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Reads {@link AccountFacts} with one statement: every submitted message waits for it. */
final class SqlAccountFacts {
    private static final String SELECT =
            "SELECT a.is_active, a.is_frozen, a.deleted_at, a.timezone, t.messages_per_month, t.overrun,"
                    + " a.is_tariff_exceed, u.month, u.recipients,"
                    + " (SELECT sa.sender_id FROM sender_accounts sa JOIN senders s ON s.id = sa.sender_id"
                    + " WHERE sa.account_id = a.id AND s.type = 'akmta' AND s.deleted_at IS NULL"
                    + " ORDER BY sa.position LIMIT 1),"
                    + " coalesce((SELECT x.stamp FROM routing_stamps x WHERE x.account_id = 0), 0),"
                    + " coalesce((SELECT y.stamp FROM routing_stamps y WHERE y.account_id = a.id), 0),"
                    + " t.messages_per_day, t.messages_per_hour, t.burst, u.day, u.day_recipients, u.hour,"
                    + " u.hour_recipients, u.burst_until, u.month_told, u.day_told, u.hour_told"
                    + " FROM accounts a JOIN tariffs t ON t.id = a.tariff_id"
                    + " LEFT JOIN account_usage u ON u.account_id = a.id WHERE a.id = ?";

    /** Empty if the account does not exist. */
    Optional<AccountFacts> find(Tx tx, AccountId account) {
        return tx.one(SELECT, SqlAccountFacts::facts, account.value());
    }

    private static AccountFacts facts(Row row) {
        @Nullable Long month = row.numberOrNull(8);
        @Nullable Long sender = row.numberOrNull(10);
        return new AccountFacts(
                AccountState.of(row.flag(1), row.flag(2), row.timeOrNull(3) != null),
                ZoneId.of(row.text(4)),
                new TariffLimits(
                        row.number(5),
                        row.number(13),
                        row.number(14),
                        row.number(15),
                        Tariff.Overrun.valueOf(row.text(6).toUpperCase(Locale.ROOT))),
                row.flag(7),
                sender == null ? Optional.empty() : Optional.of(new SenderId(sender)),
                new RoutingVersion.Stamp(row.number(11), row.number(12)),
                month == null
                        ? Optional.empty()
                        : Optional.of(
                                new AccountUsage.UsageCounts(
                                        month,
                                        row.number(9),
                                        row.number(16),
                                        row.number(17),
                                        row.number(18),
                                        row.number(19),
                                        row.number(20),
                                        row.number(21),
                                        row.number(22),
                                        row.number(23))));
    }
}
