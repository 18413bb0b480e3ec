package io.mailyard.delivery;

import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Isp;
import java.util.List;

/**
 * All that a node is told to do: one revision of its part of the configuration.
 *
 * @param running false: nothing begins, and what has begun is given up where it can be
 * @param senders those with an address on this node
 */
public record NodeConfig(
        long nodeId,
        long revision,
        boolean running,
        List<SenderConfig> senders,
        List<Isp> isps,
        List<BouncePattern> bouncePatterns,
        List<FixedRoute> routes) {
    public NodeConfig {
        senders = List.copyOf(senders);
        isps = List.copyOf(isps);
        bouncePatterns = List.copyOf(bouncePatterns);
        routes = List.copyOf(routes);
    }

    /** What a node has before it is told anything: it stands still. */
    public static NodeConfig none(long nodeId) {
        return new NodeConfig(nodeId, 0, false, List.of(), List.of(), List.of(), List.of());
    }
}
