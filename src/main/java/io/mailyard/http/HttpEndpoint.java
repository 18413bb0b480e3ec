package io.mailyard.http;

import java.io.InputStream;

/** Answers requests; runs on a virtual thread and may block. */
@FunctionalInterface
public interface HttpEndpoint {
    /** Answers a request whose body has arrived in full: empty if there is none. */
    HttpReply answer(HttpRequest request);

    /**
     * Maximum size of the body, in bytes, if it is larger than {@code http.max-body}.
     *
     * @param head the request, without its body
     */
    default int maxBody(HttpRequest head) {
        return 0;
    }

    /** Whether {@link #answer(HttpRequest, InputStream)} reads the body as it arrives. */
    default boolean takesStream(HttpRequest head) {
        return false;
    }

    /** Answers a request while its body arrives. */
    default HttpReply answer(HttpRequest head, InputStream body) {
        throw new IllegalStateException("no streams here");
    }
}
