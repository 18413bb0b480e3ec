package io.mailyard.routing;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.identity.FromPolicy;
import io.mailyard.routing.RoutingTable.Entry;
import io.mailyard.routing.RoutingTable.Known;
import io.mailyard.routing.SenderAvailability.Hold;
import io.mailyard.routing.SenderAvailability.TransientState;
import io.mailyard.senders.Sender;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.SenderListener;
import io.mailyard.senders.Senders;
import io.mailyard.writes.Change;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Routes mail by virtual senders. What it needs is kept in memory and read anew when its stamps
 * have moved; what passes by itself (locks, nodes that stop) is known after {@link #FRESH}.
 */
public final class RoutingEngine {
    /** Half of the second in which a change is to be in force. */
    static final Duration FRESH = Duration.ofMillis(500);

    /** Shares in memory, of all accounts: about 200 bytes each. */
    private static final int MOST_SHARES = 200_000;

    private final Senders senders;
    private final FromPolicy names;
    private final RoutingVersion stamps = new RoutingVersion();
    private final RoutingSnapshots pins = new RoutingSnapshots();
    private final ShareCounts counts = new ShareCounts();
    private final SqlVirtualSenderStore store = new SqlVirtualSenderStore();
    private final Cache<AccountId, RoutingTable> tables =
            Caffeine.newBuilder()
                    .maximumWeight(MOST_SHARES)
                    .weigher((AccountId id, RoutingTable table) -> table.weight())
                    .build();
    private volatile SenderAvailability obstacles = SenderAvailability.NONE;
    private volatile Seen seen = stale(new TransientState(Set.of(), Set.of()));

    /** What passed by at a moment of {@link System#nanoTime}. */
    private record Seen(long at, TransientState passing) {}

    private static Seen stale(TransientState passing) {
        return new Seen(System.nanoTime() - FRESH.toNanos(), passing);
    }

    /**
     * @param names says which overrides an account may have
     */
    public RoutingEngine(Senders senders, FromPolicy names) {
        this.senders = senders;
        this.names = names;
        senders.onChange(new Watching());
    }

    /** A sender that changes may change where any account's mail goes. */
    private final class Watching implements SenderListener {
        @Override
        public void changed(Change change, SenderId sender, Turn turn) {
            stamps.moved(change.tx());
        }

        @Override
        public void assigned(Change change, SenderId sender, AccountId account, boolean assigned) {
            stamps.moved(change.tx(), account);
        }
    }

    /** Says who knows what keeps senders from sending. */
    public void obstacles(SenderAvailability source) {
        obstacles = source;
    }

    /** How mail would be shared, read past what is kept in memory: for a rehearsal. */
    public RoutingForecast outlook() {
        return new RoutingForecast(senders, obstacles, store, names);
    }

    /** What is moved by each change of where mail may go. */
    public RoutingVersion stamps() {
        return stamps;
    }

    /** What passes by itself is read anew at the next use: something of it was changed here. */
    public void refresh() {
        seen = stale(seen.passing());
    }

    /** How an account's mail is routed. */
    public sealed interface RoutingMode {
        /** By no virtual sender: the account has none for e-mail. */
        record Direct() implements RoutingMode {}

        /** The virtual sender that was named is none of the account's. */
        record Unknown() implements RoutingMode {
            /** What is wrong with the name, with it. */
            public static String says(AccountId account, Reference named) {
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

        /** By a virtual sender. */
        record By(AccountRouter routes) implements RoutingMode {}
    }

    /**
     * How mail of the account goes.
     *
     * @param at its stamps, read in {@code tx}
     * @param named the virtual sender that is asked for; empty: the first
     */
    public RoutingMode way(
            Tx tx, AccountId account, RoutingVersion.At at, Optional<Reference> named) {
        RoutingTable table = table(tx, account, at);
        if (table.entries().isEmpty() && named.isEmpty()) {
            return new RoutingMode.Direct();
        }
        Optional<Entry> entry = table.entry(named);
        return entry.isEmpty()
                ? new RoutingMode.Unknown()
                : new RoutingMode.By(
                        new AccountRouter(
                                table,
                                entry.get(),
                                passing(tx),
                                pins,
                                counts,
                                address -> names.mayWrite(account, address)));
    }

    /**
     * What decides where an account's mail goes: while it is the same, so are the choices.
     *
     * @return equal to what is the same
     */
    public Object state(Tx tx, AccountId account) {
        return List.of(stamps.of(tx, account), passing(tx), names.state(account));
    }

    private TransientState passing(Tx tx) {
        Seen known = seen;
        long now = System.nanoTime();
        if (now - known.at() < FRESH.toNanos()) {
            return known.passing();
        }
        TransientState passing = obstacles.passing(tx);
        seen = new Seen(now, passing);
        return passing;
    }

    private RoutingTable table(Tx tx, AccountId account, RoutingVersion.At at) {
        RoutingTable known = tables.getIfPresent(account);
        if (known != null && known.at().equals(at)) {
            return known;
        }
        RoutingTable read = read(tx, account, at);
        tables.put(account, read);
        return read;
    }

    private RoutingTable read(Tx tx, AccountId account, RoutingVersion.At at) {
        List<Entry> entries =
                store.routing(tx, account).stream()
                        .map(one ->
                                new Entry(
                                        one.id(),
                                        one.name(),
                                        one.emailRules(),
                                        hash(one.emailRules())))
                        .toList();
        Set<SenderId> named = new LinkedHashSet<>();
        entries.stream()
                .flatMap(entry -> entry.rules().stream())
                .flatMap(rule -> rule.shares().stream())
                .forEach(share -> named.add(share.sender()));
        return new RoutingTable(account, at, entries, known(tx, account, named));
    }

    private Map<SenderId, Known> known(Tx tx, AccountId account, Set<SenderId> named) {
        if (named.isEmpty()) {
            return Map.of();
        }
        Map<SenderId, Sender> bare = senders.bare(tx, named);
        Set<SenderId> assigned = senders.assignedTo(tx, account);
        Map<SenderId, Set<Long>> nodes = senders.nodesOf(tx, named);
        List<Hold> holds =
                obstacles.holds(tx, named).stream()
                        .filter(hold ->
                                hold.account().isEmpty()
                                        || hold.account().getAsLong() == account.value())
                        .toList();
        Map<SenderId, Known> known = new HashMap<>();
        bare.forEach((id, sender) ->
                known.put(
                        id,
                        new Known(
                                !sender.canSend(),
                                assigned.contains(id),
                                nodes.getOrDefault(id, Set.of()),
                                holds.stream().filter(hold -> hold.sender().equals(id)).toList())));
        return Map.copyOf(known);
    }

    private static String hash(List<Rule> rules) {
        byte[] text = RuleText.kept(rules).getBytes(StandardCharsets.UTF_8);
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    /**
     * Removes some of what no mail was routed by that was accepted at or after {@code oldest}.
     *
     * @return how many rows, {@code limit} at most of each kind
     */
    public int forget(Tx tx, Instant oldest, int limit) {
        return RoutingSnapshots.forget(tx, oldest, limit);
    }
}
