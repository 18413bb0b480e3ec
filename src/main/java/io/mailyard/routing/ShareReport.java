package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.routing.ShareCounts.ShareCount;
import io.mailyard.senders.SenderId;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Actual shares of a rule's senders in a window, compared with the configured ones.
 *
 * @param rules id of a row of {@code routed_rules}: each change of a virtual sender's rules has its
 *     own
 * @param rule index of the rule
 * @param recipients number of recipients routed by the rule
 * @param shares shares of its senders in the order of the rule
 */
record ShareReport(
        long rules, int rule, Condition condition, long recipients, List<SenderShare> shares) {
    /**
     * Share of one sender.
     *
     * @param percent configured percentage
     * @param expected expected recipients, considering which senders were unavailable
     * @param actual actual recipients
     * @param chance probability of a deviation at least this large, in either direction
     */
    record SenderShare(SenderId sender, int percent, double expected, long actual, double chance) {}

    ShareReport {
        shares = List.copyOf(shares);
    }

    /**
     * Sums up counts.
     *
     * @param rulesOf the rules by row id
     */
    static List<ShareReport> of(List<ShareCount> counted, Map<Long, List<Rule>> rulesOf) {
        record ShareKey(long rules, int rule) {}
        Map<ShareKey, List<ShareCount>> groups = new LinkedHashMap<>();
        counted.forEach(shareCount ->
                groups.computeIfAbsent(
                                new ShareKey(shareCount.rules(), shareCount.rule()),
                                _ -> new ArrayList<>())
                        .add(shareCount));
        List<ShareReport> observed = new ArrayList<>();
        groups.forEach((key, of) -> {
            List<Rule> rules = rulesOf.getOrDefault(key.rules(), List.of());
            if (key.rule() < rules.size()) {
                observed.add(of(key.rules(), key.rule(), rules.get(key.rule()), of));
            }
        });
        return observed;
    }

    private static ShareReport of(long rules, int place, Rule rule, List<ShareCount> counted) {
        List<Share> shares = rule.shares();
        long[] got = new long[shares.size()];
        Map<String, Long> byLeftOut = new LinkedHashMap<>();
        for (ShareCount shareCount : counted) {
            got[shareCount.share()] += shareCount.recipients();
            byLeftOut.merge(shareCount.leftOut(), shareCount.recipients(), Long::sum);
        }
        double[] expected = new double[shares.size()];
        byLeftOut.forEach((words, recipients) -> {
            List<Double> parts =
                    SenderSelector.parts(shares, AccountRouter.leftOut(words).keySet());
            for (int i = 0; i < expected.length; i++) {
                expected[i] += (double) recipients * parts.get(i);
            }
        });
        long all = counted.stream().mapToLong(ShareCount::recipients).sum();
        List<SenderShare> ofSenders = new ArrayList<>();
        for (int i = 0; i < expected.length; i++) {
            ofSenders.add(
                    new SenderShare(
                            shares.get(i).sender(),
                            shares.get(i).percent(),
                            expected[i],
                            got[i],
                            Binomial.chance(all, expected[i] / all, got[i])));
        }
        return new ShareReport(rules, place, rule.condition(), all, ofSenders);
    }

    /** The lowest probability of its senders. */
    double chance() {
        return shares.stream().mapToDouble(SenderShare::chance).min().orElse(1);
    }

    private static final ObjectSchema OF_SENDER =
            ObjectSchema.of("ShareOfSender", "Share that a sender of a rule received.")
                    .number("sender_id", "The sender.")
                    .number("percent", "Percent in the rule.")
                    .decimal("expected", "Expected recipients.")
                    .number("observed", "Observed recipients.")
                    .decimal("observed_percent", "Observed recipients in percent.")
                    .decimal("chance", "Probability of a deviation this large.");
    private static final ObjectSchema OF_RULE =
            ObjectSchema.of("SharesOfRule", "Shares that the senders of a rule received.")
                    .number("rules_id", "Version of the rules.")
                    .number("rule", "Index of the rule, from 0.")
                    .including(RuleText.CONDITION)
                    .number("recipients", "Recipients routed by the rule.")
                    .objects("senders", OF_SENDER, "Its senders.");

    /** The schema of the reply of {@code vsenders/shares}. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Shares", "Observed shares against the percents of the rules.")
                    .time("since", "Start of the window, a full hour.")
                    .time("until", "End of the window, a full hour.")
                    .objects("rules", OF_RULE, "Rules that routed mail in the window.");

    void write(Out out) {
        out.number("rules_id", rules).number("rule", rule);
        RuleText.condition(out, condition);
        out.number("recipients", recipients)
                .objects(
                        "senders",
                        shares,
                        (item, senderShare) ->
                                item.number("sender_id", senderShare.sender().value())
                                        .number("percent", senderShare.percent())
                                        .value("expected", decimal(senderShare.expected(), 1))
                                        .number("observed", senderShare.actual())
                                        .value(
                                                "observed_percent",
                                                decimal(
                                                        100.0 * senderShare.actual() / recipients,
                                                        2))
                                        .value("chance", precise(senderShare.chance())));
    }

    private static Value decimal(double number, int places) {
        return new Value.Numeral(
                BigDecimal.valueOf(number).setScale(places, RoundingMode.HALF_UP).toPlainString());
    }

    /** Three significant digits. */
    private static Value precise(double chance) {
        return new Value.Numeral(BigDecimal.valueOf(chance).round(new MathContext(3)).toString());
    }
}
