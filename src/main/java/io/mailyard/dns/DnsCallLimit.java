package io.mailyard.dns;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Supplier;

/**
 * Limits how many calls wait for DNS at once, in total and for each caller: a zone whose servers do
 * not answer holds a call for its whole time-out.
 */
public final class DnsCallLimit<K> {
    /** Maximum in total; each asks some ten questions at once, so a hundred or so together. */
    public static final int ALL = 16;

    /**
     * Maximum of one caller, an eighth: one whose zones are slow leaves the rest to others. Mail is
     * delivered by resolvers of its own.
     */
    public static final int OF_ONE = 2;

    private final String busyWords;
    private final Map<K, Integer> busy = new HashMap<>();
    private int all;

    /**
     * Creates a limit.
     *
     * @param busyWords says what is under way, for example {@code look-ups of yours are}
     */
    public DnsCallLimit(String busyWords) {
        this.busyWords = busyWords;
    }

    /**
     * Runs work that asks DNS.
     *
     * @throws ApiException error 429 if the caller has its share running; error 503 if all places
     *     are taken
     */
    public <T> T run(K caller, Supplier<T> work) {
        enter(caller);
        try {
            return work.get();
        } finally {
            leave(caller);
        }
    }

    private synchronized void enter(K caller) {
        int own = busy.getOrDefault(caller, 0);
        if (own >= OF_ONE) {
            throw new ApiException(
                    ErrorCode.TOO_MANY_REQUESTS,
                    own + " " + busyWords + " under way: try again when one has ended");
        }
        if (all >= ALL) {
            throw new ApiException(
                    ErrorCode.NOT_READY, "DNS is being asked for others: try again in a moment");
        }
        busy.put(caller, own + 1);
        all++;
    }

    private synchronized void leave(K caller) {
        busy.computeIfPresent(caller, (_, own) -> own == 1 ? null : own - 1);
        all--;
    }
}
