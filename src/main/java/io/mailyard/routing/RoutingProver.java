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

/** Proves by which sender mail goes or went, by choosing again from what is known of it. */
public final class RoutingProver {
    private final Senders senders;

    public RoutingProver(Senders senders) {
        this.senders = senders;
    }

    /**
     * A proof of mail that was accepted.
     *
     * @param same whether choosing again gave the sender that was chosen
     */
    public record Replayed(RoutingProof proof, boolean same) {}

    /** What mail was routed by, as it was. */
    private record Pinned(
            VirtualSenderId id,
            String name,
            List<Rule> rules,
            Map<SenderId, UnavailableReason> leftOut) {}

    /** How mail would go now. */
    public RoutingProof imagined(
            Tx tx, AccountRouter routes, AccountRouter.Asked asked, Instant now) {
        Selection choice = routes.choice(tx, asked, now);
        return new RoutingProof(
                routes.virtualSender(),
                routes.name(),
                routes.rules(),
                asked,
                choice,
                ips(tx, routes.rules(), choice));
    }

    /** Why mail went as it did; empty where what it was routed by is not kept any more. */
    public Optional<Replayed> past(
            Tx tx, AccountId account, RoutingDecision kept, AccountRouter.Asked asked) {
        return pinned(tx, account, kept.routing().orElse(0))
                .map(pinned -> {
                    Selection choice =
                            SenderSelector.choose(
                                    pinned.rules(),
                                    asked.facts(),
                                    asked.message(),
                                    asked.recipient(),
                                    share ->
                                            Optional.ofNullable(
                                                    pinned.leftOut().get(share.sender())));
                    RoutingProof proof =
                            new RoutingProof(
                                    pinned.id(),
                                    pinned.name(),
                                    pinned.rules(),
                                    asked,
                                    choice,
                                    ips(tx, pinned.rules(), choice));
                    return new Replayed(proof, proof.is(kept));
                });
    }

    private static Optional<Pinned> pinned(Tx tx, AccountId account, long routing) {
        return tx.one(
                "SELECT u.vsender_id, u.name, u.rules, g.left_out FROM routings g JOIN routed_rules u ON u.id = g.rules_id"
                        + " WHERE u.account_id = ? AND g.id = ?",
                row ->
                        new Pinned(
                                new VirtualSenderId(row.number(1)),
                                row.text(2),
                                RuleText.read(row.text(3)),
                                AccountRouter.leftOut(row.text(4))),
                account.value(),
                routing);
    }

    private Map<SenderId, List<Ip>> ips(Tx tx, List<Rule> rules, Selection choice) {
        int rule =
                switch (choice) {
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
