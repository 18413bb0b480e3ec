package io.mailyard.server;

import io.mailyard.alerts.AlertComponents;
import io.mailyard.alerts.AlertCounts;
import io.mailyard.alerts.AlertsConfig;
import io.mailyard.api.Route;
import io.mailyard.config.Settings;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RelayConfig;
import io.mailyard.operations.Metrics;
import io.mailyard.statistics.AccountFigures;
import io.mailyard.statistics.StatisticsConfig;
import io.mailyard.templates.Templates;
import java.time.Clock;
import java.util.List;

/** Connects alerts with what they are about. */
record AlertWiring(AlertComponents alerts) {

    static AlertWiring open(
            Settings settings, Components components, Notices notices, Clock clock) {
        AlertComponents alerts =
                new AlertComponents(
                        new AlertComponents.Dependencies(
                                components.database(),
                                components.accounts(),
                                notices,
                                new MailRenderer(new Templates()),
                                new AccountFigures(StatisticsConfig.from(settings), clock),
                                components.writes(),
                                RelayConfig.from(settings).publicUrl()),
                        AlertsConfig.from(settings),
                        clock);
        components.events().setWebhookListener(alerts::webhookOff);
        return new AlertWiring(alerts);
    }

    List<Route> routes() {
        return alerts.routes();
    }

    /** Starts it once mail is accepted. */
    AlertComponents start(MailComponents mail) {
        mail.acceptance().setLimitListener(alerts.alerts());
        return alerts.start();
    }

    Metrics counted(Metrics metrics) {
        AlertCounts counts = alerts.counts();
        return metrics.count(
                        "mailyard_alerts_sent",
                        "Mails of alerts queued for users of accounts.",
                        counts::alerts)
                .count(
                        "mailyard_alerts_dropped",
                        "Events that nobody was alerted of, since too many waited or for too long.",
                        counts::dropped)
                .count(
                        "mailyard_reports_sent",
                        "Mails of reports queued for users of accounts.",
                        counts::reports);
    }
}
