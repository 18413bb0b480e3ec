package io.mailyard.backups;

import io.mailyard.base.AccountId;
import io.mailyard.base.OwnerFiles;
import io.mailyard.base.Retryable;
import io.mailyard.base.StartException;
import io.mailyard.db.BackgroundLoop;
import io.mailyard.db.Database;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.events.Events;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Makes backups when they are due, deletes old ones, and says when one fails. */
public final class BackupSchedule implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(BackupSchedule.class);

    private static final String FAILURE = "backup-failure.json";

    /** The folder is read again at most this often: many may ask how backups stand. */
    private static final Duration FRESH = Duration.ofSeconds(5);

    private final BackupConfig config;
    private final BackupMaker maker;
    private final BackupFolder folder;
    private final Path failureFile;
    private final Database database;
    private final Events events;
    private final InstantSource clock;
    private final BackgroundLoop rounds;
    private final AtomicLong failures = new AtomicLong();
    private volatile Optional<Failure> failure;
    private List<BackupFolder.Backup> known = List.of();
    private Set<Path> knownAhead = Set.of();
    private Instant knownAt = Instant.MIN;

    private record Failure(Instant at, String reason) {}

    /**
     * @param dataFolder keeps whether the last backup failed, across restarts
     */
    public BackupSchedule(
            BackupConfig config,
            BackupMaker maker,
            Path dataFolder,
            Database database,
            Events events,
            InstantSource clock) {
        this.config = config;
        this.maker = maker;
        this.folder = BackupFolder.at(config.folder(dataFolder));
        this.failureFile = dataFolder.resolve(FAILURE);
        this.database = database;
        this.events = events;
        this.clock = clock;
        this.failure = read(failureFile);
        Duration step = config.every().dividedBy(10);
        this.rounds =
                new BackgroundLoop(
                        "backups",
                        step.compareTo(Duration.ofSeconds(30)) > 0 ? Duration.ofSeconds(30) : step,
                        this::round);
    }

    /** Begins, where backups are scheduled. */
    public BackupSchedule start() {
        if (config.isScheduled()) {
            rounds.start();
        }
        return this;
    }

    /** Returns the state of backups now. */
    public BackupState state() {
        List<BackupFolder.Backup> backups = backups();
        Instant now = clock.instant();
        Optional<BackupFolder.Backup> newest = newest(backups, now);
        Instant oldest = now.minus(config.every().multipliedBy(2)).minus(BackupConfig.RETRY);
        boolean late =
                config.isScheduled()
                        && newest.filter(backup -> backup.manifest().madeAt().isBefore(oldest))
                                .isPresent();
        Optional<Failure> last = failure;
        return new BackupState(
                config.isScheduled(),
                late,
                newest,
                backups.stream().filter(backup -> isAhead(backup, now)).toList(),
                last.map(Failure::at),
                last.map(Failure::reason).orElse(""));
    }

    /** Backups that failed since this process started. */
    public long failures() {
        return failures.get();
    }

    private Optional<BackupFolder.Backup> newest(List<BackupFolder.Backup> backups, Instant now) {
        return backups.stream().filter(backup -> !isAhead(backup, now)).findFirst();
    }

    /**
     * Whether a backup is of a moment that is yet to come: a clock that was ahead made it, and it
     * may be older than others. One that was set back by less than a retry takes is no such clock.
     */
    private boolean isAhead(BackupFolder.Backup backup, Instant now) {
        return backup.manifest().madeAt().isAfter(now.plus(config.retry()));
    }

    private synchronized List<BackupFolder.Backup> backups() {
        Instant now = clock.instant();
        if (knownAt.plus(FRESH).isAfter(now) && !knownAt.isAfter(now)) {
            return known;
        }
        try {
            known = folder.list();
        } catch (StartException unreadable) {
            known = List.of();
        }
        knownAt = now;
        nameAhead(now);
        return known;
    }

    private void nameAhead(Instant now) {
        Set<Path> before = knownAhead;
        knownAhead =
                known.stream()
                        .filter(backup -> isAhead(backup, now))
                        .map(BackupFolder.Backup::path)
                        .collect(Collectors.toUnmodifiableSet());
        knownAhead.stream()
                .filter(path -> !before.contains(path))
                .sorted()
                .forEach(path ->
                        LOG.warn(
                                "backup {} is dated in the future: it does not count as the newest,"
                                        + " and is not deleted",
                                path));
    }

    private synchronized void forget() {
        knownAt = Instant.MIN;
    }

    private boolean round() throws InterruptedException {
        Instant now = clock.instant();
        Instant next =
                newest(backups(), now)
                        .map(last -> last.manifest().madeAt().plus(config.every()))
                        .orElse(now);
        Instant due = failure.map(last -> retryAt(last, now)).orElse(next);
        if (due.isAfter(now)) {
            return false;
        }
        // one that was made stays made where an older one could not be deleted
        boolean isMade = failure.isPresent() && next.isAfter(now);
        // SQLite copies in native code, which would keep a carrier of virtual threads meanwhile
        Thread worker = Thread.ofPlatform().daemon().name("backup").start(() -> make(!isMade));
        worker.join();
        return false;
    }

    /** At once after a failure that is yet to come: the clock was ahead then. */
    private Instant retryAt(Failure last, Instant now) {
        return last.at().isAfter(now.plus(config.retry())) ? now : last.at().plus(config.retry());
    }

    private void make(boolean fresh) {
        try {
            if (fresh) {
                BackupFolder.Backup made = maker.make(folder);
                LOG.info(
                        "backup {}: {} bytes in {} ms",
                        made.path(),
                        made.manifest().bytes(),
                        made.manifest().millis());
                made.manifest().faults().forEach(fault -> LOG.error("in the store: {}", fault));
            }
            List<Path> deleted = folder.prune(config.keep(), clock.instant().plus(config.retry()));
            LOG.info("older backups deleted: {}", deleted.size());
            failure = Optional.empty();
            Files.deleteIfExists(failureFile);
        } catch (StartException | IOException e) {
            recordFailure(String.valueOf(e.getMessage()));
        } catch (RuntimeException e) {
            if (Retryable.detail(e).isEmpty()) {
                LOG.error("a backup failed", e);
            }
            recordFailure(Retryable.detail(e).orElse(String.valueOf(e.getMessage())));
        } finally {
            forget();
        }
    }

    private void recordFailure(String reason) {
        if (rounds.closing()) {
            return;
        }
        LOG.error("the backup failed: {}", reason);
        failures.incrementAndGet();
        Instant now = clock.instant();
        boolean first = failure.isEmpty();
        failure = Optional.of(new Failure(now, reason));
        try {
            OwnerFiles.write(
                    failureFile,
                    JsonText.write(out -> out.time("at", now).text("reason", reason))
                            .getBytes(StandardCharsets.UTF_8));
        } catch (IOException full) {
            LOG.warn("cannot write {}: {}", failureFile, OwnerFiles.reason(full));
        }
        if (first) {
            tell(now, reason);
        }
    }

    private void tell(Instant now, String reason) {
        try {
            database.write(tx -> {
                events.happened(
                        tx,
                        Event.of(
                                AccountId.PLATFORM, EventKind.PLATFORM_BACKUP_FAILED, now, reason));
                return true;
            });
        } catch (RuntimeException away) {
            LOG.warn("webhooks are not told of the failed backup", away);
        }
    }

    private static Optional<Failure> read(Path file) {
        try {
            if (!Files.isRegularFile(file)) {
                return Optional.empty();
            }
            Value.Members written = JsonText.read(Files.readString(file));
            return Optional.of(
                    new Failure(
                            Instant.parse(JsonMembers.text(written, "at")),
                            JsonMembers.text(written, "reason")));
        } catch (IOException | RuntimeException unreadable) {
            return Optional.empty();
        }
    }

    /** Waits for no backup: one that is cut off leaves nothing that looks whole. */
    @Override
    public void close() {
        rounds.close(Duration.ofMillis(10));
    }
}
