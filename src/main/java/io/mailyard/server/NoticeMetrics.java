package io.mailyard.server;

import io.mailyard.notices.Notices;
import io.mailyard.operations.Metrics;

/** The metrics of the platform's own mail. */
final class NoticeMetrics {
    private NoticeMetrics() {}

    static Metrics added(Metrics metrics, Notices notices) {
        return metrics.count(
                        "mailyard_notices_queued",
                        "Own mails queued.",
                        () -> notices.counts().queued())
                .count(
                        "mailyard_notices_sent",
                        "Own mails accepted by a mail host.",
                        () -> notices.counts().sent())
                .count(
                        "mailyard_notices_deferred",
                        "Deferred attempts.",
                        () -> notices.counts().deferred())
                .count(
                        "mailyard_notices_failed",
                        "Own mails given up.",
                        () -> notices.counts().failed());
    }
}
