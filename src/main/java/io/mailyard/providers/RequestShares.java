package io.mailyard.providers;

import io.mailyard.providers.ProviderFault.ProviderFaultKind;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

/**
 * Limit of requests that one may cause to providers at a time, so that nobody holds all that may be
 * under way.
 */
final class RequestShares {
    private final String whose;
    private final int mostOfOne;
    private final Semaphore all;

    /** Of those who are asking; one goes when nothing of it is under way. */
    private final ConcurrentHashMap<String, Integer> underWay = new ConcurrentHashMap<>();

    /**
     * @param whose what one is called before its name
     */
    RequestShares(String whose, int mostOfOne, int mostOfAll) {
        this.whose = whose;
        this.mostOfOne = mostOfOne;
        this.all = new Semaphore(mostOfAll);
    }

    int mostOfOne() {
        return mostOfOne;
    }

    /** Asks, unless one does so too often already. */
    <T> T within(String one, OidcState.OidcWork<T> work) throws ProviderFault {
        if (underWay.merge(one, 1, Integer::sum) > mostOfOne) {
            end(one);
            throw new ProviderFault(
                    ProviderFaultKind.BUSY,
                    mostOfOne + " sign-ins of " + whose + one + " are under way");
        }
        try {
            if (!all.tryAcquire()) {
                throw new ProviderFault(ProviderFaultKind.BUSY, "too many sign-ins are under way");
            }
            try {
                return work.run();
            } finally {
                all.release();
            }
        } finally {
            end(one);
        }
    }

    private void end(String one) {
        underWay.computeIfPresent(one, (_, count) -> count > 1 ? count - 1 : null);
    }
}
