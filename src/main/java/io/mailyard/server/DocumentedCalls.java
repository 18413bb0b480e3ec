package io.mailyard.server;

import io.mailyard.api.Route;
import java.util.List;
import java.util.Set;

/**
 * The calls of the public guides, and those that fill gaps in them. Scripts written against the
 * guides may send parameters that this server does not know, so these calls ignore unknown
 * parameters; every other call refuses them (docs/spec/admin-api.md, section 1 "Unknown
 * parameters").
 */
final class DocumentedCalls {
    private static final String ADMIN = "/api/v1.1/admin/";

    /**
     * Excludes {@code senders/queue/purge}, which removes mail from the queue for good: an unknown
     * parameter may have been meant to spare some of it.
     */
    static final Set<String> PATHS =
            Set.of(
                    ADMIN + "accounts/list",
                    ADMIN + "accounts/save",
                    ADMIN + "accounts/delete",
                    ADMIN + "accounts/activate",
                    ADMIN + "accounts/deactivate",
                    ADMIN + "accounts/freeze",
                    ADMIN + "accounts/unfreeze",
                    ADMIN + "accounts/users/list",
                    ADMIN + "accounts/users/add",
                    ADMIN + "accounts/users/update",
                    ADMIN + "accounts/users/delete",
                    ADMIN + "accounts/users/send_welcome",
                    ADMIN + "nodes/list",
                    ADMIN + "nodes/mta/status",
                    ADMIN + "nodes/mta/sync",
                    ADMIN + "nodes/mta/activate",
                    ADMIN + "nodes/mta/deactivate",
                    ADMIN + "senders/list",
                    ADMIN + "senders/akmta/save",
                    ADMIN + "senders/akmta/get",
                    ADMIN + "senders/assign",
                    ADMIN + "senders/delete",
                    ADMIN + "senders/undelete",
                    ADMIN + "senders/queue/stats",
                    ADMIN + "senders/queue/hold",
                    ADMIN + "senders/queue/release",
                    ADMIN + "vsenders/list",
                    ADMIN + "vsenders/get",
                    ADMIN + "vsenders/add",
                    ADMIN + "vsenders/update",
                    ADMIN + "vsenders/clone",
                    ADMIN + "vsenders/delete",
                    "/api/v1.1/vsenders/clone",
                    "/api/v1.1/vsenders/delete");

    private DocumentedCalls() {}

    /** Returns the same routes, with those of the guides lenient. */
    static List<Route> lenient(List<Route> routes) {
        return routes.stream()
                .map(route -> PATHS.contains(route.path()) ? route.ignoringUnknown() : route)
                .toList();
    }
}
