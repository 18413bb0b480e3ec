package io.mailyard.server;

import io.mailyard.db.Database;
import io.mailyard.events.Events;
import io.mailyard.http.HttpServer;
import io.mailyard.operations.Metrics;
import io.mailyard.submission.SubmissionServer;
import java.util.Optional;

/** Figures of the server's own, to which components add theirs. */
final class ServerMetrics {
    private ServerMetrics() {}

    private static Metrics httpMetrics(HttpServer http) {
        return new Metrics()
                .gauge(
                        "mailyard_http_streams",
                        "Pages of the panel that are kept up to date by an open connection.",
                        http::streams);
    }

    static Metrics of(
            Database database,
            Components components,
            HttpServer http,
            Optional<SubmissionServer> submission) {
        Events events = components.events();
        return SubmissionMetrics.added(
                        QueueMetrics.added(httpMetrics(http), components.queue()), submission)
                .count(
                        "mailyard_webhooks_delivered",
                        "Events that webhooks accepted.",
                        () -> events.counts().delivered())
                .count(
                        "mailyard_webhooks_failed",
                        "Requests that webhooks did not accept.",
                        () -> events.counts().failed())
                .count(
                        "mailyard_webhooks_dropped",
                        "Events that were dropped before a webhook received them.",
                        () -> events.counts().dropped())
                .gauge(
                        "mailyard_vsender_least_chance",
                        "Least chance of what a rule's senders got today, 5 minutes old; 1 without"
                                + " any.",
                        () -> components.shares().leastChance())
                .gauge(
                        "mailyard_store_up",
                        "1 while the store answers.",
                        () -> database.healthy() ? 1 : 0);
    }
}
