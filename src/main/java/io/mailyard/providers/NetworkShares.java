package io.mailyard.providers;

import io.mailyard.access.ClientNetwork;
import io.mailyard.base.IpAddress;
import io.mailyard.providers.ProviderFault.Kind;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What one network may have providers asked at a time: else one client that sends codes it made up
 * holds all sign-ins that may be under way.
 */
public final class NetworkShares {
    /** Half of what a provider is asked at once. */
    static final int MOST_OF_NETWORK = OidcState.MOST_AT_ONCE / 2;

    /** Of networks that are asking; one goes when nothing of it is under way. */
    private final ConcurrentHashMap<String, Integer> underWay = new ConcurrentHashMap<>();

    /** What is asked. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws ProviderFault;
    }

    /** Asks, unless the network of an address does so too often already. */
    public <T> T within(String address, Work<T> work) throws ProviderFault {
        String network = network(address);
        if (underWay.merge(network, 1, Integer::sum) > MOST_OF_NETWORK) {
            end(network);
            throw new ProviderFault(
                    Kind.BUSY,
                    MOST_OF_NETWORK + " sign-ins of the network " + network + " are under way");
        }
        try {
            return work.run();
        } finally {
            end(network);
        }
    }

    private void end(String network) {
        underWay.computeIfPresent(network, (_, count) -> count > 1 ? count - 1 : null);
    }

    private static String network(String address) {
        try {
            return ClientNetwork.of(IpAddress.parsed(address)).text();
        } catch (IllegalArgumentException none) {
            return address;
        }
    }
}
