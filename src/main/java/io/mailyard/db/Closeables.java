package io.mailyard.db;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Closes resources while ignoring failures. */
final class Closeables {
    private static final Logger LOG = LoggerFactory.getLogger(Closeables.class);

    private Closeables() {}

    static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            LOG.debug("closing failed", e);
        }
    }
}
