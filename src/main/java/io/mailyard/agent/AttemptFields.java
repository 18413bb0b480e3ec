package io.mailyard.agent;

import io.mailyard.base.AttemptDetails;
import io.mailyard.delivery.DeliveryReport;
import io.mailyard.wire.Out;
import java.time.Duration;

/** Optional members of a report: details of the attempt, and its conversation. */
final class AttemptFields {
    /** Ten years, as for delays. */
    private static final long MAX_MILLIS = Duration.ofDays(3650).toMillis();

    private AttemptFields() {}

    /** Writes them; a server of an earlier release ignores them. */
    static void write(Out out, DeliveryReport report) {
        AttemptDetails details = report.details();
        if (details.equals(AttemptDetails.NONE)) {
            return;
        }
        out.text("stage", details.stage()).text("class", details.bounceClass());
        if (!details.pattern().isEmpty()) {
            out.number("pattern_id", details.patternId()).text("pattern", details.pattern());
        }
        out.text("tls", details.tls())
                .number("connect_ms", details.connectMillis())
                .number("answer_ms", details.answerMillis());
        if (details.conversation() != 0) {
            out.number("conversation_id", details.conversation());
        }
        if (!report.conversation().isEmpty()) {
            out.text("conversation", report.conversation());
        }
    }

    /** {@link AttemptDetails#NONE} of an older node. */
    static AttemptDetails read(ProtocolFields fields) {
        if (!fields.has("stage")) {
            return AttemptDetails.NONE;
        }
        boolean matched = fields.has("pattern");
        return new AttemptDetails(
                fields.text("stage", AttemptDetails.MAX_WORD),
                fields.text("class", AttemptDetails.MAX_WORD),
                matched ? fields.number("pattern_id", 0, Long.MAX_VALUE) : 0,
                matched ? fields.text("pattern", AttemptDetails.MAX_PATTERN) : "",
                fields.text("tls", AttemptDetails.MAX_WORD),
                fields.number("connect_ms", AttemptDetails.UNKNOWN, MAX_MILLIS),
                fields.number("answer_ms", AttemptDetails.UNKNOWN, MAX_MILLIS),
                fields.has("conversation_id") ? fields.id("conversation_id") : 0);
    }
}
