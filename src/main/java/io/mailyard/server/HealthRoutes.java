package io.mailyard.server;

import io.mailyard.api.Call;
import io.mailyard.api.ObjectSchema;
import io.mailyard.api.ReplySchema;
import io.mailyard.api.Route;
import io.mailyard.api.Site;
import io.mailyard.audit.AuditRoutes;
import io.mailyard.backups.BackupState;
import io.mailyard.http.HttpServer;
import io.mailyard.operations.Readiness;
import io.mailyard.server.HealthCheck.HealthState;
import io.mailyard.submission.SubmissionServer;
import io.mailyard.wire.ApiReply;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code platform/health}, and the audit, whose last check is part of it. */
final class HealthRoutes {
    /** However many people look, the checks run once in this time. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private static final ReplySchema HEALTH =
            ReplySchema.many(HealthCheck.SCHEMA)
                    .and(
                            ObjectSchema.part()
                                    .word(
                                            "state",
                                            "The worst of them.",
                                            "ok",
                                            "unknown",
                                            "warning",
                                            "bad"));

    private final AuditRoutes audit;
    private final HealthChecks checks;
    private final InstantSource clock;
    private final Map<String, Instant> known = new HashMap<>();
    private List<HealthCheck> last = List.of();
    private Instant lastAt = Instant.MIN;

    private HealthRoutes(
            Components components,
            Path folder,
            Supplier<Map<String, Instant>> certificates,
            Supplier<Map<String, CertificateNote>> notes,
            Supplier<BackupState> backups,
            InstantSource clock) {
        this.audit = new AuditRoutes(components.database(), clock);
        this.checks =
                new HealthChecks(
                        components, folder, certificates, notes, audit::lastCheck, backups, clock);
        this.clock = clock;
    }

    static List<Route> of(
            Components components,
            Path folder,
            HttpServer http,
            Optional<SubmissionServer> submission,
            Supplier<Map<String, CertificateNote>> notes,
            Supplier<BackupState> backups,
            AlertWiring alerts,
            InstantSource clock) {
        HealthRoutes health =
                new HealthRoutes(
                        components,
                        folder,
                        () -> Certificates.ends(http, submission),
                        notes,
                        backups,
                        clock);
        alerts.watch(health::recent);
        return health.routes();
    }

    private List<Route> routes() {
        List<Route> routes = new ArrayList<>(audit.routes());
        routes.add(
                Route.read(
                                "/api/v1.1/admin/platform/health",
                                "platform",
                                "How well the platform is: store, disk, clock, nodes, queue, ledger,"
                                        + " certificates, audit, webhooks, DNS, backups, an open upgrade; the worst"
                                        + " first.",
                                this::health)
                        .answers(HEALTH));
        return List.copyOf(routes);
    }

    private ApiReply health(Call call) {
        List<HealthCheck> all = recent();
        Instant now = clock.instant();
        HealthState worst =
                all.stream()
                        .map(HealthCheck::state)
                        .max(Comparator.naturalOrder())
                        .orElse(HealthState.OK);
        return ApiReply.many(all, (out, check) -> check.write(out, now), "")
                .and(out -> out.text("state", worst.word()));
    }

    /** The findings, the worst first, each with the time of its first look. */
    private synchronized List<HealthCheck> recent() {
        Instant now = clock.instant();
        if (!last.isEmpty() && lastAt.plus(FRESH).isAfter(now) && !lastAt.isAfter(now)) {
            return last;
        }
        List<HealthCheck> found = checks.all();
        found.forEach(check -> known.putIfAbsent(check.key(), check.checkedAt().orElse(now)));
        known.keySet().retainAll(found.stream().map(HealthCheck::key).toList());
        last =
                found.stream()
                        .map(check ->
                                check.since()
                                        .map(_ -> check)
                                        .orElseGet(() ->
                                                check.since(
                                                        Optional.ofNullable(
                                                                known.get(check.key())))))
                        .sorted(Comparator.comparing(HealthCheck::state).reversed())
                        .toList();
        lastAt = now;
        return last;
    }

    /** Adds the addresses by which others look whether the process is well. */
    static Site watched(Site site, Readiness readiness) {
        return site.page("GET, HEAD", "/health", readiness::health)
                .page("GET, HEAD", "/readiness", readiness::readiness)
                .page("GET, HEAD", "/webadmin/health", readiness::health)
                .page("GET, HEAD", "/webadmin/readiness", readiness::readiness);
    }
}
