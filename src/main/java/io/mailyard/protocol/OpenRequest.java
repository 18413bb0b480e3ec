package io.mailyard.protocol;

import java.util.Optional;

/**
 * Begins a session.
 *
 * @param versions of the node protocol that the node speaks
 * @param lastRun name of the run before over the same data folder, which is dead; empty: none.
 *     Nodes of early releases do not say
 */
public record OpenRequest(ProtocolVersions versions, Optional<String> lastRun) {
    private static final int MAX_NAME = 64;

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
                return new OpenRequest(
                        new ProtocolVersions(oldest, newest, program),
                        message.get(
                                "last_run",
                                MemberType.text(MAX_NAME).optional(),
                                OpenRequest::lastRun));
            });
}
