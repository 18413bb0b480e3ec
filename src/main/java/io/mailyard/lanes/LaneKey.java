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
    /** Lane of a recipient as its message was accepted. */
    public static LaneKey of(AcceptedRecipient recipient) {
        return of(
                recipient.routing(),
                recipient.isp(),
                AcceptedRecipient.laneDomain(recipient.isp(), recipient.domain()));
    }

    /**
     * Lane of mail that was routed so. Without a sender, the key has the senders that it waits for.
     *
     * @param domain as {@link AcceptedRecipient#laneDomain} returns it
     */
    public static LaneKey of(RoutingDecision decision, String isp, String domain) {
        return new LaneKey(
                decision.sender().map(SenderId::value).orElse(0L),
                decision.vsender(),
                isp,
                domain,
                decision.sender().isPresent() ? "" : named(decision.namedSenders()));
    }

    /**
     * Ids in ascending order without repetitions, each between commas, so that SQL finds one by
     * {@code LIKE '%,3,%'}; empty if there are none.
     */
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
