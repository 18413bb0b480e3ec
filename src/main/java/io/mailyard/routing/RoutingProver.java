package io.mailyard.routing;

import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.senders.MtaSettings;
import io.mailyard.senders.MtaSettings.Ip;
import io.mailyard.senders.SenderId;
import io.mailyard.senders.Senders;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Explains routing decisions by repeating them from stored data. */
public final class RoutingProver {
    private final Senders senders;

    public RoutingProver(Senders senders) {
        this.senders = senders;
    }

    /**
     * Explanation of an accepted message.
     *
     * @param same whether the repetition selected the same sender
     */
    public record ReplayedProof(RoutingProof proof, boolean same) {}

    /** Routing data at the time of the decision. */
    private record SavedRouting(
            VirtualSenderId id,
            String name,
            List<Rule> rules,
            Map<SenderId, UnavailableReason> leftOut) {}

    /** Explains how mail would be routed now. */
    public RoutingProof explain(
            Tx tx, AccountRouter router, AccountRouter.RoutingRequest request, Instant now) {
        Selection selection = router.select(tx, request, now);
        return new RoutingProof(
                router.virtualSender(),
                router.name(),
                router.rules(),
                request,
                selection,
                ips(tx, router.rules(), selection));
    }

    /** Explains a past decision; empty if its routing data is no longer stored. */
    public Optional<ReplayedProof> replay(
            Tx tx,
            AccountId account,
            RoutingDecision decision,
            AccountRouter.RoutingRequest request) {
        return savedRouting(tx, account, decision.routing().orElse(0))
                .map(pinned -> {
                    Selection selection =
                            SenderSelector.select(
                                    pinned.rules(),
                                    request.attributes(),
                                    request.message(),
                                    request.recipient(),
                                    share ->
                                            Optional.ofNullable(
                                                    pinned.leftOut().get(share.sender())));
                    RoutingProof proof =
                            new RoutingProof(
                                    pinned.id(),
                                    pinned.name(),
                                    pinned.rules(),
                                    request,
                                    selection,
                                    ips(tx, pinned.rules(), selection));
                    return new ReplayedProof(proof, proof.isOf(decision));
                });
    }

    private static Optional<SavedRouting> savedRouting(Tx tx, AccountId account, long routing) {
        return tx.one(
                "SELECT u.vsender_id, u.name, u.rules, g.left_out FROM routings g JOIN routed_rules u ON u.id = g.rules_id"
                        + " WHERE u.account_id = ? AND g.id = ?",
                row ->
                        new SavedRouting(
                                new VirtualSenderId(row.number("vsender_id")),
                                row.text("name"),
                                RuleText.read(row.text("rules")),
                                AccountRouter.leftOut(row.text("left_out"))),
                account.value(),
                routing);
    }

    private Map<SenderId, List<Ip>> ips(Tx tx, List<Rule> rules, Selection selection) {
        int rule =
                switch (selection) {
                    case Selection.Chosen chosen -> chosen.rule();
                    case Selection.NoneAble none -> none.rule();
                    case Selection.NoRule() -> -1;
                };
        Map<SenderId, List<Ip>> ips = new HashMap<>();
        for (Share share : rule < 0 ? List.<Share>of() : rules.get(rule).shares()) {
            ips.put(
                    share.sender(),
                    senders.find(tx, share.sender())
                            .flatMap(sender -> sender.mta())
                            .map(MtaSettings::ips)
                            .orElse(List.of()));
        }
        return ips;
    }
}
