package io.mailyard.alerts;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.Route;
import io.mailyard.base.AccountId;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.Notices;
import io.mailyard.statistics.AccountFigures;
import io.mailyard.writes.Change;
import io.mailyard.writes.Writes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/** Alerts and reports with their background work, which any number of servers may run at once. */
public final class AlertComponents implements AutoCloseable {
    /** For events of other servers, and for those that wait for their interval. */
    private static final Duration LOOK = Duration.ofSeconds(5);

    /** For longer than any report is late, and than a rate is reported once. */
    private static final Duration REMEMBERED = Duration.ofDays(30);

    private static final Duration TURN = Duration.ofMinutes(1);

    private static final int FORGET_AT_ONCE = 500;

    private final AlertDependencies dependencies;
    private final AlertsConfig config;
    private final InstantSource clock;
    private final AlertStore store;
    private final AlertCounts counts = new AlertCounts();
    private final Alerts alerts;
    private final AlertDispatcher dispatcher;
    private final AlertChecks checks;
    private final PlatformAlerts platform;
    private final Reports reports;
    private final AlertRoutes routes;
    private final BackgroundLoop sending;
    private final BackgroundLoop looking;
    private final BackgroundLoop watching;

    /**
     * Its dependencies.
     *
     * @param publicUrl start of links for administrators, without a slash at its end
     * @param portalUrl the same for users of accounts
     */
    public record AlertDependencies(
            Database database,
            Accounts accounts,
            Notices notices,
            MailRenderer renderer,
            AccountFigures figures,
            Writes writes,
            String publicUrl,
            String portalUrl) {}

    public AlertComponents(
            AlertDependencies dependencies, AlertsConfig config, InstantSource clock) {
        this.dependencies = dependencies;
        this.config = config;
        this.clock = clock;
        Database database = dependencies.database();
        MailLinks links = new MailLinks(dependencies.publicUrl(), dependencies.portalUrl());
        this.store = new AlertStore(clock);
        AlertLetter letter = new AlertLetter(dependencies.renderer(), config, links);
        ReportLetter report = new ReportLetter(dependencies.renderer(), links);
        this.alerts = new Alerts(dependencies.accounts(), store, config, counts);
        this.dispatcher =
                new AlertDispatcher(
                        database,
                        dependencies.accounts(),
                        dependencies.notices(),
                        letter,
                        store,
                        config,
                        counts,
                        clock);
        this.checks = new AlertChecks(database, dependencies.figures(), store, config, clock);
        this.platform = new PlatformAlerts(database, store, counts, clock);
        this.reports =
                new Reports(
                        database,
                        dependencies.accounts(),
                        dependencies.notices(),
                        dependencies.figures(),
                        report,
                        store,
                        counts,
                        clock);
        this.routes =
                new AlertRoutes(
                        dependencies.accounts(),
                        dependencies.notices(),
                        dependencies.figures(),
                        letter,
                        report,
                        dependencies.writes());
        this.sending = new BackgroundLoop("alerts", LOOK, this::send);
        this.looking = new BackgroundLoop("reports", lookEvery(config), this::look);
        this.watching =
                new BackgroundLoop(
                        "platform alerts",
                        lookEvery(config),
                        () -> {
                            platform.look();
                            return false;
                        });
        alerts.onAdded(this::wake);
        dependencies.accounts().dependent(alerts);
        if (config.enabled()) {
            dependencies.accounts().onState(alerts::stateChanged);
        }
    }

    /** Soon after another server that looked last is away. */
    private static Duration lookEvery(AlertsConfig config) {
        return config.checkEvery().compareTo(TURN) < 0 ? config.checkEvery() : TURN;
    }

    /** A webhook was switched off. */
    public void webhookOff(Change change, AccountId account, long webhook, String url) {
        alerts.webhookOff(change, account, webhook, url);
    }

    /** Sets what finds that something is wrong with the platform. */
    public void watchPlatform(Supplier<List<PlatformFinding>> findings) {
        platform.watch(findings);
    }

    /** Whether administrators are alerted of warnings too. */
    public boolean isAlertedOfWarnings() {
        return config.platformWarnings();
    }

    /** Returns the alerts that events are passed to. */
    public Alerts alerts() {
        return alerts;
    }

    /** Counts for metrics. */
    public AlertCounts counts() {
        return counts;
    }

    /** Calls about alerts, also while {@code alerts.enabled} is off. */
    public List<Route> routes() {
        return routes.routes();
    }

    /**
     * Starts looking and sending in the background, unless {@code alerts.enabled} is off; returns
     * this.
     */
    public AlertComponents start() {
        if (config.enabled()) {
            sending.start();
            looking.start();
        }
        if (config.enabled() && !config.platformAddresses().isEmpty()) {
            watching.start();
        }
        return this;
    }

    private void wake() {
        if (config.collect().isZero()) {
            sending.wake();
        }
    }

    private boolean send() {
        alerts.storeRefusals(dependencies.database());
        return dispatcher.round();
    }

    /** Looks for what is due, unless another server has done so just now. */
    private boolean look() {
        Instant now = clock.instant();
        Database database = dependencies.database();
        if (database.write(tx -> store.takeRound(tx, config.checkEvery(), now))) {
            checks.run(looking::closing, events -> alerts.addAll(database, events));
            reports.run(looking::closing);
            // what can be sent is sent first: a clock that jumped a day on makes nothing too old
            dispatcher.round();
            dispatcher.endOld();
            database.write(tx -> {
                store.forget(tx, now.minus(REMEMBERED), FORGET_AT_ONCE);
                return true;
            });
        }
        return false;
    }

    @Override
    public void close() {
        watching.close();
        looking.close();
        sending.close();
    }
}
