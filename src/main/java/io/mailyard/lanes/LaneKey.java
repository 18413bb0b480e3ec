package io.mailyard.lanes;

import io.mailyard.routing.RoutingDecision;
import io.mailyard.senders.SenderId;
import java.util.List;
import java.util.stream.Collectors;

/**
 * Key of a lane within an account and campaign.
 *
 * @param sender 0 if none, as for {@code vsender}
 * @param domain empty if the ISP is not {@code other}
 * @param named the senders of its rule while it waits without one, for example {@code ,3,7,}
 */
public record LaneKey(long sender, long vsender, String isp, String domain, String named) {
    public static LaneKey of(AcceptedRecipient recipient) {
        return of(
                recipient.routing(),
                recipient.isp(),
                AcceptedRecipient.laneDomain(recipient.isp(), recipient.domain()));
    }

    public static LaneKey of(RoutingDecision decision, String isp, String domain) {
        return new LaneKey(
                decision.sender().map(SenderId::value).orElse(0L),
                decision.vsender(),
                isp,
                domain,
                decision.sender().isPresent() ? "" : named(decision.namedSenders()));
    }

    public static String named(List<SenderId> senders) {
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
