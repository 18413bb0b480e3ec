package io.mailyard.backups;

import io.mailyard.base.OwnerFiles;
import io.mailyard.base.StartException;
import io.mailyard.db.CompletedMove;
import io.mailyard.db.DataFolder;
import io.mailyard.db.Database;
import io.mailyard.db.Dialect;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.StoreMove;
import io.mailyard.db.Stores;
import io.mailyard.search.AnswerIndexBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;

/** Moves a store to the other kind, and checks it there. */
public final class Move {
    private final StoreConfig from;
    private final Path fromFolder;
    private final StoreConfig to;
    private final Path toFolder;
    private final InstantSource clock;

    /**
     * @param toFolder the data folder of a server on the target; the same as that of the source
     *     where the target is PostgreSQL
     */
    public Move(
            StoreConfig from, Path fromFolder, StoreConfig to, Path toFolder, InstantSource clock) {
        this.from = from;
        this.fromFolder = fromFolder;
        this.to = to;
        this.toFolder = toFolder;
        this.clock = clock;
    }

    /** What was moved, and what a look at the new store found. */
    public record Result(StoreMove.Moved moved, StoreCheck check) {}

    /**
     * Moves the store; repeating it goes on where it was cut off.
     *
     * @throws StartException with the reason; the source is as it was then
     */
    public Result run(StoreMove.MoveListener listener) {
        if (from.dialect() == to.dialect()) {
            throw new StartException("both stores are of one kind: restore a backup instead");
        }
        try (DataFolder source = DataFolder.open(fromFolder)) {
            if (to.dialect() == Dialect.POSTGRESQL) {
                return run(source.path(), source.path(), listener);
            }
            try (DataFolder target = DataFolder.open(toFolder)) {
                Result result = run(source.path(), target.path(), listener);
                copyFiles(source.path(), target.path());
                return result;
            }
        }
    }

    private Result run(Path source, Path target, StoreMove.MoveListener listener) {
        StoreMove.Moved moved = new StoreMove(from, source, to, target, clock, listener).run();
        StoreCheck check;
        try (Database database = Stores.open(to, target, clock)) {
            check = StoreCheck.of(database);
            // a move that ended may have been killed before this; a store in use has its own
            if (!moved.before().map(CompletedMove::usedSince).orElse(false)) {
                listener.progress("index of answers", 0, 0);
                AnswerIndexBuilder.rebuild(database);
            }
        }
        return new Result(moved, check);
    }

    /** What a data folder has besides the store, unless it is there already. */
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
