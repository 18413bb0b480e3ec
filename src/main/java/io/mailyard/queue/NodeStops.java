package io.mailyard.queue;

import io.mailyard.delivery.StopOrder;
import io.mailyard.nodes.NodeListener;
import io.mailyard.writes.Change;

/** A node whose MTA is switched off stops; one that is switched on again finds work. */
final class NodeStops implements NodeListener {
    private final QueueStage stage;
    private final StopLog stops;
    private final Runnable turned;

    /**
     * @param turned run once it is durable that an MTA is to run, or to stop
     */
    NodeStops(QueueStage stage, StopLog stops, Runnable turned) {
        this.turned = turned;
        this.stage = stage;
        this.stops = stops;
    }

    @Override
    public void mtaTurned(Change change, long node, boolean running) {
        change.tx().afterCommit(turned);
        if (running) {
            change.tx().afterCommit(stage::wake);
        } else {
            stops.add(
                    change.tx(), "mta_deactivated", new StopOrder.Scope.OfNode(node), change.now());
        }
    }

    @Override
    public void syncWanted(Change change, long node) {
        // it is no stop
    }
}
