package io.mailyard.backups;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * State of backups.
 *
 * @param scheduled whether the server makes them by itself
 * @param late whether the newest is older than it should be
 * @param newest the newest backup that is there and not ahead
 * @param ahead backups whose time is yet to come, made by a clock that was ahead
 * @param failedAt when the last attempt failed; empty: it did not
 * @param failure why it failed; empty: it did not
 */
public record BackupState(
        boolean scheduled,
        boolean late,
        Optional<BackupFolder.Backup> newest,
        List<BackupFolder.Backup> ahead,
        Optional<Instant> failedAt,
        String failure) {}
