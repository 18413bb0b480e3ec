package io.mailyard.routing;

import io.mailyard.api.ObjectSchema;
import io.mailyard.senders.SenderId;
import io.mailyard.wire.Out;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;

/**
 * Progress of a sender's warmup with an ISP on one day.
 *
 * @param rule index of the rule
 * @param routed recipients routed to the sender by any rule
 */
record WarmupProgress(
        int rule, SenderId sender, Warmup ramp, LocalDate date, String isp, long routed) {
    /** The schema of {@link #write}. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.of("WarmupProgress", "Progress of a warm-up ramp with an ISP on one day.")
                    .number("rule", "Index of the rule, from 0.")
                    .number("sender_id", "The sender.")
                    .date("date", "The day, of UTC.")
                    .number("day", "1 on the ramp's first day.")
                    .text("isp", "The ISP; other: domains of no ISP.")
                    .number("limit", "Recipients at most on that day.")
                    .number("routed", "Recipients routed to the sender.")
                    .number("left", "Recipients left for the day.")
                    .number("ceiling", "Recipients a day at most.")
                    .flag("at_ceiling", "Whether the ramp has reached it.");

    /** Writes the members; {@code day} is 1 on the first day. */
    void write(Out out) {
        long limit = ramp.limit(isp, date);
        out.number("rule", rule)
                .number("sender_id", sender.value())
                .text("date", date.toString())
                .number("day", Math.max(0, ChronoUnit.DAYS.between(ramp.begins(), date) + 1))
                .text("isp", isp)
                .number("limit", limit)
                .number("routed", routed)
                .number("left", Math.max(0, limit - routed))
                .number("ceiling", ramp.ceilings().getOrDefault(isp, ramp.ceiling()))
                .flag("at_ceiling", ramp.isFull(isp, date));
    }
}
