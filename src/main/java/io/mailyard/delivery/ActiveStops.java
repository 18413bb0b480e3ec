package io.mailyard.delivery;

import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.StopOrder.Scope.OfAccount;
import io.mailyard.delivery.StopOrder.Scope.OfNode;
import io.mailyard.delivery.StopOrder.Scope.OfSender;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Which scopes were stopped, and by which order. A parcel is stopped where an order that covers it
 * is newer than those that were durable when it was leased. Orders that every parcel in hand, and
 * every one that can still come, knows of are forgotten.
 */
final class ActiveStops {
    /** Beyond it those that no parcel needs are looked for. */
    private static final int PRUNED_FROM = 1_000;

    private final Map<Scope, Long> newest = new ConcurrentHashMap<>();
    private final OfNode node;
    private volatile long latest;

    ActiveStops(long nodeId) {
        this.node = new OfNode(nodeId);
    }

    void take(StopOrder order) {
        newest.merge(order.scope(), order.seq(), Math::max);
        synchronized (this) {
            latest = Math.max(latest, order.seq());
        }
    }

    /** The newest order taken; a parcel that is asked for now will know it. */
    long latest() {
        return latest;
    }

    /** Whether it may not begin. */
    boolean stops(DeliveryTask parcel) {
        if (parcel.stopSeq() >= latest) {
            return false;
        }
        OptionalLong account = OptionalLong.of(parcel.accountId());
        OptionalLong campaign = OptionalLong.of(parcel.campaignId());
        OptionalLong any = OptionalLong.empty();
        long sender = parcel.senderId();
        String isp = parcel.isp();
        return newer(new OfAccount(parcel.accountId()), parcel)
                || newer(new OfSender(sender, any, any, ""), parcel)
                || newer(new OfSender(sender, account, any, ""), parcel)
                || newer(new OfSender(sender, account, campaign, ""), parcel)
                || newer(new OfSender(sender, any, campaign, ""), parcel)
                || newer(new OfSender(sender, any, any, isp), parcel)
                || newer(new OfSender(sender, account, any, isp), parcel)
                || newer(new OfSender(sender, account, campaign, isp), parcel)
                || newer(new OfSender(sender, any, campaign, isp), parcel)
                || newer(new OfSender(0, any, any, ""), parcel)
                || newer(new OfSender(0, account, campaign, ""), parcel)
                || newer(new OfSender(0, account, any, isp), parcel)
                || newer(new OfSender(0, account, campaign, isp), parcel)
                || newer(node, parcel);
    }

    private boolean newer(Scope scope, DeliveryTask parcel) {
        Long seq = newest.get(scope);
        return seq != null && seq > parcel.stopSeq();
    }

    /**
     * Forgets what nobody needs.
     *
     * @param known an order that all parcels in hand, and all on their way, were leased after
     */
    void forget(long known) {
        if (newest.size() > PRUNED_FROM) {
            newest.values().removeIf(seq -> seq <= known);
        }
    }
}
