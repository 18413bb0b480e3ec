package io.mailyard.server;

import io.mailyard.operations.Metrics;
import io.mailyard.submission.SubmissionCounts;
import io.mailyard.submission.SubmissionServer;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** The metrics of SMTP submission. */
final class SubmissionMetrics {
    private SubmissionMetrics() {}

    static Metrics added(Metrics metrics, Optional<SubmissionServer> submission) {
        return metrics.count(
                        "mailyard_submission_connections",
                        "SMTP connections.",
                        () -> submitted(submission, SubmissionCounts::connections))
                .count(
                        "mailyard_submission_accepted",
                        "Messages accepted by SMTP.",
                        () -> submitted(submission, SubmissionCounts::accepted))
                .count(
                        "mailyard_submission_refused",
                        "Messages refused at the end of DATA.",
                        () -> submitted(submission, SubmissionCounts::refused))
                .count(
                        "mailyard_submission_sign_ins_refused",
                        "Refused SMTP sign-ins.",
                        () -> submitted(submission, SubmissionCounts::signInsRefused));
    }

    private static long submitted(
            Optional<SubmissionServer> submission, ToLongFunction<SubmissionCounts> count) {
        return submission.map(smtp -> count.applyAsLong(smtp.counts())).orElse(0L);
    }
}
