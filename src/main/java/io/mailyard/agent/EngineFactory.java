package io.mailyard.agent;

import io.mailyard.delivery.Engine;
import io.mailyard.delivery.LeaseClient;

/** Creates the engine of a node for its lease client. */
@FunctionalInterface
public interface EngineFactory {
    /**
     * Opens an engine that delivers nothing until it gets a configuration. The caller closes it.
     *
     * @param node id of the node; 0 for the platform's own mail
     */
    Engine open(long node, LeaseClient leaseClient);
}
