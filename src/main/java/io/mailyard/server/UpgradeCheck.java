package io.mailyard.server;

import io.mailyard.db.OpenUpgrade;
import io.mailyard.db.Tx;
import io.mailyard.server.HealthCheck.HealthState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whether an upgrade of the store is open, and for how long. */
final class UpgradeCheck {
    /** Servers are replaced within days: after a week somebody forgot to end it. */
    private static final Duration LONG = Duration.ofDays(7);

    private UpgradeCheck() {}

    /** One row while an upgrade is open, else none. */
    static List<HealthCheck> of(Tx tx, Instant now) {
        return OpenUpgrade.find(tx).map(open -> row(open, now)).stream().toList();
    }

    private static HealthCheck row(OpenUpgrade open, Instant now) {
        boolean forgotten = open.since().filter(at -> at.plus(LONG).isBefore(now)).isPresent();
        String release =
                open.versionBefore().isEmpty()
                        ? "the release before"
                        : "Mailyard " + open.versionBefore();
        String begun =
                open.program().isEmpty()
                        ? "this program has still to finish the schema"
                        : "Mailyard "
                                + open.program()
                                + " has expanded the schema to "
                                + open.newest();
        return HealthCheck.of(
                        "schema",
                        "",
                        forgotten ? HealthState.WARNING : HealthState.OK,
                        forgotten ? "left_open" : "open",
                        open.migrations())
                .about(
                        0,
                        List.of(
                                begun
                                        + "; servers of "
                                        + release
                                        + " (schema "
                                        + open.before()
                                        + ") can still use the store",
                                "mailyard migrate --contract ends the upgrade once none of them runs"))
                .since(open.since());
    }
}
