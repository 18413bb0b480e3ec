package io.mailyard.server;

import io.mailyard.backups.BackupFolder;
import io.mailyard.backups.BackupState;
import io.mailyard.server.HealthCheck.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** State of the backups, as part of the platform's health. */
final class BackupCheck {
    /** The others are in the log. */
    private static final int MOST_AHEAD = 5;

    private BackupCheck() {}

    private static String ahead(BackupFolder.Backup backup) {
        return backup.path()
                + " is dated "
                + backup.manifest().madeAt()
                + ", in the future: it does not count, and is not deleted";
    }

    static HealthCheck of(BackupState state, Instant now) {
        Optional<BackupFolder.Backup> newest = state.newest();
        long hours =
                newest.map(backup -> Duration.between(backup.manifest().madeAt(), now).toHours())
                        .orElse(0L);
        List<String> details = new ArrayList<>();
        if (!state.failure().isEmpty()) {
            details.add(state.failure());
        }
        newest.ifPresent(backup -> {
            details.addAll(backup.manifest().faults());
            details.add(backup.path().toString());
        });
        state.ahead().stream().limit(MOST_AHEAD).map(BackupCheck::ahead).forEach(details::add);
        HealthCheck check =
                HealthCheck.of("backup", "", health(state), reason(state), hours)
                        .about(0, details)
                        .since(state.failedAt());
        return newest.map(backup -> check.checked(backup.manifest().madeAt())).orElse(check);
    }

    private static String reason(BackupState state) {
        if (state.scheduled() && state.failedAt().isPresent()) {
            return "failed";
        }
        if (state.newest().isEmpty()) {
            return state.scheduled() ? "none" : "off";
        }
        boolean faults = !state.newest().orElseThrow().manifest().faults().isEmpty();
        return faults ? "faults" : state.late() ? "old" : "ok";
    }

    private static HealthState health(BackupState state) {
        return switch (reason(state)) {
            case "ok" -> HealthState.OK;
            case "off", "none" -> HealthState.UNKNOWN;
            default -> HealthState.BAD;
        };
    }
}
