package io.mailyard.db;

/** Closes resources while ignoring failures. */
final class Closeables {
    private static final System.Logger LOG = System.getLogger("io.mailyard.db");

    private Closeables() {}

    static void close(AutoCloseable thing) {
        try {
            thing.close();
        } catch (Exception e) {
            LOG.log(System.Logger.Level.DEBUG, "closing failed", e);
        }
    }
}
