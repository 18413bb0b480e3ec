package io.mailyard.agent;

import io.mailyard.delivery.Desk;
import io.mailyard.delivery.Engine;

/** Makes the engine of a node over its desk. */
@FunctionalInterface
public interface Engines {
    Engine open(long node, Desk desk);
}
