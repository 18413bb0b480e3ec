package io.mailyard.server;

import io.mailyard.backups.BackupConfig;
import io.mailyard.backups.BackupMaker;
import io.mailyard.backups.BackupSchedule;
import io.mailyard.config.Settings;
import io.mailyard.db.StoreConfig;
import io.mailyard.operations.Metrics;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/** Starts scheduled backups, and adds their metrics. */
final class BackupComponents {
    private BackupComponents() {}

    static BackupSchedule start(
            Settings settings, Path dataFolder, Components components, InstantSource clock) {
        BackupConfig config = BackupConfig.from(settings);
        BackupMaker maker =
                new BackupMaker(StoreConfig.from(settings), dataFolder, config.tools(), clock);
        return new BackupSchedule(
                        config,
                        maker,
                        dataFolder,
                        components.database(),
                        components.events(),
                        clock)
                .start();
    }

    static Metrics added(Metrics metrics, BackupSchedule backups, InstantSource clock) {
        return metrics.gauge(
                        "mailyard_backup_age_seconds",
                        "How old the newest backup in backup.to is; -1: there is none.",
                        () ->
                                backups.state()
                                        .newest()
                                        .map(backup ->
                                                Duration.between(
                                                                backup.manifest().madeAt(),
                                                                clock.instant())
                                                        .toSeconds())
                                        .orElse(-1L))
                .gauge(
                        "mailyard_backup_bytes",
                        "How large the newest backup is.",
                        () ->
                                backups.state()
                                        .newest()
                                        .map(backup -> backup.manifest().bytes())
                                        .orElse(0L))
                .gauge(
                        "mailyard_backup_seconds",
                        "How long the newest backup took.",
                        () ->
                                backups.state()
                                        .newest()
                                        .map(backup -> backup.manifest().millis() / 1000.0)
                                        .orElse(0.0))
                .count(
                        "mailyard_backup_failures",
                        "Scheduled backups that failed.",
                        () -> backups.failures());
    }
}
