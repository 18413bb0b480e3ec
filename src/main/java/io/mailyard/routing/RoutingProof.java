package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.routing.Selection.UnavailableReason;
import io.mailyard.routing.Share.ShareOverrides;
import io.mailyard.senders.MtaSettings.Ip;
import io.mailyard.senders.SenderId;
import io.mailyard.wire.Out;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Explains a recipient's sender: the rules and which of them matched, the senders of that rule, the
 * unavailable ones with reasons, and the draw.
 *
 * @param virtualSender the routing virtual sender, with its {@code name} and {@code rules} at the
 *     time
 * @param request the routing request, whose ids are the seed of the draw
 * @param selection the replayed selection
 * @param ips current source addresses of each sender of the rule
 */
public record RoutingProof(
        VirtualSenderId virtualSender,
        String name,
        List<Rule> rules,
        AccountRouter.RoutingRequest request,
        Selection selection,
        Map<SenderId, List<Ip>> ips) {
    /** Copies the collections. */
    public RoutingProof {
        rules = List.copyOf(rules);
        ips = Map.copyOf(ips);
    }

    /** Whether the replayed selection equals the stored decision. */
    boolean isOf(RoutingDecision decision) {
        return switch (selection) {
            case Selection.Chosen chosen ->
                    decision.rule() == chosen.rule()
                            && decision.share().orElse(-1) == place(chosen)
                            && decision.sender().equals(Optional.of(chosen.share().sender()));
            case Selection.NoneAble none ->
                    decision.rule() == none.rule() && decision.sender().isEmpty();
            case Selection.NoRule() -> false;
        };
    }

    private int place(Selection.Chosen chosen) {
        return rules.get(chosen.rule()).shares().indexOf(chosen.share());
    }

    /** Writes the members. */
    public void write(Out out) {
        out.number("vsender_id", virtualSender.value()).text("vsender", name);
        out.text("seed", request.message() + "." + request.recipient());
        int matched = matched();
        out.objects(
                "rules",
                indexes(rules.size()),
                (item, place) -> {
                    Condition condition = rules.get(place).condition();
                    item.number("rule", place);
                    RuleText.condition(item, condition);
                    item.flag("matched", place == matched);
                    item.text(
                            "why",
                            place > matched
                                    ? "a rule before it matched"
                                    : place == matched
                                            ? ""
                                            : missed(condition, request.attributes()));
                });
        out.numberOrNull("rule", matched < 0 ? null : (long) matched);
        if (matched >= 0) {
            candidates(out, rules.get(matched).shares());
        }
        chosen(out);
    }

    private static final ObjectSchema CANDIDATE_IP =
            ObjectSchema.of("CandidateIp", "An address of a candidate.")
                    .number("node_id", "The node.")
                    .text("ip", "The address.");
    private static final ObjectSchema CANDIDATE =
            ObjectSchema.of("Candidate", "A sender of the matched rule.")
                    .number("sender_id", "The sender.")
                    .number("percent", "Percent of the rule's messages.")
                    .text("left_out", "Why it was left out; empty: it was not.")
                    .number("draws_from", "First draw that selects it; null: none does.")
                    .orNull()
                    .number("draws_below", "First draw above that no longer selects it.")
                    .orNull()
                    .objects("ips", CANDIDATE_IP, "Addresses that it sends from.");
    private static final ObjectSchema RULE =
            ObjectSchema.of("RuleMatch", "A rule, and whether it matches the message.")
                    .number("rule", "Index of the rule, from 0.")
                    .including(RuleText.CONDITION)
                    .flag("matched", "Whether it is the rule that matched.")
                    .text("why", "Why it did not match; empty: it did.");

    /** The schema of {@link #write}. */
    public static final ObjectSchema SCHEMA =
            ObjectSchema.part()
                    .number("vsender_id", "The virtual sender.")
                    .text("vsender", "Its name.")
                    .text("seed", "Seed of the draw: message and recipient.")
                    .objects("rules", RULE, "Its rules, in order.")
                    .number("rule", "Index of the matched rule; null: none.")
                    .orNull()
                    .objects("candidates", CANDIDATE, "The senders of that rule.")
                    .optional()
                    .number("draw", "The number drawn; null: no draw.")
                    .orNull()
                    .number("draw_of", "Draws range from 0 to below this number.")
                    .optional()
                    .flag("redrawn", "Whether the draw was repeated among the available senders.")
                    .optional()
                    .number("sender_id", "The selected sender; null: none.")
                    .orNull()
                    .text("from_email", "Replaces the From address; empty: unchanged.")
                    .optional()
                    .text("replyto_email", "Replaces the Reply-To address; empty: unchanged.")
                    .optional()
                    .text("from_name", "Replaces the name in From; empty: unchanged.")
                    .optional();

    private int matched() {
        return switch (selection) {
            case Selection.Chosen chosen -> chosen.rule();
            case Selection.NoneAble none -> none.rule();
            case Selection.NoRule() -> -1;
        };
    }

    private static List<Integer> indexes(int size) {
        return IntStream.range(0, size).boxed().toList();
    }

    /** Why a rule does not match: the actual attribute of the message. */
    private static String missed(Condition condition, MessageAttributes attributes) {
        return switch (condition) {
            case Condition.Always() -> "";
            case Condition.OfGroup _ -> "the group is " + attributes.group();
            case Condition.FromDomain _ ->
                    "the domain of From is " + shown(attributes.fromDomain());
            case Condition.ToDomain _ ->
                    "the recipient's domain is " + shown(attributes.toDomain());
            case Condition.FromEmail _ -> "From is " + shown(attributes.fromEmail());
        };
    }

    private static String shown(String text) {
        return text.isEmpty() ? "empty" : text;
    }

    private Map<SenderId, UnavailableReason> leftOut() {
        return switch (selection) {
            case Selection.Chosen chosen -> chosen.leftOut();
            case Selection.NoneAble none -> none.leftOut();
            case Selection.NoRule() -> Map.of();
        };
    }

    /** The senders of the rule with the draws that select each. */
    private void candidates(Out out, List<Share> shares) {
        Map<SenderId, UnavailableReason> leftOut = leftOut();
        boolean redrawn = selection instanceof Selection.Chosen chosen && chosen.redrawn();
        List<Share> drawnOver =
                redrawn ? SenderSelector.availableShares(shares, leftOut.keySet()) : shares;
        int[] end = {0};
        out.objects(
                "candidates",
                shares,
                (item, share) -> {
                    UnavailableReason reason = leftOut.get(share.sender());
                    boolean drawn = drawnOver.contains(share);
                    item.number("sender_id", share.sender().value())
                            .number("percent", share.percent())
                            .text("left_out", reason == null ? "" : AccountRouter.text(reason))
                            .numberOrNull("draws_from", drawn ? (long) end[0] : null);
                    end[0] += drawn ? share.percent() : 0;
                    item.numberOrNull("draws_below", drawn ? (long) end[0] : null)
                            .objects(
                                    "ips",
                                    ips.getOrDefault(share.sender(), List.of()),
                                    (one, ip) ->
                                            one.number("node_id", ip.node()).text("ip", ip.ip()));
                });
    }

    private void chosen(Out out) {
        if (!(selection instanceof Selection.Chosen chosen)) {
            out.nothing("draw").nothing("sender_id");
            return;
        }
        ShareOverrides put = chosen.share().overrides();
        out.number("draw", chosen.draw())
                .number("draw_of", chosen.redrawn() ? able(chosen) : 100)
                .flag("redrawn", chosen.redrawn())
                .number("sender_id", chosen.share().sender().value())
                .text("from_email", put.fromEmail().orElse(""))
                .text("replyto_email", put.replyTo().orElse(""))
                .text("from_name", put.fromName().orElse(""));
    }

    private int able(Selection.Chosen chosen) {
        List<Share> shares = rules.get(chosen.rule()).shares();
        return SenderSelector.availableShares(shares, chosen.leftOut().keySet()).stream()
                .mapToInt(Share::percent)
                .sum();
    }
}
