package io.mailyard.db;

/** Closes what is given up anyway. */
final class Quietly {
    private static final System.Logger LOG = System.getLogger("io.mailyard.db");

    private Quietly() {}

    static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "closing failed", e);
        }
    }
}
