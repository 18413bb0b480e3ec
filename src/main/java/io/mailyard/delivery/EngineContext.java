package io.mailyard.delivery;

import java.time.Duration;

/** What an outlet needs of the engine. */
interface EngineContext {
    /** Begins a connection where there is room for one. */
    boolean connect(DestinationQueue outlet, HostQueue line, SourceRateLimit budget);

    void giveBack(DeliveryTask parcel, Duration delay);

    /** More could be leased. */
    void hungry();

    Duration idle();

    /** Whether others wait for a connection to be closed. */
    boolean isCrowded();

    /** Whether an idle connection is in the way of others. */
    boolean isWanted(DeliveryConnection connection);

    /** A connection carries an account's mail from now on. */
    void carries(DeliveryConnection connection, long accountId);

    boolean stopped(DeliveryTask parcel);

    /** Whether it may share no transaction. */
    boolean goesAlone(DeliveryTask parcel);
}
