package io.mailyard.server;

import io.mailyard.operations.Metrics;
import io.mailyard.outcomes.MailCounts;
import io.mailyard.queue.Queue;
import io.mailyard.queue.QueueFigures;
import io.mailyard.statistics.SenderIspCounters;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The metrics of the queue. */
final class QueueMetrics {
    private QueueMetrics() {}

    static Metrics added(Metrics metrics, Queue queue) {
        return bySender(mail(queued(metrics, queue.figures()), queue.counts()), queue)
                .count(
                        "mailyard_queue_late_reports",
                        "Reports about mail that the session no longer held.",
                        queue::lateReports);
    }

    private static Metrics bySender(Metrics metrics, Queue queue) {
        SenderIspCounters counters = queue.statistics().counters();
        return metrics.counts(
                "mailyard_mail_recipients",
                "What became of recipients, by sender, ISP and outcome; the rest of many as other.",
                List.of("sender", "isp", "outcome"),
                () ->
                        counters.series().stream()
                                .map(one ->
                                        new Metrics.Labelled(
                                                List.of(one.sender(), one.isp(), one.outcome()),
                                                one.count()))
                                .toList());
    }

    private static Metrics queued(Metrics metrics, QueueFigures figures) {
        return metrics.gauge(
                        "mailyard_queue_new",
                        "Recipients that wait for their first attempt.",
                        () -> figures.of(QueueFigures.Figures::fresh))
                .gauge(
                        "mailyard_queue_retry",
                        "Recipients that wait for another attempt.",
                        () -> figures.of(QueueFigures.Figures::retry))
                .gauge(
                        "mailyard_queue_proc",
                        "Recipients that are with a node.",
                        () -> figures.of(QueueFigures.Figures::proc))
                .gauge(
                        "mailyard_queue_hold",
                        "Suspended recipients.",
                        () -> figures.of(QueueFigures.Figures::hold))
                .gauge(
                        "mailyard_platform_stopped",
                        "1 while all mail is stopped by an administrator.",
                        () -> figures.of(QueueFigures.Figures::stopped))
                .gauge(
                        "mailyard_ledger_imbalance",
                        "Recipients accepted and in no other column of the ledger, or the other way round; 0 as it should be.",
                        () -> figures.of(QueueFigures.Figures::imbalance))
                .gauge(
                        "mailyard_ledger_unbalanced_accounts",
                        "Accounts whose ledger does not balance; 0 as it should be.",
                        () -> figures.of(QueueFigures.Figures::unbalanced))
                .gauge(
                        "mailyard_queue_oldest_seconds",
                        "How long the oldest active recipient has waited, not counting suspensions; 0 if none waits.",
                        () -> figures.of(QueueFigures.Figures::oldestMillis) / 1e3)
                .gauges(
                        "mailyard_ledger_off",
                        "Recipients accepted and nowhere, by account: the 20 with the largest imbalance.",
                        "account",
                        () -> worst(figures))
                .gauge(
                        "mailyard_leases",
                        "Engines of nodes that may hold mail.",
                        () -> figures.of(QueueFigures.Figures::leases));
    }

    private static Map<String, Long> worst(QueueFigures figures) {
        Map<String, Long> worst = new LinkedHashMap<>();
        figures.recent().worst().forEach((id, off) -> worst.put(Long.toString(id), off));
        return worst;
    }

    private static Metrics mail(Metrics metrics, MailCounts counts) {
        return metrics.count("mailyard_mail_accepted", "Recipients accepted.", counts::accepted)
                .count(
                        "mailyard_mail_attempts",
                        "Attempts that nodes have reported.",
                        counts::attempts)
                .count(
                        "mailyard_mail_delivered",
                        "Recipients whose host took the message.",
                        counts::delivered)
                .count("mailyard_mail_deferred", "Attempts to be repeated.", counts::deferred)
                .count(
                        "mailyard_mail_bounced_hard",
                        "Recipients whose mailbox does not exist.",
                        counts::bouncedHard)
                .count(
                        "mailyard_mail_bounced",
                        "Recipients refused for another reason.",
                        counts::bounced)
                .count(
                        "mailyard_mail_expired",
                        "Recipients given up after their last retry or at their expiry.",
                        counts::expired)
                .count(
                        "mailyard_leases_lost",
                        "Engines not heard of in time, whose mail went back.",
                        counts::leasesLost);
    }
}
