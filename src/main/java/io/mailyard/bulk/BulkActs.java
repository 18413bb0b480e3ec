package io.mailyard.bulk;

import io.mailyard.api.Route;
import io.mailyard.db.Database;
import io.mailyard.tasks.Tasks;
import io.mailyard.writes.Writes;
import java.util.ArrayList;
import java.util.List;

/** Entry point of this package. */
public final class BulkActs {
    private BulkActs() {}

    /** Adds the tasks of these kinds of objects; before they run. */
    public static void addTasks(
            Tasks tasks, Database database, Writes writes, List<BulkKind> kinds) {
        kinds.forEach(kind -> tasks.kind(new BulkTask(kind, database, writes)));
    }

    /** The calls of these kinds of objects, and those that say what became of each. */
    public static List<Route> routes(
            Tasks tasks, Database database, Writes writes, List<BulkKind> kinds) {
        List<Route> routes = new ArrayList<>(new BulkObjectRoutes(database).routes());
        kinds.forEach(kind -> routes.add(new BulkRoutes(kind, tasks, writes).route()));
        return routes;
    }
}
