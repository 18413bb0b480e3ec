package io.mailyard.server;

import io.mailyard.access.Passwords;
import io.mailyard.acme.AcmeConfig;
import io.mailyard.administrators.AdministratorConfig;
import io.mailyard.agent.NodeEndpoint;
import io.mailyard.api.AnswerListener;
import io.mailyard.api.ApiConfig;
import io.mailyard.api.Dispatcher;
import io.mailyard.api.Route;
import io.mailyard.api.Site;
import io.mailyard.backups.BackupSchedule;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.db.Database;
import io.mailyard.db.OpeningProgress;
import io.mailyard.db.ServerPresence;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.dns.DnsConfig;
import io.mailyard.events.EventConfig;
import io.mailyard.gate.Access;
import io.mailyard.gate.AccessConfig;
import io.mailyard.http.HttpConfig;
import io.mailyard.http.HttpServer;
import io.mailyard.identity.IdentityConfig;
import io.mailyard.notices.GeoIp;
import io.mailyard.notices.Notices;
import io.mailyard.notices.RelayConfig;
import io.mailyard.operations.DrainConfig;
import io.mailyard.operations.Metrics;
import io.mailyard.operations.OperationsConfig;
import io.mailyard.operations.Readiness;
import io.mailyard.operations.RequestLog;
import io.mailyard.queue.PlatformMail;
import io.mailyard.queue.QueueConfig;
import io.mailyard.statistics.Statistics;
import io.mailyard.submission.SubmissionConfig;
import io.mailyard.submission.SubmissionServer;
import io.mailyard.suppressions.SuppressionConfig;
import io.mailyard.users.NameKeys;
import io.mailyard.users.PasswordPage;
import io.mailyard.users.PortalConfig;
import io.mailyard.users.UserRoutes;
import io.mailyard.writes.Writes;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * The role {@code serve}: starts the components from the lowest layer up, and closes them in
 * reverse.
 */
public final class Server implements AutoCloseable {
    private final Lifecycle closing;
    private final Readiness readiness = new Readiness();
    private final HttpServer http;
    private final Optional<HttpServer> operations;
    private final Optional<SubmissionServer> submission;
    private final AcmeComponents acme;
    private final InstantSource clock;
    private final Drain drain;

    /**
     * Binds its addresses, opens every component, and serves, unless the process should end.
     *
     * @param listen address and port that replace the setting
     * @param passwords decides what a hash of a password costs
     * @param unwanted whether the process should end already; asked after each component is started
     * @throws io.mailyard.base.StartException with a line that says why it cannot start
     * @throws Lifecycle.StopRequested if it should end; everything is closed again by then
     */
    public Server(
            Settings given,
            Path dataFolder,
            Optional<HostPort> listen,
            InstantSource clock,
            Passwords passwords,
            BooleanSupplier unwanted) {
        closing = new Lifecycle(unwanted);
        this.clock = clock;
        try {
            Settings settings = AcmeConfig.prepared(given, dataFolder, clock);
            HttpConfig config = HttpConfig.from(settings, listen);
            acme = closing.add(AcmeComponents.bind(settings, config, dataFolder, clock));
            http = closing.add(HttpServer.bind(config));
            operations =
                    OperationsConfig.from(settings)
                            .listen()
                            .map(address -> closing.add(HttpServer.bind(config.at(address))));
            submission = SubmissionServer.bind(SubmissionConfig.from(settings)).map(closing::add);
            closing.add(Certificates.watch(http, operations, submission));
            drain =
                    new Drain(
                            readiness,
                            http,
                            submission,
                            DrainConfig.from(settings, config.drain()).notice());
            open(settings, dataFolder, passwords);
        } catch (RuntimeException failed) {
            closing.close();
            throw failed;
        }
    }

    private void open(Settings settings, Path dataFolder, Passwords passwords) {
        StoreConfig store = StoreConfig.from(settings);
        OpeningProgress opening = ServiceManager.opening();
        Database database = closing.add(Stores.open(store, dataFolder, clock, opening));
        closing.add(ServerPresence.of(database).start());
        Access access = Access.open(database, store, AccessConfig.from(settings), clock);
        Writes writes = new Writes(database, clock);
        RelayConfig relay = RelayConfig.from(settings);
        GeoIp places = closing.add(GeoIp.open(relay));
        Notices notices = notices(settings);
        Components components =
                Components.open(
                        dependencies(
                                settings,
                                dataFolder,
                                database,
                                access,
                                writes,
                                notices,
                                places,
                                passwords),
                        clock);
        closing.add(components.events());
        updateNameKeys(database, opening);
        FirstStart.run(writes, components, dataFolder, clock);
        components.policies().ship(writes);
        PlatformMail platformMail = platformMail(database, notices, components);
        components.events().start();
        AlertWiring alerts = AlertWiring.open(settings, components, notices, clock);
        DomainComponents domains = DomainComponents.open(settings, components, alerts, clock);
        closing.add(domains.start(components.queue(), readiness));
        BackgroundWork.start(closing, components, settings, dataFolder, clock);
        Statistics statistics = closing.add(components.statistics(settings, clock).start());
        closing.add(housekeeping(database, access, writes, notices, components, dataFolder));
        BackupSchedule backups =
                closing.add(BackupComponents.start(settings, dataFolder, components, clock));
        MailComponents mail =
                closing.add(MailComponents.open(settings, components, platformMail, port(), clock));
        closing.add(alerts.start(mail));
        submission.ifPresent(smtp ->
                closing.add(smtp.serve(mail.acceptance(), components.credentials(), clock)));
        serve(
                settings,
                access,
                components,
                routes(mail, domains, components, statistics, alerts, backups, dataFolder),
                mail,
                domains.counted(
                        mail.counted(
                                counted(
                                        alerts.counted(
                                                ServerMetrics.of(
                                                        database, components, http, submission)),
                                        notices,
                                        access,
                                        backups,
                                        components))),
                database);
    }

    /** Goes through all names once after an upgrade. */
    private static void updateNameKeys(Database database, OpeningProgress opening) {
        try (OpeningProgress.Repetition _ = opening.begin()) {
            NameKeys.run(database);
        }
    }

    private List<Route> routes(
            MailComponents mail,
            DomainComponents domains,
            Components components,
            Statistics statistics,
            AlertWiring alerts,
            BackupSchedule backups,
            Path dataFolder) {
        return Stream.of(
                        mail.routes(),
                        domains.routes(),
                        ToolRoutes.of(components),
                        statistics.routes(),
                        alerts.routes(),
                        HealthRoutes.of(
                                components,
                                dataFolder,
                                http,
                                submission,
                                () -> acme.notes(http, submission),
                                backups::state,
                                alerts,
                                clock))
                .flatMap(List::stream)
                .toList();
    }

    private Notices notices(Settings settings) {
        return new Notices(
                clock,
                RelayConfig.from(settings),
                SubmissionConfig.from(settings).ownName(),
                PlatformBrands.of(settings));
    }

    private static Components.ComponentsDependencies dependencies(
            Settings settings,
            Path dataFolder,
            Database database,
            Access access,
            Writes writes,
            Notices notices,
            GeoIp places,
            Passwords passwords) {
        return new Components.ComponentsDependencies(
                database,
                access,
                writes,
                notices,
                places,
                RelayConfig.from(settings),
                EventConfig.from(settings),
                DnsConfig.from(settings),
                IdentityConfig.from(settings),
                QueueConfig.from(settings),
                SuppressionConfig.from(settings),
                AdministratorConfig.from(settings),
                PortalConfig.from(settings),
                PlatformBrands.passwordPages(settings),
                PlatformBrands.mails(settings),
                passwords,
                dataFolder);
    }

    private static Housekeeping housekeeping(
            Database database,
            Access access,
            Writes writes,
            Notices notices,
            Components components,
            Path dataFolder) {
        return Housekeeping.start(
                access,
                writes,
                () -> components.sessions().forEach(kind -> kind.flush()),
                () -> {
                    notices.forget(database);
                    components.sessions().forEach(kind -> kind.sweep());
                    AdminPasswordFile.tidy(dataFolder, components.administrators().first());
                });
    }

    private int port() {
        return http.address().getPort();
    }

    /**
     * From now on notices go into the queue, including those that an earlier version left in its
     * outbox.
     */
    private static PlatformMail platformMail(
            Database database, Notices notices, Components components) {
        PlatformMail mail = components.queue().platformMail(components.policies().isps());
        notices.setQueue(mail);
        notices.adopt(database);
        return mail;
    }

    private void serve(
            Settings settings,
            Access access,
            Components components,
            List<Route> more,
            MailComponents mail,
            Metrics metrics,
            Database database) {
        readiness.check("store", database::healthy);
        readiness.check("store-move", () -> database.gate().closed().isEmpty());
        List<Route> routes =
                DocumentedCalls.lenient(
                        Stream.of(
                                        components.routes(),
                                        more,
                                        Panels.smtpRoutes(settings, components, submission))
                                .flatMap(List::stream)
                                .toList());
        Map<String, String> hints = Map.of(UserRoutes.MISPRINT, UserRoutes.MISPRINT_HINT);
        boolean mirror = ApiConfig.from(settings).mirrorStatus();
        AnswerListener listener = metrics.and(new RequestLog(settings));
        Dispatcher calls =
                new Dispatcher(
                        routes,
                        hints,
                        access.gate(
                                components.terms(),
                                components.administrators().source(),
                                components.portal().gate()),
                        mirror,
                        listener);
        Site site =
                HealthRoutes.watched(new Site(calls), readiness)
                        .page(
                                "GET, HEAD",
                                "/api/v1.1/openapi.json",
                                ApiDescription.of(routes, settings).page())
                        .page(
                                "GET, HEAD",
                                "/api/v1.1/postman.json",
                                ApiDescription.postman(routes, settings).page())
                        .pages(
                                "GET, HEAD, POST",
                                PasswordPage.PATH,
                                components.passwordPage()::answer)
                        .pages("POST", NodeEndpoint.PATH, mail.agents().endpoint());
        closing.add(Panels.mount(site, calls, components, database, settings, submission, clock));
        Site watching =
                operations.isPresent() ? HealthRoutes.watched(Site.ofPages(), readiness) : site;
        watching.page("GET, HEAD", "/metrics", metrics::scrape);
        operations.ifPresent(server -> closing.add(server.serve(watching)));
        acme.mount(site, database, http, submission);
        closing.add(http.serve(site, Panels.refusals(settings)));
        acme.start();
        closing.add(mail.agents().endpoint());
        drain.nodes(mail.agents().endpoint());
    }

    private Metrics counted(
            Metrics metrics,
            Notices notices,
            Access access,
            BackupSchedule backups,
            Components components) {
        return Certificates.added(
                BackupComponents.added(
                        StoreMetrics.added(
                                NoticeMetrics.added(metrics, notices),
                                components.database(),
                                access,
                                components),
                        backups,
                        clock),
                http,
                submission,
                clock);
    }

    /**
     * Presents the certificates that the files contain now.
     *
     * @throws io.mailyard.base.StartException if one cannot be used; the earlier ones then stay
     */
    public void reloadCertificates(Settings settings) {
        Certificates.reload(acme.applied(settings), http, operations, submission);
    }

    /** Address of SMTP submission, if it is on. */
    public Optional<InetSocketAddress> submission() {
        return submission.map(SubmissionServer::address);
    }

    /** Time that it serves on once it is told to stop. */
    public Duration notice() {
        return drain.notice();
    }

    /** Address of the API. */
    public InetSocketAddress address() {
        return http.address();
    }

    /** Address of health checks and metrics, if it is a separate one. */
    public Optional<InetSocketAddress> operations() {
        return operations.map(HttpServer::address);
    }

    /**
     * Reports that it is not ready, serves on for a moment, lets running requests end, then closes
     * every component.
     */
    @Override
    public void close() {
        drain.run();
        closing.close();
    }
}
