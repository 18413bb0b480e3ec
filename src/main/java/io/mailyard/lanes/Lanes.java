package io.mailyard.lanes;

import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.db.InClause;
import io.mailyard.db.Tx;
import io.mailyard.lanes.StagedChange.LaneStep;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Access to the table {@code lanes}. */
public final class Lanes {
    /** Later than any real time and far from an overflow: the end of the year 9999. */
    public static final long NEVER = 253_402_300_799_999L;

    /** Keys per statement. */
    private static final int ASKED = 64;

    private static final String INSERT =
            "INSERT INTO lanes (id, sender_id, vsender_id, account_id, campaign_id, isp, domain, fresh, retry, proc, due_at,"
                    + " expires_at, clock_offset, stopped_at, account_state, purged, tie_version, accepted_at, named)"
                    + " VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, 0, NULL, ?, 0, 0, ?, ?)";
    private static final String FIND =
            "SELECT "
                    + Lane.COLUMNS
                    + " FROM lanes WHERE account_id = ? AND campaign_id = ? AND purged = 0 AND ";

    /** Times only decrease while a lane has mail; an empty lane takes the new ones. */
    private static final String STEP =
            "UPDATE lanes SET fresh = fresh + ?, retry = retry + ?, proc = proc + ?,"
                    + " due_at = CASE WHEN fresh + retry = 0 OR ? < due_at THEN ? ELSE due_at END,"
                    + " expires_at = CASE WHEN fresh + retry = 0 OR ? < expires_at THEN ? ELSE expires_at END,"
                    + " accepted_at = CASE WHEN ? > accepted_at THEN ? ELSE accepted_at END WHERE id = ?";

    private final Accounts accounts;

    public Lanes(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Finds or creates the lanes of a message's recipients. */
    public Map<LaneKey, Lane> of(Tx tx, AcceptedMessage mail) {
        Set<LaneKey> keys = new LinkedHashSet<>();
        mail.recipients().forEach(recipient -> keys.add(LaneKey.of(recipient)));
        return of(tx, new LaneOwner(mail.account(), mail.campaignId()), keys, mail.acceptedAt());
    }

    /** Owner of lanes. */
    public record LaneOwner(AccountId account, long campaign) {}

    /** Finds or creates the lanes of these keys. */
    public Map<LaneKey, Lane> of(Tx tx, LaneOwner owner, Set<LaneKey> wanted, Instant at) {
        Set<LaneKey> keys = new LinkedHashSet<>(wanted);
        Map<LaneKey, Lane> lanes = new HashMap<>();
        List<LaneKey> asked = List.copyOf(keys);
        for (int from = 0; from < asked.size(); from += ASKED) {
            List<LaneKey> laneKeys = asked.subList(from, Math.min(asked.size(), from + ASKED));
            for (Lane lane : find(tx, owner, laneKeys)) {
                lanes.putIfAbsent(lane.key(), lane);
            }
        }
        keys.removeAll(lanes.keySet());
        if (!keys.isEmpty()) {
            create(tx, owner, keys, at, lanes);
        }
        return lanes;
    }

    /** Finds lanes in order of id, including those of other senders. */
    private static List<Lane> find(Tx tx, LaneOwner owner, List<LaneKey> keys) {
        List<@Nullable Object> args = new ArrayList<>();
        args.add(owner.account().value());
        args.add(owner.campaign());
        if (keys.size() == 1) {
            args.add(keys.getFirst().isp());
            args.add(keys.getFirst().domain());
            return tx.query(
                    FIND + "isp = ? AND domain = ? ORDER BY id", Lane::read, args.toArray());
        }
        int padded = InClause.size(keys.size());
        for (int i = 0; i < padded; i++) {
            LaneKey key = keys.get(Math.min(i, keys.size() - 1));
            args.add(key.isp());
            args.add(key.domain());
        }
        String pairs = "(isp, domain) IN (VALUES (?, ?)" + ", (?, ?)".repeat(padded - 1) + ")";
        return tx.query(FIND + pairs + " ORDER BY id", Lane::read, args.toArray());
    }

    private void create(
            Tx tx, LaneOwner owner, Set<LaneKey> keys, Instant at, Map<LaneKey, Lane> lanes) {
        AccountId account = owner.account();
        String state =
                AccountId.isPlatform(account.value())
                        ? ""
                        : accounts.stopped(tx, List.of(account)).getOrDefault(account, "");
        List<@Nullable Object[]> rows = new ArrayList<>();
        for (LaneKey key : keys) {
            long id = tx.nextId("lanes");
            rows.add(
                    new @Nullable Object[] {
                        id,
                        key.sender(),
                        key.vsender(),
                        account.value(),
                        owner.campaign(),
                        key.isp(),
                        key.domain(),
                        NEVER,
                        NEVER,
                        state,
                        at,
                        key.named()
                    });
            lanes.put(
                    key,
                    new Lane(
                            id,
                            key.sender(),
                            key.vsender(),
                            key.isp(),
                            key.domain(),
                            0,
                            null,
                            key.named()));
        }
        tx.updateAll(INSERT, rows);
        SuspensionUpdater.suspendNew(tx, account, owner.campaign(), at);
    }

    /** Applies changes of the counters. */
    public static void step(Tx tx, List<LaneStep> steps) {
        Map<Long, LaneStep> sums = new LinkedHashMap<>();
        steps.forEach(step -> sums.merge(step.lane(), step, LaneStep::plus));
        List<@Nullable Object[]> rows = new ArrayList<>(sums.size());
        for (LaneStep sum : sums.values()) {
            rows.add(
                    new @Nullable Object[] {
                        sum.fresh(),
                        sum.retry(),
                        sum.proc(),
                        sum.dueAt(),
                        sum.dueAt(),
                        sum.expiresAt(),
                        sum.expiresAt(),
                        sum.acceptedAt(),
                        sum.acceptedAt(),
                        sum.lane()
                    });
        }
        tx.updateAll(STEP, rows);
    }

    /** Removes lanes that are empty, got no mail since {@code before} and belong to no message. */
    public static void forget(Tx tx, List<Long> lanes, Instant before) {
        InClause.update(
                tx,
                "DELETE FROM lanes WHERE fresh + retry + proc = 0 AND purged <> 1 AND accepted_at < ? AND id IN {list}",
                lanes,
                before);
    }
}
