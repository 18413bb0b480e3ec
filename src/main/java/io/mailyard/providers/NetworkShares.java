package io.mailyard.providers;

import io.mailyard.access.ClientNetwork;
import io.mailyard.base.IpAddress;

/**
 * What one network may have providers asked at a time: else one client that sends codes it made up
 * holds all sign-ins that may be under way.
 */
public final class NetworkShares {
    /** Half of what a provider is asked at once. */
    static final int MOST_OF_NETWORK = OidcState.MOST_AT_ONCE / 2;

    /** Far more than are answered in time. */
    private static final int MOST = 1_000;

    private final RequestShares shares = new RequestShares("the network ", MOST_OF_NETWORK, MOST);

    /** What is asked. */
    @FunctionalInterface
    public interface Work<T> {
        T run() throws ProviderFault;
    }

    /** Asks, unless the network of an address does so too often already. */
    public <T> T within(String address, Work<T> work) throws ProviderFault {
        return shares.within(network(address), work::run);
    }

    private static String network(String address) {
        try {
            return ClientNetwork.of(IpAddress.parsed(address)).text();
        } catch (IllegalArgumentException none) {
            return address;
        }
    }
}
