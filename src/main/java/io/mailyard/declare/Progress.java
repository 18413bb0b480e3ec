package io.mailyard.declare;

/** Is notified of the progress of long work. Called by several threads; must be quick. */
@FunctionalInterface
public interface Progress {
    /** Ignores the progress. */
    Progress SILENT = (what, done) -> {};

    /**
     * Called when a part of the work is done.
     *
     * @param what what is counted, for example {@code users read}
     */
    void at(String what, long done);
}
