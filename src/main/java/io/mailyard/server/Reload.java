package io.mailyard.server;

import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.operations.Logs;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reloads the configuration while the process runs: applies what can change, and logs which changes
 * need a restart.
 */
public final class Reload implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Reload.class);

    /** Settings that take effect without a restart; docs/configuration.md marks them. */
    static final Set<String> LIVE =
            Set.of(
                    "log.level",
                    "tls.certificate",
                    "tls.key",
                    "submission.tls.certificate",
                    "submission.tls.key");

    private final Settings started;
    private final Supplier<Settings> settings;
    private final Consumer<Settings> certificates;

    /**
     * Creates a reload.
     *
     * @param started the settings at the start of the process
     * @param settings reads the settings again
     * @param certificates presents the certificates that the settings name
     */
    public Reload(Settings started, Supplier<Settings> settings, Consumer<Settings> certificates) {
        this.started = started;
        this.settings = settings;
        this.certificates = certificates;
    }

    @Override
    public void run() {
        try {
            Settings now = settings.get();
            certificates.accept(now);
            Logs.level(now);
            LOG.info("reloaded the certificates and log.level");
            List<String> waiting =
                    started.differing(now).stream().filter(key -> !LIVE.contains(key)).toList();
            if (!waiting.isEmpty()) {
                LOG.warn(
                        "changed settings that take effect after a restart: {}",
                        String.join(", ", waiting));
            }
        } catch (StartException refused) {
            LOG.error("reload failed, nothing was changed: {}", refused.getMessage());
        }
    }
}
