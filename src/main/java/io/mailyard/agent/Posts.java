package io.mailyard.agent;

import io.mailyard.delivery.Desk;
import io.mailyard.delivery.StopOrder;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What the door of nodes needs of the server's rooms. */
interface Posts {
    /** The node whose key this is. */
    OptionalLong nodeByKey(String key);

    /**
     * A session for a process of a node that has just started. What an earlier process under the
     * same name had leased is given back.
     */
    long open(long node, String instance);

    /** The session that the process opened, if it is still known. */
    OptionalLong session(long node, String instance);

    Desk desk(long session);

    /** Notes what the process runs; its leases stay its own for another while. */
    void seen(long session, Running running);

    /** The stops after {@code seq}, ascending, a bounded number. */
    List<StopOrder> stopsAfter(long seq);

    /** The number of the last stop. */
    long lastStop();

    /**
     * What a process says of itself.
     *
     * @param revision the configuration it has applied; 0: none yet
     * @param running whether its MTA takes attempts
     * @param problems what it cannot do, such as an IP that is not on the machine
     */
    record Running(long revision, boolean running, List<String> problems) {}

    /** What a node is to run, as JSON. */
    record Wanted(long revision, String hash, String json) {}

    /** What the node is to run now. */
    Wanted wanted(long node);

    /** When an administrator last asked the node to take its configuration again. */
    Optional<Long> syncWanted(long node);
}
