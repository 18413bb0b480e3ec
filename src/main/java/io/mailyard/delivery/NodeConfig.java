package io.mailyard.delivery;

import io.mailyard.policies.BouncePattern;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Isp;
import java.util.List;

/**
 * One revision of the configuration of a node.
 *
 * @param running whether attempts may begin; if false, running ones are cancelled where possible
 * @param senders senders with an address on this node
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

    /** The initial configuration: no delivery. */
    public static NodeConfig none(long nodeId) {
        return new NodeConfig(nodeId, 0, false, List.of(), List.of(), List.of(), List.of());
    }
}
