package io.mailyard.db;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The target of a move, connected again when its connection is lost. */
final class MoveTarget implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(MoveTarget.class);

    /** Maximum time that a target may be away, where its settings do not say more. */
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final StoreConfig config;
    private final Path folder;
    private MoveSide side;

    MoveTarget(StoreConfig config, Path folder) throws SQLException {
        this.config = config;
        this.folder = folder;
        this.side = MoveSide.target(config, folder);
    }

    MoveSide side() {
        return side;
    }

    MoveState state() {
        return new MoveState(side.session());
    }

    /**
     * Connects again after a failure that passes, once the target answers.
     *
     * @throws SQLException the failure, if it does not pass
     */
    void reconnect(SQLException failure) throws SQLException {
        if (config.dialect() == Dialect.SQLITE
                || !Failures.lost(failure)
                || Failures.full(failure)) {
            throw failure;
        }
        LOG.warn("the target was lost and is waited for: {}", Failures.text(failure));
        side.close();
        Duration wait = config.startWait().compareTo(PATIENCE) > 0 ? config.startWait() : PATIENCE;
        new Postgres(config).check(wait);
        side = MoveSide.target(config, folder);
    }

    @Override
    public void close() {
        side.close();
    }
}
