package io.mailyard.suppressions;

import io.mailyard.access.Scopes;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.bulk.BulkKind.BulkObject;
import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.mime.OneLine;
import io.mailyard.suppressions.Suppression.SuppressionSource;
import io.mailyard.suppressions.SuppressionStore.SuppressionFilter;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of suppressions. */
public final class Suppressions implements AccountDependent {
    /** Number of addresses that a refusal lists. */
    private static final int NAMED = 5;

    private final Database database;
    private final Accounts accounts;
    private final SuppressionConfig config;
    private final InstantSource clock;
    private final SuppressionStore store = new SuppressionStore();
    private ComplaintListener complaints = (_, _, _, _) -> {};
    private final GroupStage<Suppression> bounces = this::storeBounces;

    public Suppressions(
            Database database, Accounts accounts, SuppressionConfig config, InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.config = config;
        this.clock = clock;
    }

    /**
     * The lists that an address is on, the platform's first.
     *
     * @param limit maximum number of lists
     */
    public List<Suppression> everywhere(Tx tx, String address, int limit) {
        return store.everywhere(tx, AddressKey.of(address), clock.instant(), limit);
    }

    /**
     * The addresses that the account must not write to: its own suppressions and the platform's.
     * One statement for 256 addresses.
     *
     * @return the suppressed ones, as they are written in {@code addresses}
     */
    public Set<String> among(Tx tx, AccountId account, Collection<String> addresses) {
        Map<String, String> keys = new HashMap<>();
        addresses.forEach(address -> keys.put(address, AddressKey.of(address)));
        if (keys.isEmpty()) {
            return Set.of();
        }
        Set<String> found = store.among(tx, account, Set.copyOf(keys.values()), clock.instant());
        return keys.entrySet().stream()
                .filter(entry -> found.contains(entry.getValue()))
                .map(Map.Entry::getKey)
                .collect(Collectors.toUnmodifiableSet());
    }

    /**
     * Suppresses an address for the account whose mail bounced hard; for the whole platform once
     * this happened to {@code suppressions.platform-after} accounts. Staged: stored at the end of
     * the write group, by a few statements for all of them; an existing one stays. Writes no audit
     * row: the event {@code hbounce} records it.
     *
     * @param message the message that bounced
     * @param answer the mail host's answer; stored shortened, on one line
     */
    public void suppressBounced(
            Tx tx, AccountId account, String address, long message, String answer, Instant at) {
        String line = OneLine.of(answer, Suppression.MAX_REASON);
        tx.stage(
                bounces,
                Suppression.fresh(account, address, SuppressionSource.BOUNCE, at)
                        .with(Suppression.CLASS, SuppressionClass.HARD)
                        .with(Suppression.ANSWER, line)
                        .with(Suppression.MESSAGE, Optional.of(message))
                        .with(Suppression.EXPIRES_AT, config.end(SuppressionClass.HARD, at)));
    }

    private void storeBounces(Tx tx, List<Suppression> bounced) {
        Instant now = clock.instant();
        store.insert(tx, bounced, now);
        if (config.platformAfter() == 0) {
            return;
        }
        Map<String, Suppression> byKey = new LinkedHashMap<>();
        bounced.forEach(one -> byKey.putIfAbsent(one.key(), one));
        Set<String> agreed = store.agreed(tx, byKey.keySet(), config.platformAfter(), now);
        if (!agreed.isEmpty()) {
            byKey.keySet().retainAll(agreed);
            store.insert(
                    tx,
                    byKey.values().stream()
                            .map(one -> one.with(Suppression.ACCOUNT, AccountId.PLATFORM))
                            .toList(),
                    now);
        }
    }

    /** A page of an owner's list; with {@code newestFirst} it descends from the page's first id. */
    Slice<Suppression> list(
            AccountId owner, SuppressionFilter filter, Page page, boolean newestFirst) {
        return database.read(tx -> {
            mustExist(tx, owner);
            Instant now = clock.instant();
            return newestFirst
                    ? store.newest(tx, owner, filter, page, now)
                    : store.list(tx, owner, filter, page, now);
        });
    }

    /**
     * A suppression to add.
     *
     * @param kind empty: manual
     * @param expiresAt empty: that of the class
     */
    record WantedSuppression(
            List<String> addresses,
            SuppressionSource source,
            Optional<SuppressionClass> kind,
            Optional<String> reason,
            Optional<Instant> expiresAt) {}

    /** Hears of addresses of an account that are suppressed for a complaint. */
    @FunctionalInterface
    public interface ComplaintListener {
        /**
         * Called in the transaction that suppresses the addresses: its failure fails the write.
         *
         * @param addresses at least one
         */
        void complained(Tx tx, AccountId account, List<String> addresses, Instant at);
    }

    /** Sets who hears of complaints, within their transaction. */
    public void onComplaints(ComplaintListener listener) {
        complaints = listener;
    }

    /** The result of adding addresses. */
    record Added(int added, int changed) {}

    /**
     * Adds addresses. An existing one gets the reason; also the class and end if these are given or
     * a bounce had caused it.
     */
    Added add(Change change, AccountId owner, WantedSuppression wanted) {
        Tx tx = change.tx();
        mustExist(tx, owner);
        Map<String, String> byKey = byKey(wanted.addresses());
        Map<String, Suppression> there = store.find(tx, owner, byKey.keySet());
        there.values().removeIf(one -> one.isOver(change.now()));
        SuppressionClass kind = wanted.kind().orElse(SuppressionClass.MANUAL);
        Optional<Instant> end = wanted.expiresAt().or(() -> config.end(kind, change.now()));
        List<Suppression> fresh = new ArrayList<>();
        byKey.forEach((key, address) -> {
            if (!there.containsKey(key)) {
                fresh.add(
                        Suppression.fresh(owner, address, wanted.source(), change.now())
                                .with(kind, end, wanted.reason().orElse("")));
            }
        });
        List<Suppression> changed = new ArrayList<>();
        there.values()
                .forEach(before ->
                        change(change, before, wanted, kind, end).ifPresent(changed::add));
        store.update(tx, owner, changed);
        store.insert(tx, fresh, change.now());
        List<String> keys = fresh.stream().map(Suppression::key).toList();
        Map<String, Suppression> stored = store.find(tx, owner, keys);
        keys.forEach(key -> {
            Suppression added = stored.get(key);
            if (added != null) {
                change.recordCreation(
                        "suppressions.add",
                        subject(added),
                        out -> SuppressionBody.settings(out, added));
            }
        });
        if (kind == SuppressionClass.COMPLAINT && owner.value() > 0) {
            complaints.complained(
                    tx, owner, fresh.stream().map(Suppression::address).toList(), change.now());
        }
        return new Added(fresh.size(), changed.size());
    }

    private static Optional<Suppression> change(
            Change change,
            Suppression before,
            WantedSuppression wanted,
            SuppressionClass kind,
            Optional<Instant> end) {
        boolean reclassed =
                wanted.kind().isPresent()
                        || wanted.expiresAt().isPresent()
                        || before.kind() == SuppressionClass.HARD;
        Suppression after =
                before.with(
                        reclassed ? kind : before.kind(),
                        reclassed ? end : before.expiresAt(),
                        wanted.reason().orElse(before.reason()));
        boolean differs =
                change.recordChange(
                        "suppressions.add",
                        subject(before),
                        out -> SuppressionBody.settings(out, before),
                        out -> SuppressionBody.settings(out, after));
        return differs ? Optional.of(after) : Optional.empty();
    }

    private static Map<String, String> byKey(List<String> addresses) {
        Map<String, String> byKey = new LinkedHashMap<>();
        addresses.forEach(address -> byKey.putIfAbsent(AddressKey.of(address), address));
        return byKey;
    }

    /** The result of removing addresses. */
    record Removed(int removed, List<String> absent) {}

    /**
     * Addresses to remove.
     *
     * @param reason for the audit
     * @param hardOnly whether the caller may take hard bounces off, and nothing else
     */
    record SuppressionRemoval(List<String> addresses, Optional<String> reason, boolean hardOnly) {}

    /** Removes existing addresses; error 404 if there are none. */
    Removed remove(Change change, AccountId owner, SuppressionRemoval removal) {
        Tx tx = change.tx();
        mustExist(tx, owner);
        Map<String, String> byKey = byKey(removal.addresses());
        Map<String, Suppression> there = store.find(tx, owner, byKey.keySet());
        there.values().removeIf(one -> one.isOver(change.now()));
        if (there.isEmpty()) {
            throw ApiException.notFound(none(owner, List.copyOf(byKey.values())));
        }
        if (removal.hardOnly()) {
            mustBeHard(there.values());
        }
        store.delete(
                tx,
                owner,
                there.values().stream().map(Suppression::id).collect(Collectors.toSet()));
        List<String> absent = new ArrayList<>();
        byKey.forEach((key, address) -> {
            Suppression gone = there.get(key);
            if (gone == null) {
                absent.add(address);
            } else {
                change.recordDeletion(
                        "suppressions.remove",
                        subject(gone),
                        out -> {
                            SuppressionBody.settings(out, gone);
                            removal.reason()
                                    .ifPresent(reason -> out.text("removal_reason", reason));
                        });
            }
        });
        return new Removed(there.size(), absent);
    }

    /** Ids of a page of an owner's suppressions; without the addresses. */
    List<BulkObject> ids(Tx tx, AccountId owner, SuppressionFilter filter, long from, int limit) {
        mustExist(tx, owner);
        return store.page(tx, owner, filter, from, limit, clock.instant()).stream()
                .map(one -> new BulkObject(one.id(), owner, ""))
                .toList();
    }

    /** Ids of those of these suppressions that the owner has; without the addresses. */
    List<BulkObject> ids(Tx tx, AccountId owner, List<Long> ids) {
        mustExist(tx, owner);
        return store.among(tx, owner, ids).stream()
                .map(one -> new BulkObject(one.id(), owner, ""))
                .toList();
    }

    /**
     * Takes one off by its id.
     *
     * @throws ApiException error 404
     */
    void remove(Change change, AccountId owner, long id) {
        Suppression gone =
                store.among(change.tx(), owner, List.of(id)).stream()
                        .findFirst()
                        .orElseThrow(() -> ApiException.notFound("suppression " + id + " is gone"));
        store.delete(change.tx(), owner, Set.of(id));
        change.recordDeletion(
                "suppressions.remove", subject(gone), out -> SuppressionBody.settings(out, gone));
    }

    private static void mustBeHard(Collection<Suppression> suppressions) {
        suppressions.stream()
                .filter(one -> one.kind() != SuppressionClass.HARD)
                .findFirst()
                .ifPresent(other -> {
                    throw ApiException.forbidden(
                            "'"
                                    + other.address()
                                    + "' is suppressed as "
                                    + other.kind().name().toLowerCase(Locale.ROOT)
                                    + ": the scope "
                                    + Scopes.LIFT
                                    + " takes off hard ones alone");
                });
    }

    private static String none(AccountId owner, List<String> addresses) {
        String named =
                addresses.stream()
                                .limit(NAMED)
                                .map(address -> "'" + address + "'")
                                .collect(Collectors.joining(", "))
                        + (addresses.size() > NAMED ? " and others" : "")
                        + (addresses.size() == 1 ? " is" : " are");
        return owner.equals(AccountId.PLATFORM)
                ? named + " not suppressed platform-wide; account_id names an account"
                : named + " not among the suppressions of account " + owner;
    }

    /** Removes some expired ones, and sets the end of hard ones without; at most so many. */
    int sweep(int most) {
        Instant now = clock.instant();
        Optional<Instant> end = config.end(SuppressionClass.HARD, now);
        int ended = end.isPresent() ? database.write(tx -> store.end(tx, end.get(), most)) : 0;
        int gone = database.write(tx -> store.deleteOver(tx, now, most));
        return Math.max(gone, ended);
    }

    /** Computes stored keys that may be an earlier version's again. */
    int computeKeysAgain(int step) {
        return SuppressionKeys.computeAgain(database, step);
    }

    /** Imports, exports and reviews of whole lists. */
    BulkSuppressions bulk() {
        return new BulkSuppressions(database, this, store, config, clock);
    }

    /** Throws error 404 if the account does not exist. */
    void mustExist(Tx tx, AccountId owner) {
        if (!owner.equals(AccountId.PLATFORM)) {
            accounts.existing(tx, owner);
        }
    }

    private static Subject subject(Suppression suppression) {
        return suppression.owner().equals(AccountId.PLATFORM)
                ? Subject.of("suppression", suppression.id())
                : Subject.of("suppression", suppression.id(), suppression.owner());
    }

    @Override
    public String noun() {
        return "suppressions";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return store.count(tx, account);
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        store.deleteAll(tx, account);
    }
}
