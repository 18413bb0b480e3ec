package io.mailyard.delivery;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * An order to stop part of the mail. Durable before a node receives it, and numbered, so that a
 * task leased before the stop can be distinguished from one leased after it ended.
 *
 * @param seq from 1, without gaps, ascending in the order of the commits
 * @param calledAt time of the administrator's call
 */
public record StopOrder(long seq, Scope scope, Instant calledAt) {
    /** The mail that the order covers. */
    public sealed interface Scope {
        /**
         * Whether the order stops this task, regardless of whether it was leased before or after.
         */
        boolean covers(DeliveryTask task);

        /** All mail of an account that is frozen, inactive or deleted. */
        record OfAccount(long accountId) implements Scope {
            @Override
            public boolean covers(DeliveryTask task) {
                return task.accountId() == accountId;
            }
        }

        /**
         * Mail of a sender, or its part of an account, campaign or ISP, that is held or purged, or
         * whose sender is deleted.
         *
         * @param senderId 0 for any sender
         * @param isp empty for every ISP
         */
        record OfSender(long senderId, OptionalLong accountId, OptionalLong campaignId, String isp)
                implements Scope {
            @Override
            public boolean covers(DeliveryTask task) {
                return (senderId == 0 || task.senderId() == senderId)
                        && (accountId.isEmpty() || accountId.getAsLong() == task.accountId())
                        && (campaignId.isEmpty() || campaignId.getAsLong() == task.campaignId())
                        && (isp.isEmpty() || isp.equals(task.isp()));
            }
        }

        /** All mail on a node whose MTA was deactivated. */
        record OfNode(long nodeId) implements Scope {
            @Override
            public boolean covers(DeliveryTask task) {
                return true;
            }
        }
    }
}
