package io.mailyard.routing;

import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.routing.SenderAvailability.Hold;
import io.mailyard.routing.SenderAvailability.TransientState;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * All that decides where an account's mail goes, as it was at a moment, but for what passes by
 * itself.
 *
 * @param at the stamps by which it is known to be good
 * @param entries the virtual senders that route e-mail, ascending by id
 * @param senders what is known of each sender that their rules name
 */
record RoutingTable(
        AccountId account,
        RoutingVersion.At at,
        List<Entry> entries,
        Map<SenderId, Known> senders) {
    /** A virtual sender with its rules, and by what they are known. */
    record Entry(VirtualSenderId id, String name, List<Rule> rules, String hash) {
        int shares() {
            return rules.stream().mapToInt(rule -> rule.shares().size()).sum();
        }
    }

    /**
     * A sender.
     *
     * @param nodes those that it has addresses on
     * @param holds those that concern the account
     */
    record Known(boolean deleted, boolean assigned, Set<Long> nodes, List<Hold> holds) {}

    /** The virtual sender that routes: the named one, or the first. */
    Optional<Entry> entry(Optional<Reference> named) {
        return entries.stream().filter(one -> named.isEmpty() || is(one, named.get())).findFirst();
    }

    private static boolean is(Entry entry, Reference named) {
        return switch (named) {
            case Reference.ById(long id) -> entry.id().value() == id;
            case Reference.ByName(String name) -> entry.name().equals(name);
        };
    }

    /** Why a sender cannot send there now; empty where it can. */
    Optional<UnavailableReason> hindrance(SenderId id, Destination to, TransientState passing) {
        Known sender = senders.get(id);
        return sender == null
                ? Optional.of(UnavailableReason.DELETED)
                : hindrance(sender, id, to, passing);
    }

    /** Why a sender of which this is known cannot send there now; empty where it can. */
    static Optional<UnavailableReason> hindrance(
            Known sender, SenderId id, Destination to, TransientState passing) {
        if (sender.deleted()) {
            return Optional.of(UnavailableReason.DELETED);
        }
        if (!sender.assigned()) {
            return Optional.of(UnavailableReason.UNASSIGNED);
        }
        if (sender.nodes().isEmpty()) {
            return Optional.of(UnavailableReason.WITHOUT_IPS);
        }
        if (sender.holds().stream().anyMatch(hold -> hold.covers(to))) {
            return Optional.of(UnavailableReason.HELD);
        }
        if (passing.locks().contains(new SenderAvailability.Lock(id, to.isp(), to.domain()))) {
            return Optional.of(UnavailableReason.LOCKED);
        }
        return sender.nodes().stream().anyMatch(passing.running()::contains)
                ? Optional.empty()
                : Optional.of(UnavailableReason.STOPPED);
    }

    /** About how much memory it takes, in shares. */
    int weight() {
        return 1 + entries.stream().mapToInt(Entry::shares).sum();
    }
}
