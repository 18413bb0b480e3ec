package io.mailyard.http;

import java.io.InputStream;

/** Answers requests; runs on a virtual thread and may block. */
@FunctionalInterface
public interface HttpEndpoint {
    HttpReply answer(HttpRequest request);

    /**
     * How large the body may be, in bytes, where that is more than {@code http.max-body}.
     *
     * @param head the request, its body not read yet
     */
    default int maxBody(HttpRequest head) {
        return 0;
    }

    /**
     * Whether the body is to be read as it arrives, by {@link #answer(HttpRequest, InputStream)}.
     */
    default boolean takesStream(HttpRequest head) {
        return false;
    }

    /** Answers a request whose body is read as it arrives. */
    default HttpReply answer(HttpRequest head, InputStream body) {
        throw new IllegalStateException("no streams here");
    }
}
