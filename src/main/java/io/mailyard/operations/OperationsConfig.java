package io.mailyard.operations;

import io.mailyard.config.HostPort;
import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.util.List;
import java.util.Optional;

/**
 * Where the server is monitored.
 *
 * @param listen separate address for metrics; empty to use the API's
 */
public record OperationsConfig(Optional<HostPort> listen) {
    private static final Setting<Optional<HostPort>> LISTEN =
            Setting.hostPortOrNone(
                    "operations.listen",
                    "Address and port for /metrics, /health and /readiness alone; /metrics is then not served with the API. Empty: with the API.");

    /** The settings of this record. */
    public static final List<Setting<?>> SETTINGS = List.of(LISTEN);

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static OperationsConfig from(Settings settings) {
        return new OperationsConfig(settings.get(LISTEN));
    }
}
