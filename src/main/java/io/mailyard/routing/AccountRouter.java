package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.routing.RoutingTable.VirtualSenderRules;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.routing.SenderAvailability.TransientState;
import io.mailyard.senders.SenderId;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Routes an account's mail by one virtual sender, in the state of one moment. For one call. */
public final class AccountRouter {
    private final RoutingTable table;
    private final VirtualSenderRules entry;
    private final TransientState transientState;
    private final RoutingSnapshots snapshots;
    private final ShareCounts counts;
    private final Predicate<String> mayWrite;
    private final Map<String, Boolean> writable = new HashMap<>();
    private final Map<String, Long> decisions = new HashMap<>();
    private final Set<FullWarmup> full = new HashSet<>();

    /**
     * @param mayWrite whether the account may use an address
     */
    AccountRouter(
            RoutingTable table,
            VirtualSenderRules entry,
            TransientState transientState,
            RoutingSnapshots snapshots,
            ShareCounts counts,
            Predicate<String> mayWrite) {
        this.table = table;
        this.entry = entry;
        this.transientState = transientState;
        this.snapshots = snapshots;
        this.counts = counts;
        this.mayWrite = mayWrite;
    }

    /** The virtual sender. */
    public VirtualSenderId virtualSender() {
        return entry.id();
    }

    AccountId account() {
        return table.account();
    }

    String name() {
        return entry.name();
    }

    List<Rule> rules() {
        return entry.rules();
    }

    /**
     * A recipient to route.
     *
     * @param message id of the message, as {@code recipient} is of the recipient
     */
    public record RoutingRequest(
            long message, long recipient, MessageAttributes attributes, Destination destination) {}

    /** A day of a warmup with no capacity left, remembered so that it is queried once. */
    private record FullWarmup(SenderId sender, String isp, LocalDate day) {}

    /** Selects the sender; nothing is stored. */
    public Selection select(Tx tx, RoutingRequest request, Instant now) {
        LocalDate day = day(now);
        return select(request, share -> warming(tx, share, request.destination().isp(), day));
    }

    /** Selects the sender from memory, without warmup counts. */
    Selection select(RoutingRequest request, Function<Share, Optional<UnavailableReason>> ramps) {
        return SenderSelector.select(
                entry.rules(),
                request.attributes(),
                request.message(),
                request.recipient(),
                share ->
                        table.unavailableReason(
                                        share.sender(), request.destination(), transientState)
                                .or(() -> unwritable(share))
                                .or(() -> ramps.apply(share)));
    }

    /** Whether a share uses a domain that the account may not use any more. */
    private Optional<UnavailableReason> unwritable(Share share) {
        return share.overrides()
                .fromEmail()
                .filter(address -> !writable.computeIfAbsent(address, mayWrite::test))
                .map(_ -> UnavailableReason.DOMAIN);
    }

    private static LocalDate day(Instant now) {
        return LocalDate.ofInstant(now, ZoneOffset.UTC);
    }

    private Optional<UnavailableReason> warming(Tx tx, Share share, String isp, LocalDate day) {
        if (share.warmup().isEmpty()) {
            return Optional.empty();
        }
        FullWarmup fullWarmup = new FullWarmup(share.sender(), isp, day);
        if (!full.contains(fullWarmup)
                && WarmupCounts.room(tx, share.sender(), share.warmup().get(), isp, day)) {
            return Optional.empty();
        }
        full.add(fullWarmup);
        return Optional.of(UnavailableReason.WARMING);
    }

    /**
     * Selects the sender and counts it in its warmup. If another process used the day's last place
     * meanwhile, selects again without that sender, at most once per warmup.
     */
    private Selection withCounts(Tx tx, RoutingRequest request, Instant now) {
        Selection selection = select(tx, request, now);
        while (selection instanceof Selection.Chosen chosen
                && !takeWarmup(tx, chosen, request, day(now))) {
            full.add(
                    new FullWarmup(chosen.share().sender(), request.destination().isp(), day(now)));
            selection = select(tx, request, now);
        }
        return selection;
    }

    private static boolean takeWarmup(
            Tx tx, Selection.Chosen chosen, RoutingRequest request, LocalDate day) {
        SenderId sender = chosen.share().sender();
        return chosen.share()
                .warmup()
                .map(ramp -> WarmupCounts.take(tx, sender, ramp, request.destination().isp(), day))
                .orElse(true);
    }

    /**
     * Selects the sender and stores the routing data for as long as the recipient exists; uses one
     * place of a warmup.
     */
    public RoutingDecision decide(Tx tx, RoutingRequest request, Instant now) {
        return decide(tx, withCounts(tx, request, now), now);
    }

    /** Selects the sender of a recipient that gets no mail: uses no place of a warmup. */
    public RoutingDecision decideUnsent(Tx tx, RoutingRequest request, Instant now) {
        return decide(tx, select(tx, request, now), now);
    }

    private RoutingDecision decide(Tx tx, Selection selection, Instant now) {
        return switch (selection) {
            case Selection.Chosen chosen ->
                    new RoutingDecision(
                            entry.id().value(),
                            Optional.of(chosen.share().sender()),
                            snapshot(tx, chosen.leftOut(), now),
                            chosen.rule(),
                            OptionalInt.of(
                                    entry.rules()
                                            .get(chosen.rule())
                                            .shares()
                                            .indexOf(chosen.share())));
            case Selection.NoneAble(int rule, Map<SenderId, UnavailableReason> leftOut) ->
                    new RoutingDecision(
                            entry.id().value(),
                            Optional.empty(),
                            snapshot(tx, leftOut, now),
                            rule,
                            OptionalInt.empty(),
                            named(rule));
            case Selection.NoRule() ->
                    throw new IllegalStateException(
                            "virtual sender " + entry.id() + " has no default rule");
        };
    }

    /** The senders of a rule. */
    public List<SenderId> named(int rule) {
        return entry.rules().get(rule).shares().stream().map(Share::sender).toList();
    }

    /** Header overrides of the selected share. */
    public Share.ShareOverrides overrides(RoutingDecision decision) {
        return decision.share().isEmpty()
                ? Share.ShareOverrides.NONE
                : entry.rules()
                        .get(decision.rule())
                        .shares()
                        .get(decision.share().getAsInt())
                        .overrides();
    }

    /** Counts a routed recipient for share reports. */
    public void count(Tx tx, RoutingDecision decision, Instant now) {
        counts.add(tx, account(), decision, now);
    }

    private OptionalLong snapshot(Tx tx, Map<SenderId, UnavailableReason> leftOut, Instant now) {
        return OptionalLong.of(
                decisions.computeIfAbsent(
                        text(leftOut), words -> snapshots.idOf(tx, account(), entry, words, now)));
    }

    /** The stored form: {@code 3:held,7:deleted}, ascending by sender. */
    static String text(Map<SenderId, UnavailableReason> leftOut) {
        if (leftOut.isEmpty()) {
            return "";
        }
        Map<Long, String> sorted = new TreeMap<>();
        leftOut.forEach((id, reason) -> sorted.put(id.value(), text(reason)));
        return sorted.entrySet().stream()
                .map(entry -> entry.getKey() + ":" + entry.getValue())
                .collect(Collectors.joining(","));
    }

    static String text(UnavailableReason reason) {
        return reason.name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #text} wrote. */
    static Map<SenderId, UnavailableReason> leftOut(String words) {
        Map<SenderId, UnavailableReason> leftOut = new HashMap<>();
        for (String item : words.isEmpty() ? List.<String>of() : List.of(words.split(",", -1))) {
            int colon = item.indexOf(':');
            leftOut.put(
                    new SenderId(Long.parseLong(item.substring(0, colon))),
                    UnavailableReason.valueOf(item.substring(colon + 1).toUpperCase(Locale.ROOT)));
        }
        return leftOut;
    }
}
