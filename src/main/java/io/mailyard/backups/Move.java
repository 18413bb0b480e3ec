package io.mailyard.backups;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.db.CompletedMove;
import io.mailyard.db.DataFolder;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.DrainedStore;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.StoreMove;
import io.mailyard.db.Stores;
import io.mailyard.search.AnswerIndexBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** Moves a store to the other kind, and checks it there. */
public final class Move {
    private final StoreConfig from;
    private final Path fromFolder;
    private final StoreConfig to;
    private final Path toFolder;
    private final InstantSource clock;
    private final Optional<Duration> drain;

    /**
     * @param toFolder the data folder of a server on the target; the same as that of the source
     *     where the target is PostgreSQL
     * @param drain how long a running server of the embedded store has to end what is under way;
     *     empty: no server may run
     */
    public Move(
            StoreConfig from,
            Path fromFolder,
            StoreConfig to,
            Path toFolder,
            InstantSource clock,
            Optional<Duration> drain) {
        this.from = from;
        this.fromFolder = fromFolder;
        this.to = to;
        this.toFolder = toFolder;
        this.clock = clock;
        this.drain = drain;
    }

    /**
     * Result of a move: what was moved, and what a look at the new store found.
     *
     * @param serverRuns whether a server goes on over the old store, which writes nothing more
     */
    public record MoveResult(StoreMove.MovedStore moved, StoreCheck check, boolean serverRuns) {}

    /**
     * Moves the store; repeating it goes on where it was cut off.
     *
     * @throws StartException with the reason; the source is as it was then
     */
    public MoveResult run(StoreMove.MoveListener listener) {
        if (from.dialect() == to.dialect()) {
            throw new StartException("both stores are of one kind: restore a backup instead");
        }
        if (drain.isPresent()) {
            return drained(drain.get(), listener);
        }
        try (DataFolder source = DataFolder.open(fromFolder)) {
            if (to.dialect() == Dialect.POSTGRESQL) {
                return run(source.path(), source.path(), listener, Optional.empty());
            }
            try (DataFolder target = DataFolder.open(toFolder)) {
                MoveResult result = run(source.path(), target.path(), listener, Optional.empty());
                copyFiles(source.path(), target.path());
                return result;
            }
        }
    }

    private MoveResult drained(Duration wait, StoreMove.MoveListener listener) {
        if (from.dialect() != Dialect.SQLITE) {
            throw new StartException(
                    "--drain is for the server of an embedded store: any number of servers may use a"
                            + " PostgreSQL, so stop every one of them, wait a minute, and move without it");
        }
        new StoreMove(from, fromFolder, to, fromFolder, clock, listener).requireTarget();
        long[] told = {-1};
        try (DrainedStore hold =
                DrainedStore.hold(
                        fromFolder,
                        to.place(),
                        wait,
                        clock,
                        underWay -> {
                            if (told[0] != underWay) {
                                told[0] = underWay;
                                listener.progress(
                                        "draining: " + underWay + " still under way", 0, 0);
                            }
                        })) {
            return run(fromFolder, fromFolder, listener, Optional.of(hold));
        }
    }

    private MoveResult run(
            Path source,
            Path target,
            StoreMove.MoveListener listener,
            Optional<DrainedStore> hold) {
        StoreMove.MovedStore moved =
                new StoreMove(from, source, to, target, clock, listener, hold).run();
        StoreCheck check;
        try (Database database = Stores.open(to, target, clock)) {
            check = StoreCheck.of(database);
            // a move that ended may have been killed before this; a store in use has its own
            if (!moved.before().map(CompletedMove::usedSince).orElse(false)) {
                listener.progress("index of answers", 0, 0);
                AnswerIndexBuilder.rebuild(database);
            }
        }
        return new MoveResult(
                moved, check, hold.map(DrainedStore::isOfRunningServer).orElse(false));
    }

    /** Copies what a data folder has besides the store, unless it is there already. */
    private static void copyFiles(Path source, Path target) {
        try {
            for (String name : BackupMaker.FILES) {
                if (!Files.exists(target.resolve(name))) {
                    BackupMaker.copy(source.resolve(name), target.resolve(name));
                }
            }
        } catch (IOException e) {
            throw new StartException(
                    "the store is moved, but its files cannot be copied to "
                            + target
                            + ": "
                            + OwnerFiles.reason(e),
                    e);
        }
    }
}
