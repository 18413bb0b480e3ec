package io.mailyard.senders;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.Params;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.db.Tx;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Assigns senders to accounts and withdraws them; each is a change of its own, of that account. */
final class SenderAssigner {
    /** Maximum number of accounts of one sender, since {@code get} lists them all. */
    static final int MOST = 100_000;

    private final Accounts accounts;
    private final Assignments assignments;
    private final List<SenderListener> watchers;

    SenderAssigner(Accounts accounts, Assignments assignments, List<SenderListener> watchers) {
        this.accounts = accounts;
        this.assignments = assignments;
        this.watchers = watchers;
    }

    /**
     * The accounts that a sender should have after a call; its present ones if the call names none.
     * Present ones may be deleted accounts.
     */
    List<AccountId> read(Tx tx, Params params, List<AccountId> assigned, MtaParser reading) {
        Optional<List<Long>> given = params.find(SenderBody.ACCOUNT_IDS);
        if (given.isEmpty()) {
            return assigned;
        }
        List<AccountId> wanted = given.get().stream().map(AccountId::new).toList();
        Set<AccountId> known = new HashSet<>(assigned);
        known.addAll(accounts.existing(tx, wanted));
        for (int i = 0; i < wanted.size(); i++) {
            if (!known.contains(wanted.get(i))) {
                reading.fault("account_ids[" + i + "]", "no account with id " + wanted.get(i));
            }
        }
        long taken = without(assigned, wanted).size();
        if (taken > SenderBody.MAX_ACCOUNTS) {
            reading.fault(
                    "account_ids",
                    "would take the sender from "
                            + taken
                            + " accounts, at most "
                            + SenderBody.MAX_ACCOUNTS
                            + " in one call: use senders/assign");
        }
        return wanted;
    }

    /** Present accounts keep their place, new ones follow in the order given. */
    void replace(Change change, Sender sender, List<AccountId> assigned, List<AccountId> wanted) {
        Set<AccountId> taken = without(assigned, wanted);
        Set<AccountId> given = without(wanted, assigned);
        if (assigned.size() - taken.size() + given.size() > MOST) {
            throw full(sender);
        }
        assignments.remove(change.tx(), taken, sender.id());
        taken.forEach(account -> record(change, sender, account, false));
        assignments.add(change.tx(), given, sender.id());
        given.forEach(account -> record(change, sender, account, true));
    }

    private static Set<AccountId> without(List<AccountId> some, List<AccountId> others) {
        Set<AccountId> left = new LinkedHashSet<>(some);
        left.removeAll(new HashSet<>(others));
        return left;
    }

    void assign(Change change, Sender sender, AccountId account) {
        if (assignments.has(change.tx(), account, sender.id())) {
            return;
        }
        if (assignments.accountsOf(change.tx(), sender.id()) >= MOST) {
            throw full(sender);
        }
        assignments.add(change.tx(), List.of(account), sender.id());
        record(change, sender, account, true);
    }

    void unassign(Change change, Sender sender, AccountId account) {
        if (assignments.has(change.tx(), account, sender.id())) {
            assignments.remove(change.tx(), List.of(account), sender.id());
            record(change, sender, account, false);
        }
    }

    private void record(Change change, Sender sender, AccountId account, boolean assigned) {
        change.recordDifference(
                assigned ? "senders.assign" : "senders.unassign",
                Subject.of("sender", sender.id().value(), account),
                "{\"assigned\":" + !assigned + "}",
                "{\"assigned\":" + assigned + "}");
        watchers.forEach(listener -> listener.assigned(change, sender.id(), account, assigned));
    }

    private static ApiException full(Sender sender) {
        return ApiException.conflict(
                "sender '" + sender.name() + "' can have " + MOST + " accounts and no more");
    }
}
