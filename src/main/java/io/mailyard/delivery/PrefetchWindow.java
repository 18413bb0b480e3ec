package io.mailyard.delivery;

/**
 * How much an outlet has leased ahead: a little at first, then twice what was begun since the last
 * lease, so that a fast host never waits for the desk and a slow one holds little. Guarded by its
 * outlet.
 */
final class PrefetchWindow {
    /** Enough to keep connections busy until more is known. */
    private static final int LEAST = 20;

    /** Parcels that one destination may hold. */
    private static final int MOST = 2_000;

    private int begun;
    private boolean more;

    /** How many may wait. */
    int ahead() {
        return Math.min(LEAST + 2 * begun, MOST);
    }

    /** So many came where {@code asked} were asked for. */
    void leased(int many, int asked) {
        begun = 0;
        more = many >= asked;
    }

    void begun(int many) {
        begun += many;
    }

    /**
     * Whether it is time to ask for more, where there is more: true once.
     *
     * @param room how many could begin now
     */
    boolean isHungry(int waiting, int room) {
        boolean hungry = more && waiting < Math.min(room, ahead() / 2);
        more &= !hungry;
        return hungry;
    }
}
