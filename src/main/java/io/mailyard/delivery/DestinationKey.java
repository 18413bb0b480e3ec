package io.mailyard.delivery;

/**
 * The unit that limits apply to: a sender's mail to one ISP, or to one domain that belongs to no
 * ISP.
 *
 * @param isp the ISP's name, {@code other} where there is none
 * @param domain the domain where the ISP is {@code other}, else empty
 */
public record DestinationKey(long senderId, String isp, String domain) {}
