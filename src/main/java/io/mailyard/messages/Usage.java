package io.mailyard.messages;

import io.mailyard.accounts.Dependent;
import io.mailyard.base.AccountId;
import io.mailyard.db.Stage;
import io.mailyard.db.Tx;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many recipients each account's messages had in the present month, in the table {@code
 * account_usage}. Where a tariff has a limit it is counted at once, for the next message of the
 * same group of writes has to know; where none has, once a group for all.
 */
final class Usage implements Dependent {
    /** A clock that is set back does not begin an old month anew. */
    private static final String ADD =
            "INSERT INTO account_usage (account_id, month, recipients) VALUES (?, ?, ?)"
                    + " ON CONFLICT (account_id) DO UPDATE SET recipients = CASE"
                    + " WHEN account_usage.month >= excluded.month"
                    + " THEN account_usage.recipients + excluded.recipients ELSE excluded.recipients END,"
                    + " month = CASE WHEN account_usage.month >= excluded.month"
                    + " THEN account_usage.month ELSE excluded.month END";

    private final Stage<Step> unlimited = Usage::flush;

    /** Recipients in a month; see {@link #month}. */
    record Counted(long month, long recipients) {
        /** How many there were in this month. */
        long in(long asked) {
            return month >= asked ? recipients : 0;
        }
    }

    private record Step(AccountId account, long month, long recipients) {}

    /** The number of the month that a moment lies in. */
    static long month(Instant at, ZoneId zone) {
        ZonedDateTime there = at.atZone(zone);
        return there.getYear() * 12L + there.getMonthValue() - 1;
    }

    void add(Tx tx, AccountId account, long month, long recipients, boolean limited) {
        if (limited) {
            tx.update(ADD, account.value(), month, recipients);
        } else {
            tx.stage(unlimited, new Step(account, month, recipients));
        }
    }

    private static void flush(Tx tx, List<Step> steps) {
        Map<AccountId, Step> sums = new LinkedHashMap<>();
        steps.forEach(step ->
                sums.merge(
                        step.account(),
                        step,
                        (one, other) ->
                                new Step(
                                        one.account(),
                                        Math.max(one.month(), other.month()),
                                        one.recipients() + other.recipients())));
        List<@Nullable Object[]> rows = new ArrayList<>(sums.size());
        sums.values()
                .forEach(sum ->
                        rows.add(
                                new @Nullable Object[] {
                                    sum.account().value(), sum.month(), sum.recipients()
                                }));
        tx.updateAll(ADD, rows);
    }

    @Override
    public String noun() {
        return "months counted";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return tx.number(
                "SELECT count(*) FROM account_usage WHERE account_id = ?", account.value());
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        tx.update("DELETE FROM account_usage WHERE account_id = ?", account.value());
    }
}
