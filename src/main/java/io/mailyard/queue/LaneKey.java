package io.mailyard.queue;

import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What tells lanes of one account and campaign apart.
 *
 * @param sender 0: none; likewise {@code vsender}
 * @param domain empty where the ISP is not {@code other}
 * @param named the senders of its rule where it waits without one, such as {@code ,3,7,}
 */
record LaneKey(long sender, long vsender, String isp, String domain, String named) {
    static LaneKey of(AcceptedRecipient to) {
        return of(to.routed(), to.isp(), AcceptedRecipient.laneDomain(to.isp(), to.domain()));
    }

    static LaneKey of(RoutingDecision routed, String isp, String domain) {
        return new LaneKey(
                routed.sender().map(SenderId::value).orElse(0L),
                routed.vsender(),
                isp,
                domain,
                routed.sender().isPresent() ? "" : named(routed.named()));
    }

    static String named(List<SenderId> senders) {
        return senders.isEmpty()
                ? ""
                : senders.stream()
                        .map(SenderId::value)
                        .distinct()
                        .sorted()
                        .map(String::valueOf)
                        .collect(Collectors.joining(",", ",", ","));
    }
}
