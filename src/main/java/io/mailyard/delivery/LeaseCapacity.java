package io.mailyard.delivery;

import java.util.Map;

/**
 * Number of tasks that a node can take now.
 *
 * @param total tasks in all
 * @param perDestination tasks for a destination not in {@code destinations}
 * @param destinations tasks for these destinations; 0 for one that is full, locked or backing off
 * @param perAccount tasks of an account not in {@code accounts}
 * @param accounts tasks of these accounts; 0 for one that has used up its share
 * @param number of the request
 */
public record LeaseCapacity(
        int total,
        int perDestination,
        Map<DestinationKey, Integer> destinations,
        int perAccount,
        Map<Long, Integer> accounts,
        LeaseNumber number) {
    public LeaseCapacity {
        destinations = Map.copyOf(destinations);
        accounts = Map.copyOf(accounts);
    }

    /** Capacity of a request without a number. */
    public LeaseCapacity(
            int total,
            int perDestination,
            Map<DestinationKey, Integer> destinations,
            int perAccount,
            Map<Long, Integer> accounts) {
        this(total, perDestination, destinations, perAccount, accounts, LeaseNumber.NONE);
    }

    /** Returns this capacity under a number. */
    public LeaseCapacity with(LeaseNumber other) {
        return new LeaseCapacity(total, perDestination, destinations, perAccount, accounts, other);
    }

    /** Capacity without limits by account. */
    public LeaseCapacity(int total, int perDestination, Map<DestinationKey, Integer> destinations) {
        this(total, perDestination, destinations, total, Map.of());
    }
}
