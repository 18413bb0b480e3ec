package io.mailyard.suppressions;

import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.ApiException;
import io.mailyard.base.Page;
import io.mailyard.base.Slice;
import io.mailyard.db.Database;
import io.mailyard.db.GroupStage;
import io.mailyard.db.Tx;
import io.mailyard.mime.OneLine;
import io.mailyard.suppressions.Suppression.Source;
import io.mailyard.suppressions.SuppressionStore.Filter;
import io.mailyard.writes.Change;
import io.mailyard.writes.Change.Subject;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** The rules of suppressions. */
public final class Suppressions implements AccountDependent {
    /** Addresses that a refusal names. */
    private static final int NAMED = 5;

    private final Database database;
    private final Accounts accounts;
    private final SuppressionConfig config;
    private final InstantSource clock;
    private final SuppressionStore store = new SuppressionStore();
    private final GroupStage<Suppression> bounces = this::storeBounces;

    public Suppressions(
            Database database, Accounts accounts, SuppressionConfig config, InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.config = config;
        this.clock = clock;
    }

    /**
     * Which of these addresses the account does not write to: its own suppressions and the
     * platform's. One statement for 500 addresses.
     *
     * @return those suppressed, as they stand in {@code addresses}
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
     * Suppresses an address for the account whose mail bounced hard there; for the whole platform
     * once mail of {@code suppressions.platform-after} accounts did. Staged: stored at the end of
     * the group of writes, by a few statements for all of them; one that is there stays as it is.
     * Makes no audit row: the event {@code hbounce} tells of it.
     *
     * @param message the message that bounced
     * @param answer the mail host's; kept shortened, on one line
     */
    public void bounced(
            Tx tx, AccountId account, String address, long message, String answer, Instant at) {
        String line = OneLine.of(answer, Suppression.MAX_REASON);
        tx.stage(
                bounces,
                Suppression.fresh(account, address, Source.BOUNCE, at)
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

    Slice<Suppression> list(AccountId owner, Filter filter, Page page) {
        return database.read(tx -> {
            mustExist(tx, owner);
            return store.list(tx, owner, filter, page, clock.instant());
        });
    }

    /**
     * What is to be added.
     *
     * @param kind empty: manual
     * @param expiresAt empty: as the class has it
     */
    record Wanted(
            List<String> addresses,
            Source source,
            Optional<SuppressionClass> kind,
            Optional<String> reason,
            Optional<Instant> expiresAt) {}

    /** What became of addresses that were added. */
    record Added(int added, int changed) {}

    /**
     * Adds addresses. One that is there takes the reason, and the class and end where these are
     * given or a bounce had made it.
     */
    Added add(Change change, AccountId owner, Wanted wanted) {
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
                change.created(
                        "suppressions.add",
                        subject(added),
                        out -> SuppressionBody.settings(out, added));
            }
        });
        return new Added(fresh.size(), changed.size());
    }

    private static Optional<Suppression> change(
            Change change,
            Suppression before,
            Wanted wanted,
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
                change.changed(
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

    /** What became of addresses that were to be removed. */
    record Removed(int removed, List<String> absent) {}

    /** Removes those that are there; error 404 where none is. */
    Removed remove(Change change, AccountId owner, List<String> addresses) {
        Tx tx = change.tx();
        mustExist(tx, owner);
        Map<String, String> byKey = byKey(addresses);
        Map<String, Suppression> there = store.find(tx, owner, byKey.keySet());
        there.values().removeIf(one -> one.isOver(change.now()));
        if (there.isEmpty()) {
            throw ApiException.notFound(none(owner, List.copyOf(byKey.values())));
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
                change.deleted(
                        "suppressions.remove",
                        subject(gone),
                        out -> SuppressionBody.settings(out, gone));
            }
        });
        return new Removed(there.size(), absent);
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

    /** Removes some that are over, and gives an end to hard ones without; at most so many. */
    int sweep(int most) {
        Instant now = clock.instant();
        Optional<Instant> end = config.end(SuppressionClass.HARD, now);
        int ended = end.isPresent() ? database.write(tx -> store.end(tx, end.get(), most)) : 0;
        int gone = database.write(tx -> store.deleteOver(tx, now, most));
        return Math.max(gone, ended);
    }

    /** Imports, exports and reviews of whole lists. */
    BulkSuppressions bulk() {
        return new BulkSuppressions(database, this, store, config, clock);
    }

    /** Error 404 where there is no such account. */
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
