package io.mailyard.web;

import java.util.Map;

/**
 * One answer, whole.
 *
 * @param headers besides Content-Type, Content-Length and Request-Id, which the server adds
 */
public record HttpReply(int status, String contentType, Map<String, String> headers, byte[] body) {}
