package io.mailyard.routing;

import io.mailyard.api.Reference;
import io.mailyard.base.AccountId;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.routing.SenderAvailability.SenderHold;
import io.mailyard.routing.SenderAvailability.TransientState;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Data that determines the routing of an account's mail at one moment, except transient state.
 *
 * @param at the version with which it is current
 * @param entries virtual senders that route e-mail, ascending by id
 * @param senders state of each sender that their rules name
 */
record RoutingTable(
        AccountId account,
        RoutingVersion.Stamp at,
        List<VirtualSenderRules> entries,
        Map<SenderId, SenderState> senders) {
    /** A virtual sender with its rules and their hash. */
    record VirtualSenderRules(VirtualSenderId id, String name, List<Rule> rules, String hash) {
        int shares() {
            return rules.stream().mapToInt(rule -> rule.shares().size()).sum();
        }
    }

    /**
     * State of a sender.
     *
     * @param nodes nodes on which it has addresses
     * @param holds holds that concern the account
     */
    record SenderState(
            boolean deleted, boolean assigned, Set<Long> nodes, List<SenderHold> holds) {}

    /** The routing virtual sender: the named one, or the first. */
    Optional<VirtualSenderRules> entry(Optional<Reference> named) {
        return entries.stream()
                .filter(senderRules -> named.isEmpty() || matches(senderRules, named.get()))
                .findFirst();
    }

    private static boolean matches(VirtualSenderRules entry, Reference named) {
        return switch (named) {
            case Reference.ById(long id) -> entry.id().value() == id;
            case Reference.ByName(String name) -> entry.name().equals(name);
        };
    }

    /** Why a sender cannot send to a destination now; empty if it can. */
    Optional<UnavailableReason> unavailableReason(
            SenderId id, Destination destination, TransientState transientState) {
        SenderState sender = senders.get(id);
        return sender == null
                ? Optional.of(UnavailableReason.DELETED)
                : unavailableReason(sender, id, destination, transientState);
    }

    /** Why a sender in this state cannot send to a destination now; empty if it can. */
    static Optional<UnavailableReason> unavailableReason(
            SenderState sender,
            SenderId id,
            Destination destination,
            TransientState transientState) {
        if (sender.deleted()) {
            return Optional.of(UnavailableReason.DELETED);
        }
        if (!sender.assigned()) {
            return Optional.of(UnavailableReason.UNASSIGNED);
        }
        if (sender.nodes().isEmpty()) {
            return Optional.of(UnavailableReason.WITHOUT_IPS);
        }
        if (sender.holds().stream().anyMatch(hold -> hold.covers(destination))) {
            return Optional.of(UnavailableReason.HELD);
        }
        if (transientState
                .locks()
                .contains(
                        new SenderAvailability.DestinationLock(
                                id, destination.isp(), destination.domain()))) {
            return Optional.of(UnavailableReason.LOCKED);
        }
        return sender.nodes().stream().anyMatch(transientState.running()::contains)
                ? Optional.empty()
                : Optional.of(UnavailableReason.STOPPED);
    }

    /** Approximate size in shares. */
    int weight() {
        return 1 + entries.stream().mapToInt(VirtualSenderRules::shares).sum();
    }
}
