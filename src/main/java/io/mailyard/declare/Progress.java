package io.mailyard.declare;

/** Hears how far long work is. Called by several threads; quick. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = (what, done) -> {};

    /**
     * So much is done of something.
     *
     * @param what such as {@code users read}
     */
    void at(String what, long done);
}
