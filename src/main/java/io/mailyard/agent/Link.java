package io.mailyard.agent;

import io.mailyard.delivery.LeaseClient;
import io.mailyard.delivery.StopOrder;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A node's tie to its server: inside the server method calls, elsewhere HTTPS. */
interface Link extends AutoCloseable {
    /**
     * Begins a session; what an earlier process of this node in the same slot had leased is given
     * back.
     *
     * @throws LeaseClient.DeskAway where the server does not answer
     */
    Opened open();

    /**
     * Tells what the process runs and waits for news.
     *
     * @throws SessionGone where the session has ended: open another
     * @throws LeaseClient.DeskAway where the server does not answer
     */
    News sync(Said said, Duration wait);

    LeaseClient desk();

    /** Tells what could not be told while the server was away. */
    void flush();

    /** Ends the session in good order, where the server can be told. */
    @Override
    void close();

    /**
     * A session.
     *
     * @param node whose it is
     * @param stop the number of the last stop: what is leased from now on knows of it
     * @param lease how long the session, and what is leased under it, lasts without a word
     */
    record Opened(long node, long stop, Duration lease) {}

    /**
     * What a process says of itself.
     *
     * @param revision the configuration it has applied; 0: none yet
     * @param running whether its MTA takes attempts
     * @param problems what it cannot do, such as an IP that is not on the machine
     * @param stop the number of the last stop it knows
     * @param sync the last {@link News#sync} it knows
     */
    record Said(long revision, boolean running, List<String> problems, long stop, long sync) {}

    /**
     * What is new.
     *
     * @param stops after the one that was said, ascending
     * @param wanted what it is to run, where that is another, or it was asked to take it again
     * @param sync when an administrator last asked for a synchronisation, epoch milliseconds
     */
    record News(List<StopOrder> stops, Optional<Wanted> wanted, long sync) {}

    /**
     * What a node is to run.
     *
     * @param content of the revision as JSON, without secrets
     */
    record Wanted(long revision, String content) {}

    /** The server knows the session no more. */
    final class SessionGone extends RuntimeException {
        SessionGone() {
            super("the server knows no such session of this node");
        }
    }
}
