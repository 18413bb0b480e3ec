package io.mailyard.web;

/** Answers whole requests; runs on a virtual thread and may block. */
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
}
