package io.mailyard.delivery;

/**
 * An address of this node that a sender sends from.
 *
 * @param ip IPv4 or IPv6, as a literal
 * @param helo what it greets with; empty: as the strategy says
 */
public record EgressAddress(String ip, String helo) {}
