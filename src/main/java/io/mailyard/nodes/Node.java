package io.mailyard.nodes;

/**
 * A machine that sends.
 *
 * @param id from 1; 1 is the node inside the server
 * @param host where it is reached, {@code address:port} or a name
 * @param mode {@code HTTPS} or {@code SSH} (spec/admin-api.md, section 4)
 */
public record Node(long id, String name, String host, String mode) {}
