package io.mailyard.queue;

import io.mailyard.accounts.AccountStateListener;
import io.mailyard.base.AccountId;
import io.mailyard.base.Page;
import io.mailyard.db.SortedList.SortedPage;
import io.mailyard.lanes.QueueScope;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeSet;

/** A model of what suspends mail: states of accounts, holds, and senders that are deleted. */
final class SuspensionModel {
    private final QueueHarness harness;
    private final Map<AccountId, Set<AccountStateListener.Transition>> states =
            new LinkedHashMap<>();

    SuspensionModel(QueueHarness harness) {
        this.harness = harness;
    }

    /** The states that stop an account; the caller adds and removes them. */
    Set<AccountStateListener.Transition> states(AccountId account) {
        return states.computeIfAbsent(account, _ -> new TreeSet<>());
    }

    /** The queued recipients for which there is a reason to be suspended. */
    Set<Long> suspended() {
        record Queued(long id, long sender, AccountId account, long campaign, String isp) {}
        List<Queued> queued =
                harness.database.read(tx ->
                        tx.query(
                                "SELECT r.id, l.sender_id, l.account_id, l.campaign_id, l.isp FROM recipients r"
                                        + " JOIN lanes l ON l.id = r.lane_id WHERE r.state <= 2 AND l.purged = 0",
                                row ->
                                        new Queued(
                                                row.number(1),
                                                row.number(2),
                                                new AccountId(row.number(3)),
                                                row.number(4),
                                                row.text(5))));
        List<Hold> holds =
                harness.queue
                        .holds()
                        .list(
                                Optional.empty(),
                                Optional.empty(),
                                "",
                                new SortedPage("id", "", new Page(1, 1000)))
                        .slice()
                        .rows();
        Set<Long> suspended = new TreeSet<>();
        for (Queued one : queued) {
            QueueScope scope =
                    new QueueScope(
                            OptionalLong.of(one.sender()),
                            OptionalLong.of(one.account().value()),
                            OptionalLong.of(one.campaign()),
                            one.isp());
            if (!states(one.account()).isEmpty()
                    || one.sender() == 0
                    || !harness.senders.lives(one.sender())
                    || holds.stream().anyMatch(hold -> hold.scope().contains(scope))) {
                suspended.add(one.id());
            }
        }
        return suspended;
    }
}
