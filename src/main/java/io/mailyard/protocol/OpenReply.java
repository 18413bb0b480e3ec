package io.mailyard.protocol;

import java.time.Duration;
import java.util.Optional;

/**
 * A session of a node. Of a server that speaks no version of this node, only its versions are
 * certain.
 *
 * @param node the node's id
 * @param stop number of the newest stop, known to all mail leased from now on
 * @param lease how long the session and its leases last without a renewal
 * @param spoken version of the node protocol that both speak
 * @param versions those that the server speaks
 */
public record OpenReply(
        long node, long stop, Duration lease, long spoken, ProtocolVersions versions) {
    public static final MessageCodec<OpenReply> CODEC =
            new MessageCodec<>(message -> {
                long node = message.get("node", MemberType.NUMBER.orElse(0L), OpenReply::node);
                long stop = message.get("stop", MemberType.NUMBER.orElse(0L), OpenReply::stop);
                Duration lease =
                        message.get(
                                "lease_ms",
                                MemberType.MILLIS.orElse(Duration.ZERO),
                                OpenReply::lease);
                long spoken = message.get("protocol", MemberType.ID.orElse(1L), OpenReply::spoken);
                Optional<Long> oldest =
                        message.get(
                                "oldest_protocol",
                                MemberType.ID.optional(),
                                reply -> Optional.of(reply.versions.oldest()));
                long newest =
                        message.get(
                                        "newest_protocol",
                                        MemberType.ID.optional(),
                                        reply -> Optional.of(reply.versions.newest()))
                                .orElse(spoken);
                String program =
                        message.get(
                                "version",
                                MemberType.text(ProtocolVersions.MAX_PROGRAM).orElse(""),
                                reply -> reply.versions.program());
                return new OpenReply(
                        node,
                        stop,
                        lease,
                        spoken,
                        new ProtocolVersions(oldest.orElse(newest), newest, program));
            });
}
