package io.mailyard.web;

/** Answers whole requests; runs on a virtual thread and may block. */
@FunctionalInterface
public interface HttpEndpoint {
    HttpReply answer(HttpRequest request);
}
