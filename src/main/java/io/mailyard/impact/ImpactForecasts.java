package io.mailyard.impact;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Route;
import io.mailyard.api.Types;
import io.mailyard.audit.AuditEntry;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.identity.SigningKeys;
import io.mailyard.lanes.QueuedCounts;
import io.mailyard.routing.RoutingEngine;
import io.mailyard.routing.RoutingForecast;
import io.mailyard.routing.VirtualSenderId;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import io.mailyard.writes.ImpactAnalyzer;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Determines the impact of changes of senders, nodes and virtual senders. */
public final class ImpactForecasts implements ImpactAnalyzer {
    /** The members that a dry run adds as {@code impact}. */
    public static final ObjectSchema SCHEMA = MailImpact.SCHEMA;

    /**
     * Maximum number of accounts whose shares are computed, which limits the cost of a dry run
     * while writes wait for it.
     */
    static final int LOOKED_AT = 10_000;

    /**
     * Maximum number of listed rules, and of listed accounts without a sender; all examined ones
     * are counted.
     */
    static final int LISTED = 100;

    private static final Set<String> NOUNS = Set.of("senders", "nodes", "vsenders");
    private static final Param<Long> ID = Param.of("id", Types.id(), "Of what is changed.");
    private static final Param<Long> ACCOUNT = Param.of("account_id", Types.id(), "Whose it is.");

    private final Senders senders;
    private final SigningKeys keys;
    private final RoutingEngine router;

    public ImpactForecasts(Senders senders, SigningKeys keys, RoutingEngine router) {
        this.senders = senders;
        this.keys = keys;
        this.router = router;
    }

    @Override
    public boolean concerns(Route route) {
        return takesPlan(route);
    }

    /** Whether a dry run of that call returns a plan. */
    public static boolean takesPlan(Route route) {
        return route.writes()
                && NOUNS.contains(route.noun())
                && !route.path().endsWith("/bulk"); // a task, which says itself what it concerns
    }

    @Override
    public Snapshot before(Tx tx, Call call) {
        String noun = call.route().noun();
        Optional<Long> id = call.params().find(ID);
        Set<SenderId> before = id.map(one -> senders(tx, noun, one)).orElse(Set.of());
        Map<AccountId, Long> queued =
                noun.equals("vsenders")
                        ? routed(tx, call, id)
                        : before.isEmpty() ? Map.of() : QueuedCounts.with(tx, before);
        SigningKeys.Served served = keys.served(tx);
        return (behind, changes) -> impact(behind, changes, before, queued, served);
    }

    private Set<SenderId> senders(Tx tx, String noun, long id) {
        return switch (noun) {
            case "senders" -> Set.of(new SenderId(id));
            case "nodes" -> Set.copyOf(senders.withIpOn(tx, id));
            default -> Set.of();
        };
    }

    private static Map<AccountId, Long> routed(Tx tx, Call call, Optional<Long> id) {
        Optional<Long> account = call.params().find(ACCOUNT);
        return id.isPresent() && account.isPresent()
                ? QueuedCounts.by(tx, new AccountId(account.get()), id.get())
                : Map.of();
    }

    private Impact impact(
            Tx tx,
            List<AuditEntry> changes,
            Set<SenderId> before,
            Map<AccountId, Long> queued,
            SigningKeys.Served served) {
        Set<SenderId> concerned = new HashSet<>(changes.isEmpty() ? Set.of() : before);
        Set<VirtualSenderId> vsenders = new HashSet<>();
        for (AuditEntry change : changes) {
            long id = number(change);
            switch (change.objectType()) {
                case "sender" -> concerned.add(new SenderId(id));
                case "node" -> concerned.addAll(senders.withIpOn(tx, id));
                case "vsender" -> vsenders.add(new VirtualSenderId(id));
                default -> {}
            }
        }
        Set<AccountId> accounts = accounts(tx, changes, concerned);
        long messages =
                accounts.stream().mapToLong(account -> queued.getOrDefault(account, 0L)).sum();
        List<AccountId> looked = accounts.stream().limit(LOOKED_AT).toList();
        RoutingForecast.ForecastResult seen = router.forecast().of(tx, looked, concerned, vsenders);
        return new MailImpact(accounts.size(), messages, seen, served.endedBy(tx)).asImpact();
    }

    /** The affected accounts: those that the change concerns, or else all that have the senders. */
    private Set<AccountId> accounts(
            Tx tx, Collection<AuditEntry> changes, Collection<SenderId> concerned) {
        Set<AccountId> accounts = new TreeSet<>(Comparator.comparingLong(AccountId::value));
        changes.forEach(change -> change.account().ifPresent(accounts::add));
        if (changes.stream().anyMatch(change -> change.account().isEmpty())) {
            concerned.forEach(sender -> accounts.addAll(senders.accountsOf(tx, sender)));
        }
        return accounts;
    }

    private static long number(AuditEntry change) {
        return change.objectId().matches("[0-9]{1,18}") ? Long.parseLong(change.objectId()) : 0;
    }
}
