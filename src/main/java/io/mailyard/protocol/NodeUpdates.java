package io.mailyard.protocol;

import io.mailyard.delivery.StopOrder;
import java.util.List;
import java.util.Optional;

/**
 * Updates for a node.
 *
 * @param stops stops after the reported one, ascending
 * @param wanted the configuration to run, if it differs or was requested again
 * @param sync time of the last synchronisation requested by an administrator, in epoch milliseconds
 */
public record NodeUpdates(List<StopOrder> stops, Optional<WantedConfig> wanted, long sync) {
    public static final MessageCodec<NodeUpdates> CODEC =
            new MessageCodec<>(message ->
                    new NodeUpdates(
                            message.get(
                                    "stops",
                                    MemberType.many(StopMessages.ORDER),
                                    NodeUpdates::stops),
                            message.get(
                                    "wanted",
                                    MemberType.one(WantedConfig.CODEC).optional(),
                                    NodeUpdates::wanted),
                            message.number("sync", NodeUpdates::sync)));
}
