package io.mailyard.routing;

/**
 * Where mail is to be queued, but for the sender.
 *
 * @param campaign 0: none
 * @param isp the name of the recipient's ISP
 * @param domain of the recipient; empty where the ISP is not {@code other}
 */
public record Destination(long campaign, String isp, String domain) {}
