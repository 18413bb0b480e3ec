package io.mailyard.server;

import io.mailyard.alerts.AlertComponents;
import io.mailyard.alerts.AlertCounts;
import io.mailyard.alerts.AlertsConfig;
import io.mailyard.alerts.PlatformFinding;
import io.mailyard.api.Route;
import io.mailyard.config.Settings;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RelayConfig;
import io.mailyard.operations.Metrics;
import io.mailyard.server.HealthCheck.HealthState;
import io.mailyard.statistics.AccountFigures;
import io.mailyard.statistics.StatisticsConfig;
import io.mailyard.submission.SubmissionConfig;
import io.mailyard.users.PortalConfig;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Connects alerts with what they are about.
 *
 * @param server the name of this server
 */
record AlertWiring(AlertComponents alerts, String server, InstantSource clock) {
    /** Checks that each server makes of itself. */
    private static final Set<String> LOCAL = Set.of("database", "disk", "clock", "certificate");

    static AlertWiring open(
            Settings settings, Components components, Notices notices, InstantSource clock) {
        String address = RelayConfig.from(settings).publicUrl();
        AlertComponents alerts =
                new AlertComponents(
                        new AlertComponents.AlertDependencies(
                                components.database(),
                                components.accounts(),
                                notices,
                                PlatformBrands.mails(settings),
                                new AccountFigures(StatisticsConfig.from(settings), clock),
                                components.writes(),
                                address,
                                PortalConfig.from(settings).url(address)),
                        AlertsConfig.from(settings),
                        clock);
        components.events().onSwitchedOff(alerts::webhookOff);
        return new AlertWiring(alerts, SubmissionConfig.from(settings).ownName(), clock);
    }

    List<Route> routes() {
        return alerts.routes();
    }

    /** Alerts administrators of what is bad, once it is known how to find that. */
    void watch(Supplier<List<HealthCheck>> checks) {
        HealthState least = alerts.isAlertedOfWarnings() ? HealthState.WARNING : HealthState.BAD;
        alerts.watchPlatform(() ->
                checks.get().stream()
                        .filter(check -> check.state().compareTo(least) >= 0)
                        .map(this::finding)
                        .toList());
    }

    private PlatformFinding finding(HealthCheck check) {
        boolean isLocal = LOCAL.contains(check.check());
        String details = String.join("; ", check.details());
        return new PlatformFinding(
                isLocal ? check.key() + " of " + server : check.key(),
                check.object().isEmpty() ? check.check() : check.check() + " " + check.object(),
                check.reason(),
                isLocal ? (server + "; " + details).replaceFirst("; $", "") : details,
                check.since().orElseGet(clock::instant));
    }

    /** Starts it once mail is accepted. */
    AlertComponents start(MailComponents mail) {
        mail.acceptance().onLimit(alerts.alerts());
        mail.acceptance().onUnsigned(alerts.alerts());
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
