package io.mailyard.server;

import io.mailyard.accounts.AccountBulk;
import io.mailyard.api.Route;
import io.mailyard.bulk.BulkActs;
import io.mailyard.bulk.BulkKind;
import io.mailyard.lanes.QueuedCounts;
import io.mailyard.senders.SenderBulk;
import io.mailyard.suppressions.SuppressionBulk;
import io.mailyard.tasks.TaskRoutes;
import io.mailyard.tasks.Tasks;
import io.mailyard.users.UserBulk;
import java.util.ArrayList;
import java.util.List;

/** Kinds of objects that can be changed many at a time. */
final class BulkKinds {
    private BulkKinds() {}

    /** Adds their tasks, before they run; returns all tasks. */
    static Tasks addTasks(Components components) {
        BulkActs.addTasks(
                components.tasks(), components.database(), components.writes(), of(components));
        return components.tasks();
    }

    /** The calls of tasks, and of acts on many. */
    static List<Route> routes(Components components) {
        List<Route> routes =
                new ArrayList<>(new TaskRoutes(components.tasks(), components.writes()).routes());
        routes.addAll(
                BulkActs.routes(
                        components.tasks(),
                        components.database(),
                        components.writes(),
                        of(components)));
        return routes;
    }

    private static List<BulkKind> of(Components components) {
        return List.of(
                new AccountBulk(components.accounts()),
                new UserBulk(components.users(), components.welcomes()),
                new SenderBulk(
                        components.senders(),
                        (tx, some) ->
                                QueuedCounts.with(tx, some).values().stream()
                                        .mapToLong(Long::longValue)
                                        .sum()),
                new SuppressionBulk(components.suppressions()));
    }
}
