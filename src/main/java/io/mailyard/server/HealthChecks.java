package io.mailyard.server;

import io.mailyard.audit.ChainState;
import io.mailyard.backups.BackupState;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.Tx;
import io.mailyard.nodes.Node;
import io.mailyard.nodes.NodeFacts;
import io.mailyard.nodes.Nodes;
import io.mailyard.queue.QueueFigures;
import io.mailyard.server.HealthCheck.HealthState;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Looks at everything that the platform's health depends on. */
final class HealthChecks {
    /** A read of one row takes a millisecond; a second means that calls wait. */
    private static final long SLOW_MILLIS = 1000;

    private static final long LOW_BYTES = 1L << 30;
    private static final long FULL_BYTES = 256L << 20;
    private static final int LOW_PERCENT = 10;
    private static final int FULL_PERCENT = 3;

    /** Clocks that differ by more order events wrongly. */
    private static final long CLOCK_SECONDS = 2;

    /** Mail is tried for days; what has waited for half a day wants a look. */
    private static final Duration OLD = Duration.ofHours(12);

    /** Certificates are renewed 30 days before their end: three weeks before, that has failed. */
    private static final long SOON_DAYS = 21;

    private static final long LAST_DAYS = 3;

    /** Objects of one kind that are named: more have one cause. */
    private static final int NAMED = 100;

    /** Details of one object. */
    private static final int SENTENCES = 20;

    private final Database database;
    private final Nodes nodes;
    private final QueueFigures queue;
    private final Path folder;
    private final Supplier<Map<String, Instant>> certificates;
    private final Supplier<Map<String, CertificateNote>> certificateNotes;
    private final Supplier<Optional<ChainState>> audit;
    private final Supplier<BackupState> backups;
    private final InstantSource clock;

    HealthChecks(
            Components components,
            Path folder,
            Supplier<Map<String, Instant>> certificates,
            Supplier<Map<String, CertificateNote>> certificateNotes,
            Supplier<Optional<ChainState>> audit,
            Supplier<BackupState> backups,
            InstantSource clock) {
        this.database = components.database();
        this.nodes = components.nodes();
        this.queue = components.queue().figures();
        this.folder = folder;
        this.certificates = certificates;
        this.certificateNotes = certificateNotes;
        this.audit = audit;
        this.backups = backups;
        this.clock = clock;
    }

    List<HealthCheck> all() {
        List<HealthCheck> checks = new ArrayList<>();
        long start = System.nanoTime();
        checks.add(clockOf(start));
        long millis = Duration.ofNanos(System.nanoTime() - start).toMillis();
        boolean slow = millis > SLOW_MILLIS;
        checks.addFirst(
                HealthCheck.of(
                        "database",
                        "",
                        slow ? HealthState.WARNING : HealthState.OK,
                        slow ? "slow" : "ok",
                        millis));
        checks.add(disk());
        QueueFigures.Figures figures = queue.recent();
        checks.addAll(mail(figures));
        checks.addAll(database.read(this::nodes));
        Map<String, CertificateNote> notes = certificateNotes.get();
        certificates
                .get()
                .forEach((name, end) ->
                        checks.add(certificate(name, end, Optional.ofNullable(notes.get(name)))));
        checks.add(audit());
        checks.addAll(database.read(HealthChecks::webhooks));
        checks.addAll(database.read(HealthChecks::dns));
        checks.addAll(database.read(tx -> UpgradeCheck.of(tx, clock.instant())));
        database.gate().moveTarget().ifPresent(target -> checks.add(moved(target)));
        checks.add(BackupCheck.of(backups.get(), clock.instant()));
        return checks;
    }

    /** The store's clock beside this machine's; of a file both are one. */
    private HealthCheck clockOf(long start) {
        String now =
                database.dialect() == Dialect.POSTGRESQL
                        ? "SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000 AS bigint)"
                        : "SELECT CAST(strftime('%s', 'now') AS integer) * 1000";
        long store = database.<Long>read(tx -> tx.number(now));
        // the store answered somewhere between the two
        long waited = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        long off = Math.max(0, Math.abs(System.currentTimeMillis() - store) / 1000 - waited);
        boolean wrong = off > CLOCK_SECONDS;
        return HealthCheck.of(
                "clock", "", wrong ? HealthState.BAD : HealthState.OK, wrong ? "off" : "ok", off);
    }

    /** There while a move asks for the store, and after one that ended. */
    private HealthCheck moved(String target) {
        Optional<String> closed = database.gate().closed();
        return HealthCheck.of(
                        "move",
                        target,
                        closed.isPresent() ? HealthState.BAD : HealthState.WARNING,
                        database.gate().isMoved()
                                ? "moved"
                                : closed.isPresent() ? "moving" : "draining",
                        0)
                .about(0, closed.stream().toList());
    }

    private HealthCheck disk() {
        try {
            FileStore disk = Files.getFileStore(folder);
            long free = disk.getUsableSpace();
            long percent = free * 100 / Math.max(1, disk.getTotalSpace());
            boolean full = free < FULL_BYTES || percent < FULL_PERCENT;
            boolean low = free < LOW_BYTES || percent < LOW_PERCENT;
            return HealthCheck.of(
                    "disk",
                    folder.toString(),
                    full ? HealthState.BAD : low ? HealthState.WARNING : HealthState.OK,
                    full ? "full" : low ? "low" : "ok",
                    percent);
        } catch (IOException unreadable) {
            return HealthCheck.of("disk", folder.toString(), HealthState.UNKNOWN, "unreadable", 0)
                    .about(0, List.of(String.valueOf(unreadable.getMessage())));
        }
    }

    private static List<HealthCheck> mail(QueueFigures.Figures figures) {
        boolean stopped = figures.stopped() > 0;
        long oldest = figures.oldestMillis() / 1000;
        boolean old = oldest > OLD.toSeconds();
        long waiting = figures.fresh() + figures.retry();
        boolean unbalanced = figures.unbalanced() > 0;
        return List.of(
                HealthCheck.of(
                        "platform",
                        "",
                        stopped ? HealthState.WARNING : HealthState.OK,
                        stopped ? "stopped" : "ok",
                        0),
                HealthCheck.of(
                        "queue",
                        "",
                        old && waiting > 0 ? HealthState.WARNING : HealthState.OK,
                        waiting == 0 ? "empty" : old ? "old" : "ok",
                        waiting == 0 ? 0 : oldest),
                HealthCheck.of(
                        "ledger",
                        "",
                        unbalanced ? HealthState.BAD : HealthState.OK,
                        unbalanced ? "unbalanced" : "ok",
                        figures.unbalanced()));
    }

    private List<HealthCheck> nodes(Tx tx) {
        return nodes.all(tx).stream()
                .filter(node -> node.id() != Nodes.PLATFORM)
                .map(node -> node(node, nodes.state(tx, node)))
                .toList();
    }

    private static HealthCheck node(Node node, NodeFacts.NodeState state) {
        if (!node.mtaActive()) {
            return HealthCheck.of("node", node.name(), HealthState.WARNING, "deactivated", 0)
                    .about(node.id(), List.of());
        }
        if (!state.running()) {
            return HealthCheck.of("node", node.name(), HealthState.BAD, "silent", 0)
                    .about(node.id(), List.of())
                    .since(state.lastSeenAt());
        }
        if (!state.problems().isEmpty()) {
            return HealthCheck.of(
                            "node",
                            node.name(),
                            HealthState.WARNING,
                            "problems",
                            state.problems().size())
                    .about(node.id(), state.problems().stream().limit(SENTENCES).toList());
        }
        boolean behind = !state.synced();
        return HealthCheck.of(
                        "node",
                        node.name(),
                        behind ? HealthState.WARNING : HealthState.OK,
                        behind ? "behind" : "ok",
                        state.drift().size())
                .about(
                        node.id(),
                        state.drift().stream()
                                .limit(SENTENCES)
                                .map(NodeFacts.ConfigDifference::field)
                                .toList());
    }

    private HealthCheck certificate(String name, Instant end, Optional<CertificateNote> note) {
        long days = Math.floorDiv(Duration.between(clock.instant(), end).toSeconds(), 86_400L);
        Optional<CertificateNote> problem = note.filter(known -> !known.reason().equals("ok"));
        // the lives of certificates that are renewed by themselves may be shorter than that
        boolean soon = days < SOON_DAYS && (note.isEmpty() || days < 0);
        HealthState state =
                days < 0 || (days < LAST_DAYS && (note.isEmpty() || problem.isPresent()))
                        ? HealthState.BAD
                        : soon || problem.isPresent() ? HealthState.WARNING : HealthState.OK;
        String reason =
                days < 0
                        ? "expired"
                        : problem.map(CertificateNote::reason).orElse(soon ? "soon" : "ok");
        return HealthCheck.of("certificate", name, state, reason, days)
                .about(0, problem.map(CertificateNote::detail).stream().toList());
    }

    private HealthCheck audit() {
        Optional<ChainState> last = audit.get();
        if (last.isEmpty()) {
            return HealthCheck.of("audit", "", HealthState.UNKNOWN, "unchecked", 0);
        }
        boolean whole = last.get().whole();
        return HealthCheck.of(
                        "audit",
                        "",
                        whole ? HealthState.OK : HealthState.BAD,
                        whole ? "ok" : "broken",
                        last.get().row())
                .checked(last.get().at());
    }

    private static List<HealthCheck> webhooks(Tx tx) {
        List<HealthCheck> failing =
                tx.query(
                        "SELECT w.id, w.account_id, s.failures, s.failing_since, s.last_answer"
                                + " FROM webhook_states s JOIN webhooks w ON w.id = s.webhook_id"
                                + " WHERE w.active = 1 AND s.failing_since IS NOT NULL"
                                + " ORDER BY s.failing_since LIMIT "
                                + NAMED,
                        row ->
                                HealthCheck.of(
                                                "webhook",
                                                row.number("account_id") == 0
                                                        ? ""
                                                        : "account " + row.number("account_id"),
                                                HealthState.WARNING,
                                                "failing",
                                                row.number("failures"))
                                        .about(row.number("id"), List.of(row.text("last_answer")))
                                        .since(
                                                Optional.ofNullable(
                                                        row.timeOrNull("failing_since"))));
        return failing.isEmpty()
                ? List.of(HealthCheck.of("webhook", "", HealthState.OK, "ok", 0))
                : failing;
    }

    /** PTR, HELO, SPF and keys of senders, as the daily check by our own resolver found them. */
    private static List<HealthCheck> dns(Tx tx) {
        List<HealthCheck> senders =
                tx.query(
                        "SELECT s.id, s.name, d.at, d.problems FROM sender_dns d"
                                + " JOIN senders s ON s.id = d.sender_id WHERE s.deleted_at IS NULL"
                                + " ORDER BY CASE WHEN d.problems = '' THEN 1 ELSE 0 END, s.id LIMIT "
                                + NAMED,
                        row -> {
                            List<String> missing =
                                    row.text("problems").lines().limit(SENTENCES).toList();
                            boolean well = missing.isEmpty();
                            return HealthCheck.of(
                                            "dns",
                                            row.text("name"),
                                            well ? HealthState.OK : HealthState.WARNING,
                                            well ? "ok" : "missing",
                                            missing.size())
                                    .about(row.number("id"), missing)
                                    .checked(row.time("at"));
                        });
        return senders.isEmpty()
                ? List.of(HealthCheck.of("dns", "", HealthState.UNKNOWN, "unchecked", 0))
                : senders;
    }
}
