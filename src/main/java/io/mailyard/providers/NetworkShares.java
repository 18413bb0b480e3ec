package io.mailyard.providers;

import io.mailyard.access.ClientNetwork;
import io.mailyard.base.IpAddress;
import io.mailyard.providers.ProviderFault.ProviderFaultKind;
import java.util.HashMap;
import java.util.Map;

/**
 * Limit of requests that one network may cause to a provider at a time: else few clients that send
 * codes they made up hold all sign-ins that may be under way with it. While half of its places are
 * free a network may have half of them; from then on each has one at most, so that a few cannot
 * have them all.
 */
public final class NetworkShares {
    private final int half;

    /** By whose providers and by network; one goes when nothing of it is under way. */
    private final Map<String, Map<String, Integer>> underWay = new HashMap<>();

    /**
     * @param places of one share: sign-ins that may be under way with its providers
     */
    NetworkShares(int places) {
        this.half = places / 2;
    }

    /** Request to a provider. */
    @FunctionalInterface
    public interface SharedWork<T> {
        /**
         * Asks the provider and waits for its answer.
         *
         * @throws ProviderFault if it does not answer, or not as it must
         */
        T run() throws ProviderFault;
    }

    /**
     * Asks, unless the network of an address does so too often already.
     *
     * @param share whose providers, as {@link OidcPeer#share} has it
     */
    public <T> T within(String share, String address, SharedWork<T> work) throws ProviderFault {
        String network = network(address);
        if (!enter(share, network)) {
            throw new ProviderFault(
                    ProviderFaultKind.BUSY,
                    "sign-ins of the network " + network + " are under way");
        }
        try {
            return work.run();
        } finally {
            leave(share, network);
        }
    }

    private synchronized boolean enter(String share, String network) {
        Map<String, Integer> networks = underWay.computeIfAbsent(share, _ -> new HashMap<>());
        int own = networks.getOrDefault(network, 0);
        int all = networks.values().stream().mapToInt(Integer::intValue).sum();
        boolean enters = own == 0 || all < half;
        if (enters) {
            networks.put(network, own + 1);
        }
        return enters;
    }

    private synchronized void leave(String share, String network) {
        underWay.computeIfPresent(
                share,
                (_, networks) -> {
                    networks.computeIfPresent(network, (_, own) -> own > 1 ? own - 1 : null);
                    return networks.isEmpty() ? null : networks;
                });
    }

    private static String network(String address) {
        try {
            return ClientNetwork.site(IpAddress.parsed(address));
        } catch (IllegalArgumentException none) {
            return address;
        }
    }
}
