package io.mailyard.protocol;

import java.util.Optional;

/**
 * Begins a session.
 *
 * @param versions of the node protocol that the node speaks
 */
public record OpenRequest(ProtocolVersions versions) {
    public static final MessageCodec<OpenRequest> CODEC =
            new MessageCodec<>(message -> {
                long newest =
                        message.get(
                                "protocol",
                                MemberType.ID.orElse(1L),
                                request -> request.versions.newest());
                long oldest =
                        message.get(
                                        "oldest_protocol",
                                        MemberType.ID.optional(),
                                        request -> Optional.of(request.versions.oldest()))
                                .orElse(newest);
                String program =
                        message.get(
                                "version",
                                MemberType.text(ProtocolVersions.MAX_PROGRAM).orElse(""),
                                request -> request.versions.program());
                return new OpenRequest(new ProtocolVersions(oldest, newest, program));
            });
}
