package io.mailyard;

import io.mailyard.operations.Metrics;
import io.mailyard.queue.Queue;
import io.mailyard.queue.QueueFigures;

/** The queue in the metrics. */
final class QueueMetrics {
    private QueueMetrics() {}

    static Metrics added(Metrics metrics, Queue queue) {
        QueueFigures figures = queue.figures();
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
                        "Recipients that stand.",
                        () -> figures.of(QueueFigures.Figures::hold))
                .gauge(
                        "mailyard_ledger_imbalance",
                        "Recipients accepted and in no other column of the ledger, or the other way round; 0 as it should be.",
                        () -> figures.of(QueueFigures.Figures::imbalance))
                .count(
                        "mailyard_queue_late_reports",
                        "Reports of parcels that the session did not hold any more.",
                        queue::lateReports);
    }
}
