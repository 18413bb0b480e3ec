package io.mailyard.declare;

import io.mailyard.wire.Value;
import java.util.Map;

/**
 * Calls a server's API. Paths stand under {@code /api/v1.1/admin/}. Each answers the envelope's
 * members, or throws {@link ServerRefusal} with what the server said. Safe for several threads.
 */
public interface ApiCaller {
    /** A call that reads. */
    Map<String, Value> read(String path, Map<String, Value> body);

    /** A call that writes, as a dry run. */
    Map<String, Value> dryRun(String path, Map<String, Value> body);

    /**
     * A call that writes.
     *
     * @param key the idempotency key: the same call under the same key is done once
     */
    Map<String, Value> write(String path, Map<String, Value> body, String key);
}
