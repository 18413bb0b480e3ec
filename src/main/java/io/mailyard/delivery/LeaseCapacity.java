package io.mailyard.delivery;

import java.util.Map;

/**
 * How much a node can take now.
 *
 * @param most parcels in all
 * @param each parcels to a destination that {@code limits} does not name
 * @param limits parcels to these destinations, 0 for one that is full, locked or resting
 * @param eachAccount parcels of an account that {@code accounts} does not name
 * @param accounts parcels of these accounts, 0 for one that has its share
 */
public record LeaseCapacity(
        int most,
        int each,
        Map<DestinationKey, Integer> limits,
        int eachAccount,
        Map<Long, Integer> accounts) {
    public LeaseCapacity {
        limits = Map.copyOf(limits);
        accounts = Map.copyOf(accounts);
    }

    /** The same of whatever accounts. */
    public LeaseCapacity(int most, int each, Map<DestinationKey, Integer> limits) {
        this(most, each, limits, most, Map.of());
    }
}
