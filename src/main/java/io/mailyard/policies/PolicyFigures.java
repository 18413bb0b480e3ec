package io.mailyard.policies;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.Param;
import io.mailyard.api.Params;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.fields.Field;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * {@code strategies/rate} and {@code retry_rules/waits}: what the numbers of a policy come to,
 * whether it is stored or not.
 */
final class PolicyFigures {
    private static final String BASE = "/api/v1.1/admin/";

    /** Waits that are listed: they say how a rule goes on, and a rule may have 1000. */
    private static final int MOST_WAITS = 100;

    private static final long MINUTE = 60;
    private static final long HOUR = 3_600;
    private static final long DAY = 86_400;

    private static final Param<Long> CONNECTIONS = optional(Strategy.CONNECTIONS);
    private static final Param<Long> MESSAGES = optional(Strategy.MESSAGES);
    private static final Param<Long> ATTEMPTS = optional(Strategy.ATTEMPTS);
    private static final Param<Long> INTERVAL = optional(Strategy.INTERVAL);

    private static final Param<Long> RETRIES = optional(RetryRule.RETRIES);
    private static final Param<Long> MINUTES = optional(RetryRule.INTERVAL);
    private static final Param<String> TYPE = optional(RetryRule.TYPE);
    private static final Param<BigDecimal> EXPONENT = optional(RetryRule.EXPONENT);
    private static final Param<BigDecimal> MODIFIER = optional(RetryRule.MODIFIER);

    /** Members of a strategy that its fields come to. */
    static final ObjectSchema RATES =
            ObjectSchema.part()
                    .number(
                            "messages_per_interval",
                            "Messages of one address in an interval: the product of the"
                                    + " first three.")
                    .number("messages_per_minute", "The same in a minute, rounded down.")
                    .number("messages_per_hour", "The same in an hour, rounded down.")
                    .number("messages_per_day", "The same in a day, rounded down.");

    private static final ObjectSchema RATE =
            ObjectSchema.of(
                            "StrategyRate",
                            "How much one address sends to one destination at most.")
                    .including(RATES);
    private static final ObjectSchema WAIT =
            ObjectSchema.of("RetryWait", "A retry.")
                    .number("attempt", "The attempt's number: 2 is the first retry.")
                    .number("wait_seconds", "How long it waits after the attempt before, at least.")
                    .number("wait_seconds_most", "At most.")
                    .number("after_seconds", "How long after the first attempt, at least.")
                    .number("after_seconds_most", "At most.");
    private static final ObjectSchema WAITS =
            ObjectSchema.of("RetryWaits", "When a deferred message is tried again.")
                    .number("attempts", "Attempts in all.")
                    .number("seconds", "From the first to the last, at least.")
                    .number("seconds_most", "At most.")
                    .objects("waits", WAIT, "The first " + MOST_WAITS + " retries.");

    private PolicyFigures() {}

    /** The parameter of a field; absent, it has what a new object has. */
    private static <V> Param<V> optional(Field<V> field) {
        return Param.of(field.name(), field.sent().type(), field.doc())
                .defaultsTo(field.initial().orElseThrow());
    }

    static List<Route> routes() {
        return List.of(
                Route.read(
                                BASE + "strategies/rate",
                                "policies",
                                "How much one address would send by a strategy with these numbers.",
                                PolicyFigures::rate,
                                CONNECTIONS,
                                MESSAGES,
                                ATTEMPTS,
                                INTERVAL)
                        .answers(ReplySchema.one(RATE)),
                Route.read(
                                BASE + "retry_rules/waits",
                                "policies",
                                "When a retry rule with these numbers would try again.",
                                PolicyFigures::waits,
                                RETRIES,
                                MINUTES,
                                TYPE,
                                EXPONENT,
                                MODIFIER)
                        .answers(ReplySchema.one(WAITS)));
    }

    private static ApiReply rate(Call call) {
        Params params = call.params();
        long messages = params.get(CONNECTIONS) * params.get(MESSAGES) * params.get(ATTEMPTS);
        return ApiReply.one(out -> writeRates(out, messages, params.get(INTERVAL)));
    }

    /** Writes {@link #RATES}. */
    static void writeRates(Out out, long messages, long interval) {
        out.number("messages_per_interval", messages)
                .number("messages_per_minute", messages * MINUTE / interval)
                .number("messages_per_hour", messages * HOUR / interval)
                .number("messages_per_day", messages * DAY / interval);
    }

    /**
     * A retry.
     *
     * @param delay after the attempt before
     * @param after since the first attempt
     */
    private record RetryStepFigures(int attempt, Range delay, Range after) {}

    /** A time between two. */
    private record Range(Duration least, Duration most) {
        Range plus(Range other) {
            return new Range(least.plus(other.least), most.plus(other.most));
        }
    }

    private static ApiReply waits(Call call) {
        RetryRule rule = rule(call.params());
        List<RetryStepFigures> steps = new ArrayList<>();
        Range after = new Range(Duration.ZERO, Duration.ZERO);
        for (int attempt = 1; attempt <= rule.retries(); attempt++) {
            Range wait =
                    new Range(
                            rule.delay(attempt, always(0)),
                            rule.delay(attempt, always(Math.nextDown(1.0))));
            after = after.plus(wait);
            steps.add(new RetryStepFigures(attempt + 1, wait, after));
        }
        Range all = after;
        return ApiReply.one(out ->
                out.number("attempts", rule.retries() + 1L)
                        .number("seconds", rounded(all.least()))
                        .number("seconds_most", rounded(all.most()))
                        .objects(
                                "waits",
                                steps.stream().limit(MOST_WAITS).toList(),
                                PolicyFigures::write));
    }

    private static void write(Out out, RetryStepFigures step) {
        out.number("attempt", step.attempt())
                .number("wait_seconds", rounded(step.delay().least()))
                .number("wait_seconds_most", rounded(step.delay().most()))
                .number("after_seconds", rounded(step.after().least()))
                .number("after_seconds_most", rounded(step.after().most()));
    }

    private static long rounded(Duration duration) {
        return duration.plusMillis(500).toSeconds();
    }

    private static RetryRule rule(Params params) {
        return new RetryRule(
                0,
                "",
                RetryRule.Mode.ANY_NODE,
                params.get(RETRIES).intValue(),
                Duration.ofMinutes(params.get(MINUTES)),
                EnumNames.of(RetryRule.RetryRuleType.class, params.get(TYPE)),
                params.get(EXPONENT),
                params.get(MODIFIER),
                false);
    }

    /** Draws nothing: the end of a random rule's range. */
    private static RandomGenerator always(double drawn) {
        return new RandomGenerator() {
            @Override
            public long nextLong() {
                return 0;
            }

            @Override
            public double nextDouble() {
                return drawn;
            }
        };
    }
}
