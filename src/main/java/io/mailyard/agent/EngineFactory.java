package io.mailyard.agent;

import io.mailyard.delivery.Engine;
import io.mailyard.delivery.LeaseClient;

/** Creates the engine of a node for its lease client. */
@FunctionalInterface
public interface EngineFactory {
    Engine open(long node, LeaseClient leaseClient);
}
