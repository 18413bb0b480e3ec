package io.mailyard.delivery;

/**
 * Number of tasks a destination leases ahead: a few at first, then twice as many as began since the
 * last lease, so that a fast host never waits for the server and a slow one holds little. Guarded
 * by the lock of its destination queue.
 */
final class PrefetchWindow {
    /** Enough to keep connections busy until more is known. */
    private static final int MIN = 20;

    /** Maximum number of tasks of one destination. */
    private static final int MAX = 2_000;

    private int begun;
    private boolean mayHaveMore;

    /** Number of tasks that may wait. */
    int size() {
        return Math.min(MIN + 2 * begun, MAX);
    }

    /** Records a lease of {@code many} tasks where {@code asked} were asked for. */
    void recordLease(int many, int asked) {
        begun = 0;
        mayHaveMore = many >= asked;
    }

    void recordBegun(int many) {
        begun += many;
    }

    /**
     * Whether to lease more if there may be more; true once.
     *
     * @param room number of tasks that could begin now
     */
    boolean shouldLease(int waiting, int room) {
        boolean hungry = mayHaveMore && waiting < Math.min(room, size() / 2);
        mayHaveMore &= !hungry;
        return hungry;
    }
}
