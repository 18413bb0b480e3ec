package io.mailyard.erasure;

import io.mailyard.api.Route;
import io.mailyard.queue.Queue;
import io.mailyard.tasks.Tasks;
import io.mailyard.writes.Writes;
import java.util.List;

/** Entry point of this package. */
public final class PersonalData {
    private PersonalData() {}

    /** Adds its kinds of tasks; before they run. */
    public static void addKinds(Tasks tasks, Queue queue) {
        tasks.kind(new RecipientErasure(queue));
    }

    public static List<Route> routes(Tasks tasks, Writes writes) {
        return new ErasureRoutes(tasks, writes).routes();
    }
}
