package io.mailyard.db;

import io.mailyard.base.StartException;
import io.mailyard.db.StoreTables.StoreTable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.Optional;

/** Where a store is moved to, and what is there. */
record MovePlace(StoreConfig config, Path folder) {
    /** The file or the address. */
    String text() {
        return config.dialect() == Dialect.SQLITE
                ? folder.resolve(SqliteFile.NAME).toString()
                : config.place();
    }

    private boolean isMissing() {
        return config.dialect() == Dialect.SQLITE && !Files.exists(folder.resolve(SqliteFile.NAME));
    }

    /** The move of this source, if it came to its end. */
    Optional<CompletedMove> completed(StoreSession source) throws SQLException {
        if (isMissing()) {
            return Optional.empty();
        }
        try (MoveSide target = MoveSide.target(config, folder)) {
            return new MoveState(target.session()).exists()
                    ? Optional.empty()
                    : CompletedMove.find(source, target.session());
        }
    }

    /** Content of a target before a move. */
    enum MoveBeginning {
        NOTHING,
        /** A part of this source, as it is now. */
        THIS,
        /** A part of this source, as it was before it was used further. */
        EARLIER
    }

    /**
     * Whether a move of this source has begun here.
     *
     * @throws StartException if there is anything else
     */
    MoveBeginning begun(String fingerprint, String identity) throws SQLException {
        if (isMissing()) {
            return MoveBeginning.NOTHING;
        }
        try (MoveSide target = MoveSide.target(config, folder)) {
            MoveState state = new MoveState(target.session());
            if (state.exists()) {
                if (state.fingerprint().equals(fingerprint)) {
                    return MoveBeginning.THIS;
                }
                if (!state.identity().equals(identity)) {
                    throw holdsAnother();
                }
                return MoveBeginning.EARLIER;
            }
            Map<String, StoreTable> tables = StoreTables.of(target.session());
            boolean empty =
                    tables.isEmpty()
                            || (tables.containsKey("audit")
                                    && target.session().number("SELECT count(*) FROM audit") == 0
                                    && target.session().number("SELECT count(*) FROM tokens") == 0);
            if (!empty) {
                throw new StartException(text() + " is not empty");
            }
            return MoveBeginning.NOTHING;
        }
    }

    StartException holdsAnother() {
        return new StartException(
                text()
                        + " holds a part of another store, or this one has changed since"
                        + " the move began: begin again with an empty one");
    }
}
