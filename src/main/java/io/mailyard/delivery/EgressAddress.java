package io.mailyard.delivery;

/**
 * A source address of a sender on this node.
 *
 * @param ip IPv4 or IPv6, as a literal
 * @param helo EHLO name; empty to use the strategy's rule
 */
public record EgressAddress(String ip, String helo) {}
