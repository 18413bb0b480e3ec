package io.mailyard.delivery;

import io.mailyard.delivery.StopOrder.Scope;
import io.mailyard.delivery.StopOrder.Scope.OfAccount;
import io.mailyard.delivery.StopOrder.Scope.OfNode;
import io.mailyard.delivery.StopOrder.Scope.OfSender;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Stopped scopes, each with its newest order. A task is stopped if an order that covers it is newer
 * than the orders that were durable when it was leased. Orders that every current and future task
 * already knows are forgotten.
 */
final class ActiveStops {
    /** Above this number, orders that no task needs are removed. */
    private static final int PRUNE_ABOVE = 1_000;

    private final Map<Scope, Long> newest = new ConcurrentHashMap<>();
    private final OfNode node;
    private volatile long latest;

    ActiveStops(long nodeId) {
        this.node = new OfNode(nodeId);
    }

    void add(StopOrder order) {
        newest.merge(order.scope(), order.seq(), Math::max);
        synchronized (this) {
            latest = Math.max(latest, order.seq());
        }
    }

    /** The newest order added; a task leased from now on already knows it. */
    long latest() {
        return latest;
    }

    /** Whether an order forbids the task's attempt to begin. */
    boolean isStopped(DeliveryTask task) {
        if (task.stopSeq() >= latest) {
            return false;
        }
        OptionalLong account = OptionalLong.of(task.accountId());
        OptionalLong campaign = OptionalLong.of(task.campaignId());
        OptionalLong any = OptionalLong.empty();
        long sender = task.senderId();
        String isp = task.isp();
        return isNewer(new OfAccount(task.accountId()), task)
                || isNewer(new OfSender(sender, any, any, ""), task)
                || isNewer(new OfSender(sender, account, any, ""), task)
                || isNewer(new OfSender(sender, account, campaign, ""), task)
                || isNewer(new OfSender(sender, any, campaign, ""), task)
                || isNewer(new OfSender(sender, any, any, isp), task)
                || isNewer(new OfSender(sender, account, any, isp), task)
                || isNewer(new OfSender(sender, account, campaign, isp), task)
                || isNewer(new OfSender(sender, any, campaign, isp), task)
                || isNewer(new OfSender(0, any, any, ""), task)
                || isNewer(new OfSender(0, account, campaign, ""), task)
                || isNewer(new OfSender(0, account, any, isp), task)
                || isNewer(new OfSender(0, account, campaign, isp), task)
                || isNewer(node, task);
    }

    private boolean isNewer(Scope scope, DeliveryTask task) {
        Long seq = newest.get(scope);
        return seq != null && seq > task.stopSeq();
    }

    /**
     * Removes orders that no task needs.
     *
     * @param known an order known to every task that is held or on its way
     */
    void forgetUpTo(long known) {
        if (newest.size() > PRUNE_ABOVE) {
            newest.values().removeIf(seq -> seq <= known);
        }
    }
}
