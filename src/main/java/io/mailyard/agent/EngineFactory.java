package io.mailyard.agent;

import io.mailyard.delivery.Engine;
import io.mailyard.delivery.LeaseClient;

/** Makes the engine of a node over its desk. */
@FunctionalInterface
public interface EngineFactory {
    Engine open(long node, LeaseClient desk);
}
