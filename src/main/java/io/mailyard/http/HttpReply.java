package io.mailyard.http;

import io.mailyard.wire.BodyWriter;
import java.util.Map;
import java.util.Optional;

/**
 * One answer.
 *
 * @param headers besides Content-Type, Content-Length and Request-Id, which the server adds
 * @param body its content, where it is whole
 * @param stream writes its content in place of {@code body}, piece by piece
 * @param shared whether {@code body} is one array for all callers, so that an answer takes no
 *     memory
 */
public record HttpReply(
        int status,
        String contentType,
        Map<String, String> headers,
        byte[] body,
        Optional<BodyWriter> stream,
        boolean shared) {
    public HttpReply(
            int status,
            String contentType,
            Map<String, String> headers,
            byte[] body,
            Optional<BodyWriter> stream) {
        this(status, contentType, headers, body, stream, false);
    }

    /** One answer, whole. */
    public HttpReply(int status, String contentType, Map<String, String> headers, byte[] body) {
        this(status, contentType, headers, body, Optional.empty());
    }
}
