package io.mailyard.delivery;

import java.time.Instant;
import java.util.OptionalLong;

/**
 * Something is stopped. Durable before a node hears of it; numbered, so that a parcel leased before
 * it is told from one leased after it ended.
 *
 * @param seq from 1, without gaps, ascending in the order of the commits
 * @param calledAt when the administrator's call was made
 */
public record StopOrder(long seq, Scope scope, Instant calledAt) {
    /** What it concerns. */
    public sealed interface Scope {
        boolean covers(DeliveryTask parcel);

        /** All mail of an account: frozen, inactive or deleted. */
        record OfAccount(long accountId) implements Scope {
            @Override
            public boolean covers(DeliveryTask parcel) {
                return parcel.accountId() == accountId;
            }
        }

        /**
         * A sender's mail, or the part of it of an account, campaign, ISP: held, purged, or the
         * sender deleted.
         *
         * @param senderId 0: any sender
         * @param isp empty: every ISP
         */
        record OfSender(long senderId, OptionalLong accountId, OptionalLong campaignId, String isp)
                implements Scope {
            @Override
            public boolean covers(DeliveryTask parcel) {
                return (senderId == 0 || parcel.senderId() == senderId)
                        && (accountId.isEmpty() || accountId.getAsLong() == parcel.accountId())
                        && (campaignId.isEmpty() || campaignId.getAsLong() == parcel.campaignId())
                        && (isp.isEmpty() || isp.equals(parcel.isp()));
            }
        }

        /** Everything on one node: its MTA was deactivated. */
        record OfNode(long nodeId) implements Scope {
            @Override
            public boolean covers(DeliveryTask parcel) {
                return true;
            }
        }
    }
}
