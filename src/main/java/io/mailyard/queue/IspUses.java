package io.mailyard.queue;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.lanes.QueueScope;
import java.util.List;
import java.util.stream.Stream;

/** Holds and waiting mail of an ISP: both go by its name, by which calls reach them. */
public final class IspUses {
    /** Maximum number of each kind that is named. */
    private static final int NAMED = 10;

    /** Maximum number of lanes examined for the accounts that are named. */
    private static final int LANES = 1_000;

    private IspUses() {}

    /**
     * Names of holds and of mail that waits, for example {@code the hold of sender 3, isp Acme}.
     */
    public static List<String> of(Tx tx, String isp) {
        Stream<String> holds =
                tx
                        .query(
                                "SELECT "
                                        + Hold.COLUMNS
                                        + " FROM holds WHERE kind = '"
                                        + Hold.KIND
                                        + "' AND isp = ? ORDER BY id LIMIT ?",
                                Hold::read,
                                isp,
                                NAMED)
                        .stream()
                        .map(Hold::scope)
                        .map(QueueScope::description)
                        .map(scope -> "the hold of " + scope);
        Stream<String> mail =
                tx
                        .query(
                                """
                                SELECT DISTINCT account_id FROM
                                  (SELECT account_id FROM lanes
                                  WHERE fresh + retry + proc > 0 AND isp = ? LIMIT ?) waiting
                                ORDER BY account_id LIMIT ?
                                """,
                                row -> row.number("account_id"),
                                isp,
                                LANES,
                                NAMED)
                        .stream()
                        .map(account ->
                                AccountId.isPlatform(account)
                                        ? "queued mail of the platform"
                                        : "queued mail of account " + account);
        return Stream.concat(holds, mail).distinct().toList();
    }
}
