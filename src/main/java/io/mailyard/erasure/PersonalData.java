package io.mailyard.erasure;

import io.mailyard.accounts.Accounts;
import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.queue.Queue;
import io.mailyard.tasks.Tasks;
import io.mailyard.writes.Writes;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/** Entry point of this package. */
public final class PersonalData {
    private PersonalData() {}

    /**
     * Adds its kinds of tasks; before they run.
     *
     * @param dataFolder where exported accounts are written
     */
    public static void addKinds(
            Tasks tasks, Queue queue, Database database, Path dataFolder, InstantSource clock) {
        tasks.kind(new RecipientErasure(queue));
        tasks.kind(new AccountExport(database, dataFolder, clock));
    }

    /**
     * Calls that erase a person's data, and that export an account's. {@link #addKinds} must come
     * before they are made.
     */
    public static List<Route> routes(Tasks tasks, Accounts accounts, Writes writes) {
        return Stream.concat(
                        new ErasureRoutes(tasks, writes).routes().stream(),
                        new ExportRoutes(tasks, accounts, writes).routes().stream())
                .toList();
    }
}
