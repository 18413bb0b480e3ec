package io.mailyard.queue;

import io.mailyard.routing.Routed;
import io.mailyard.senders.SenderId;

/**
 * What tells lanes of one account and campaign apart.
 *
 * @param sender 0: none; likewise {@code vsender}
 * @param domain empty where the ISP is not {@code other}
 */
record LaneKey(long sender, long vsender, String isp, String domain) {
    static LaneKey of(To to) {
        return of(to.routed(), to.isp(), To.laneDomain(to.isp(), to.domain()));
    }

    static LaneKey of(Routed routed, String isp, String domain) {
        return new LaneKey(
                routed.sender().map(SenderId::value).orElse(0L), routed.vsender(), isp, domain);
    }
}
