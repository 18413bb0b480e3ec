package io.mailyard.routing;

/**
 * Destination of a recipient's mail, without its sender.
 *
 * @param campaign 0 if none
 * @param isp the name of the recipient's ISP
 * @param domain domain of the recipient; empty if the ISP is not {@code other}
 */
public record Destination(long campaign, String isp, String domain) {}
