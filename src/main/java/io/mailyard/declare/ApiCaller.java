package io.mailyard.declare;

import io.mailyard.wire.Value;
import java.util.Map;

/**
 * Calls a server's API. Paths are relative to {@code /api/v1.1/admin/}. Each call returns the
 * envelope's members, or throws {@link ServerRefusal} with the server's error. Safe for several
 * threads.
 */
public interface ApiCaller {
    /** Makes a call that reads. */
    Map<String, Value> read(String path, Map<String, Value> body);

    /** Makes a call that writes, as a dry run. */
    Map<String, Value> dryRun(String path, Map<String, Value> body);

    /**
     * Makes a call that writes.
     *
     * @param key the idempotency key: the server does the same call under the same key once
     */
    Map<String, Value> write(String path, Map<String, Value> body, String key);
}
