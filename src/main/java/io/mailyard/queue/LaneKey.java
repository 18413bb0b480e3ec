package io.mailyard.queue;

import io.mailyard.senders.SenderId;

/**
 * What tells lanes of one account and campaign apart.
 *
 * @param sender 0: none
 * @param domain empty where the ISP is not {@code other}
 */
record LaneKey(long sender, String isp, String domain) {
    static LaneKey of(To to) {
        return new LaneKey(
                to.sender().map(SenderId::value).orElse(0L),
                to.isp(),
                to.isp().equals(To.OTHER) ? to.domain() : "");
    }
}
