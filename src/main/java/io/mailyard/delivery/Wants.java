package io.mailyard.delivery;

import java.util.Map;

/**
 * How much a node can take now.
 *
 * @param most parcels in all
 * @param each parcels to a destination that {@code limits} does not name
 * @param limits parcels to these destinations, 0 for one that is full, locked or resting
 */
public record Wants(int most, int each, Map<Destination, Integer> limits) {
    public Wants {
        limits = Map.copyOf(limits);
    }
}
