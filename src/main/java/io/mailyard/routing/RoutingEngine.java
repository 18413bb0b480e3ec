package io.mailyard.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.base.Sha256;
import io.mailyard.db.Tx;
import io.mailyard.identity.FromPolicy;
import io.mailyard.routing.RoutingTable.SenderState;
import io.mailyard.routing.RoutingTable.VirtualSenderRules;
import io.mailyard.routing.SenderAvailability.SenderHold;
import io.mailyard.routing.SenderAvailability.TransientState;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener;
import io.mailyard.senders.Senders;
import io.mailyard.writes.Change;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Routes mail by virtual senders. Caches what it needs and rereads it when its version changes;
 * transient state (locks, stopped nodes) is at most {@link #FRESH} old.
 */
public final class RoutingEngine {
    /** Half of the second within which a change must take effect. */
    static final Duration FRESH = Duration.ofMillis(500);

    /** Cached shares over all accounts: about 200 bytes each. */
    private static final int MOST_SHARES = 200_000;

    private final Senders senders;
    private final FromPolicy names;
    private final RoutingVersion versions = new RoutingVersion();
    private final RoutingSnapshots snapshots = new RoutingSnapshots();
    private final ShareCounts counts = new ShareCounts();
    private final SqlVirtualSenderStore store = new SqlVirtualSenderStore();
    private final Cache<AccountId, RoutingTable> tables =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_SHARES)
                    .weigher((AccountId id, RoutingTable table) -> table.weight())
                    .build();
    private volatile SenderAvailability availability = SenderAvailability.NONE;
    private volatile CachedState cached = stale(new TransientState(Set.of(), Set.of()));

    /** Transient state at a time of {@link System#nanoTime}. */
    private record CachedState(long at, TransientState state) {}

    private static CachedState stale(TransientState transientState) {
        return new CachedState(System.nanoTime() - FRESH.toNanos(), transientState);
    }

    /**
     * @param names decides which overrides an account may use
     */
    public RoutingEngine(Senders senders, FromPolicy names) {
        this.senders = senders;
        this.names = names;
        senders.onChange(new SenderChanges());
    }

    /** A change of a sender may change the routing of any account. */
    private final class SenderChanges implements SenderListener {
        @Override
        public void changed(Change change, SenderId sender, SenderChange kind) {
            versions.advance(change.tx());
        }

        @Override
        public void assigned(Change change, SenderId sender, AccountId account, boolean assigned) {
            versions.advance(change.tx(), account);
        }
    }

    /** Sets the source of sender availability. */
    public void availability(SenderAvailability source) {
        availability = source;
    }

    /** Forecast that reads past the cache, for dry runs. */
    public RoutingForecast forecast() {
        return new RoutingForecast(senders, availability, store, names);
    }

    /** The version advanced by every change of routing. */
    public RoutingVersion versions() {
        return versions;
    }

    /** Rereads transient state at the next use, since this process changed it. */
    public void refresh() {
        cached = stale(cached.state());
    }

    /** Routing mode of an account's mail. */
    public sealed interface RoutingMode {
        /** No virtual sender: the account has none for e-mail. */
        record Direct() implements RoutingMode {}

        /** The named virtual sender does not belong to the account. */
        record UnknownVirtualSender() implements RoutingMode {
            /** Error message with the name. */
            public static String message(AccountId account, Reference named) {
                String shown =
                        switch (named) {
                            case Reference.ById(long id) -> Long.toString(id);
                            case Reference.ByName(String name) -> "'" + name + "'";
                        };
                return shown
                        + " names no virtual sender of account "
                        + account
                        + " that has e-mail rules";
            }
        }

        /** Routed by a virtual sender. */
        record ByVirtualSender(AccountRouter router) implements RoutingMode {}
    }

    /**
     * Returns the routing mode of an account's mail.
     *
     * @param at its version, read in {@code tx}
     * @param named the requested virtual sender; empty for the first
     */
    public RoutingMode modeOf(
            Tx tx, AccountId account, RoutingVersion.Stamp at, Optional<Reference> named) {
        RoutingTable table = table(tx, account, at);
        if (table.entries().isEmpty() && named.isEmpty()) {
            return new RoutingMode.Direct();
        }
        Optional<VirtualSenderRules> entry = table.entry(named);
        return entry.isEmpty()
                ? new RoutingMode.UnknownVirtualSender()
                : new RoutingMode.ByVirtualSender(
                        new AccountRouter(
                                table,
                                entry.get(),
                                transientState(tx),
                                snapshots,
                                counts,
                                address -> names.mayWrite(account, address)));
    }

    /**
     * State that determines an account's routing: equal states give equal choices.
     *
     * @return an object that is equal for equal states
     */
    public Object state(Tx tx, AccountId account) {
        return List.of(versions.of(tx, account), transientState(tx), names.state(account));
    }

    private TransientState transientState(Tx tx) {
        CachedState known = cached;
        long now = System.nanoTime();
        if (now - known.at() < FRESH.toNanos()) {
            return known.state();
        }
        TransientState transientState = availability.transientState(tx);
        cached = new CachedState(now, transientState);
        return transientState;
    }

    private RoutingTable table(Tx tx, AccountId account, RoutingVersion.Stamp at) {
        RoutingTable known = tables.getIfPresent(account);
        if (known != null && known.at().equals(at)) {
            return known;
        }
        RoutingTable read = read(tx, account, at);
        tables.put(account, read);
        return read;
    }

    private RoutingTable read(Tx tx, AccountId account, RoutingVersion.Stamp at) {
        List<VirtualSenderRules> entries =
                store.routing(tx, account).stream()
                        .map(virtualSender ->
                                new VirtualSenderRules(
                                        virtualSender.id(),
                                        virtualSender.name(),
                                        virtualSender.emailRules(),
                                        hash(virtualSender.emailRules())))
                        .toList();
        Set<SenderId> named = new LinkedHashSet<>();
        entries.stream()
                .flatMap(entry -> entry.rules().stream())
                .flatMap(rule -> rule.shares().stream())
                .forEach(share -> named.add(share.sender()));
        return new RoutingTable(account, at, entries, known(tx, account, named));
    }

    private Map<SenderId, SenderState> known(Tx tx, AccountId account, Set<SenderId> named) {
        if (named.isEmpty()) {
            return Map.of();
        }
        Map<SenderId, Sender> bare = senders.withoutDetails(tx, named);
        Set<SenderId> assigned = senders.assignedTo(tx, account);
        Map<SenderId, Set<Long>> nodes = senders.nodesOf(tx, named);
        List<SenderHold> holds =
                availability.holds(tx, named).stream()
                        .filter(hold ->
                                hold.account().isEmpty()
                                        || hold.account().getAsLong() == account.value())
                        .toList();
        Map<SenderId, SenderState> known = new HashMap<>();
        bare.forEach((id, sender) ->
                known.put(
                        id,
                        new SenderState(
                                !sender.canSend(),
                                assigned.contains(id),
                                nodes.getOrDefault(id, Set.of()),
                                holds.stream().filter(hold -> hold.sender().equals(id)).toList())));
        return Map.copyOf(known);
    }

    private static String hash(List<Rule> rules) {
        return Sha256.hex(RuleText.kept(rules));
    }

    /**
     * Removes part of the routing data that no mail accepted at or after {@code oldest} uses.
     *
     * @return how many rows, {@code limit} at most of each kind
     */
    public int forget(Tx tx, Instant oldest, int limit) {
        return RoutingSnapshots.forget(tx, oldest, limit);
    }
}
