package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.routing.ShareCounts.Counted;
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
 * What the senders of one rule got in a window, held against what was promised.
 *
 * @param rules a row of {@code routed_rules}: each change of a virtual sender's rules has its own
 * @param place of the rule, from 0
 * @param recipients how many were routed by it
 * @param shares of each of its senders, in the order of the rule
 */
record ShareReport(
        long rules, int place, Condition condition, long recipients, List<OfSender> shares) {
    /**
     * One sender.
     *
     * @param percent promised
     * @param expected recipients, with regard to who could not send meanwhile
     * @param got recipients
     * @param chance of so large a deviation, or a larger one, to either side
     */
    record OfSender(SenderId sender, int percent, double expected, long got, double chance) {}

    ShareReport {
        shares = List.copyOf(shares);
    }

    /**
     * Adds up what was counted.
     *
     * @param rulesOf the rules by their row
     */
    static List<ShareReport> of(List<Counted> counted, Map<Long, List<Rule>> rulesOf) {
        record Key(long rules, int rule) {}
        Map<Key, List<Counted>> groups = new LinkedHashMap<>();
        counted.forEach(one ->
                groups.computeIfAbsent(new Key(one.rules(), one.rule()), _ -> new ArrayList<>())
                        .add(one));
        List<ShareReport> observed = new ArrayList<>();
        groups.forEach((key, of) -> {
            List<Rule> rules = rulesOf.getOrDefault(key.rules(), List.of());
            if (key.rule() < rules.size()) {
                observed.add(of(key.rules(), key.rule(), rules.get(key.rule()), of));
            }
        });
        return observed;
    }

    private static ShareReport of(long rules, int place, Rule rule, List<Counted> counted) {
        List<Share> shares = rule.shares();
        long[] got = new long[shares.size()];
        Map<String, Long> byLeftOut = new LinkedHashMap<>();
        for (Counted one : counted) {
            got[one.share()] += one.recipients();
            byLeftOut.merge(one.leftOut(), one.recipients(), Long::sum);
        }
        double[] expected = new double[shares.size()];
        byLeftOut.forEach((words, recipients) -> {
            List<Double> parts =
                    SenderSelector.parts(shares, AccountRouter.leftOut(words).keySet());
            for (int i = 0; i < expected.length; i++) {
                expected[i] += (double) recipients * parts.get(i);
            }
        });
        long all = counted.stream().mapToLong(Counted::recipients).sum();
        List<OfSender> ofSenders = new ArrayList<>();
        for (int i = 0; i < expected.length; i++) {
            ofSenders.add(
                    new OfSender(
                            shares.get(i).sender(),
                            shares.get(i).percent(),
                            expected[i],
                            got[i],
                            Binomial.chance(all, expected[i] / all, got[i])));
        }
        return new ShareReport(rules, place, rule.condition(), all, ofSenders);
    }

    /** The least of its chances. */
    double chance() {
        return shares.stream().mapToDouble(OfSender::chance).min().orElse(1);
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

    /** As {@code vsenders/shares} answers it. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("Shares", "Observed shares against the percents of the rules.")
                    .time("since", "Start of the window, a full hour.")
                    .time("until", "End of the window, a full hour.")
                    .objects("rules", OF_RULE, "Rules that routed mail in the window.");

    void write(Out out) {
        out.number("rules_id", rules).number("rule", place);
        RuleText.condition(out, condition);
        out.number("recipients", recipients)
                .objects(
                        "senders",
                        shares,
                        (item, one) ->
                                item.number("sender_id", one.sender().value())
                                        .number("percent", one.percent())
                                        .value("expected", decimal(one.expected(), 1))
                                        .number("observed", one.got())
                                        .value(
                                                "observed_percent",
                                                decimal(100.0 * one.got() / recipients, 2))
                                        .value("chance", precise(one.chance())));
    }

    private static Value decimal(double number, int places) {
        return new Value.Numeral(
                BigDecimal.valueOf(number).setScale(places, RoundingMode.HALF_UP).toPlainString());
    }

    /** Three digits that count. */
    private static Value precise(double chance) {
        return new Value.Numeral(BigDecimal.valueOf(chance).round(new MathContext(3)).toString());
    }
}
