package io.mailyard.stops;

import io.mailyard.delivery.StopOrder;
import io.mailyard.lanes.WorkSignal;
import io.mailyard.nodes.NodeListener;
import io.mailyard.writes.Change;

/** Stops the mail of a node whose MTA is deactivated, and wakes it when it is activated. */
public final class NodeStops implements NodeListener {
    private final WorkSignal signal;
    private final StopLog stops;
    private final Runnable onChange;

    /**
     * @param turned called after the commit that activates or deactivates an MTA
     */
    public NodeStops(WorkSignal signal, StopLog stops, Runnable turned) {
        this.onChange = turned;
        this.signal = signal;
        this.stops = stops;
    }

    @Override
    public void mtaSwitched(Change change, long node, boolean running) {
        change.tx().afterCommit(onChange);
        if (running) {
            change.tx().afterCommit(signal::wake);
        } else {
            stops.add(
                    change.tx(), "mta_deactivated", new StopOrder.Scope.OfNode(node), change.now());
        }
    }

    /**
     * Stops the mail of a node; what it holds is taken from it when its lease ends, which the
     * receipt says.
     */
    @Override
    public void removed(Change change, long node) {
        stops.add(change.tx(), "node_deleted", new StopOrder.Scope.OfNode(node), change.now());
    }

    @Override
    public void syncWanted(Change change, long node) {
        // A synchronisation stops nothing.
    }
}
