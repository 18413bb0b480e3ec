package io.mailyard.lanes;

/**
 * Session of a running engine, which holds what it has leased.
 *
 * @param protocol version of the node protocol that it speaks
 */
public record EngineSession(long id, long nodeId, int protocol) {}
