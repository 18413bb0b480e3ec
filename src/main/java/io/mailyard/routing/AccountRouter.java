package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.routing.RoutingTable.Entry;
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

/** Routes mail of one account by one virtual sender, as things are at a moment. Of one call. */
public final class AccountRouter {
    private final RoutingTable table;
    private final Entry entry;
    private final TransientState passing;
    private final RoutingSnapshots pins;
    private final ShareCounts counts;
    private final Predicate<String> mayWrite;
    private final Map<String, Boolean> writable = new HashMap<>();
    private final Map<String, Long> pinned = new HashMap<>();
    private final Set<Full> full = new HashSet<>();

    /**
     * @param mayWrite whether the account may write as an address
     */
    AccountRouter(
            RoutingTable table,
            Entry entry,
            TransientState passing,
            RoutingSnapshots pins,
            ShareCounts counts,
            Predicate<String> mayWrite) {
        this.table = table;
        this.entry = entry;
        this.passing = passing;
        this.pins = pins;
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
     * One recipient that is to be routed.
     *
     * @param message the message's id, likewise {@code recipient}
     */
    public record Asked(long message, long recipient, MessageAttributes facts, Destination to) {}

    /** A day of a ramp that has no room: it gets none any more, so it is asked for once. */
    private record Full(SenderId sender, String isp, LocalDate day) {}

    /** By which sender its mail goes; nothing is kept of it. */
    public Selection choice(Tx tx, Asked asked, Instant now) {
        LocalDate day = day(now);
        return choice(asked, share -> warming(tx, share, asked.to().isp(), day));
    }

    /** The same from memory, but for what ramps say. */
    Selection choice(Asked asked, Function<Share, Optional<UnavailableReason>> ramps) {
        return SenderSelector.choose(
                entry.rules(),
                asked.facts(),
                asked.message(),
                asked.recipient(),
                share ->
                        table.hindrance(share.sender(), asked.to(), passing)
                                .or(() -> foreign(share))
                                .or(() -> ramps.apply(share)));
    }

    /** Whether a share writes as a domain that the account may not write as any more. */
    private Optional<UnavailableReason> foreign(Share share) {
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
        Full one = new Full(share.sender(), isp, day);
        if (!full.contains(one)
                && WarmupCounts.room(tx, share.sender(), share.warmup().get(), isp, day)) {
            return Optional.empty();
        }
        full.add(one);
        return Optional.of(UnavailableReason.WARMING);
    }

    /**
     * The same, counted by the ramp of the sender that is chosen. Where another process took the
     * day's last place meanwhile it is chosen again without that sender: as often as there are
     * ramps, at most.
     */
    private Selection counted(Tx tx, Asked asked, Instant now) {
        Selection choice = choice(tx, asked, now);
        while (choice instanceof Selection.Chosen chosen && !taken(tx, chosen, asked, day(now))) {
            full.add(new Full(chosen.share().sender(), asked.to().isp(), day(now)));
            choice = choice(tx, asked, now);
        }
        return choice;
    }

    private static boolean taken(Tx tx, Selection.Chosen chosen, Asked asked, LocalDate day) {
        SenderId sender = chosen.share().sender();
        return chosen.share()
                .warmup()
                .map(ramp -> WarmupCounts.take(tx, sender, ramp, asked.to().isp(), day))
                .orElse(true);
    }

    /**
     * The same, and what it was routed by is kept for as long as the recipient; a sender with a
     * ramp has one place less.
     */
    public RoutingDecision pinned(Tx tx, Asked asked, Instant now) {
        return pinned(tx, counted(tx, asked, now), now);
    }

    /** The same for a recipient that nothing is sent to: it takes no place of a ramp. */
    public RoutingDecision pinnedUnsent(Tx tx, Asked asked, Instant now) {
        return pinned(tx, choice(tx, asked, now), now);
    }

    private RoutingDecision pinned(Tx tx, Selection choice, Instant now) {
        return switch (choice) {
            case Selection.Chosen chosen ->
                    new RoutingDecision(
                            entry.id().value(),
                            Optional.of(chosen.share().sender()),
                            pin(tx, chosen.leftOut(), now),
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
                            pin(tx, leftOut, now),
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

    /** What the share that was chosen puts in place of what the message says. */
    public Share.Overrides overrides(RoutingDecision routed) {
        return routed.share().isEmpty()
                ? Share.Overrides.NONE
                : entry.rules()
                        .get(routed.rule())
                        .shares()
                        .get(routed.share().getAsInt())
                        .overrides();
    }

    /** Counts a recipient that was routed so, for what is told of shares. */
    public void count(Tx tx, RoutingDecision routed, Instant now) {
        counts.add(tx, account(), routed, now);
    }

    private OptionalLong pin(Tx tx, Map<SenderId, UnavailableReason> leftOut, Instant now) {
        return OptionalLong.of(
                pinned.computeIfAbsent(
                        words(leftOut), words -> pins.of(tx, account(), entry, words, now)));
    }

    /** As it is kept: {@code 3:held,7:deleted}, ascending by sender. */
    static String words(Map<SenderId, UnavailableReason> leftOut) {
        if (leftOut.isEmpty()) {
            return "";
        }
        Map<Long, String> sorted = new TreeMap<>();
        leftOut.forEach((id, why) -> sorted.put(id.value(), word(why)));
        return sorted.entrySet().stream()
                .map(one -> one.getKey() + ":" + one.getValue())
                .collect(Collectors.joining(","));
    }

    static String word(UnavailableReason why) {
        return why.name().toLowerCase(Locale.ROOT);
    }

    /** Reads what {@link #words} wrote. */
    static Map<SenderId, UnavailableReason> leftOut(String words) {
        Map<SenderId, UnavailableReason> leftOut = new HashMap<>();
        for (String one : words.isEmpty() ? List.<String>of() : List.of(words.split(",", -1))) {
            int colon = one.indexOf(':');
            leftOut.put(
                    new SenderId(Long.parseLong(one.substring(0, colon))),
                    UnavailableReason.valueOf(one.substring(colon + 1).toUpperCase(Locale.ROOT)));
        }
        return leftOut;
    }
}
