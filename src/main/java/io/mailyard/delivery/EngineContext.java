package io.mailyard.delivery;

import java.time.Duration;

/** Services of the engine that a destination queue uses. */
interface EngineContext {
    /** Opens a connection if one is available. */
    boolean connect(DestinationQueue queue, HostQueue hostQueue, SourceRateLimit rateLimit);

    void giveBack(DeliveryTask task, Duration delay);

    /** Requests another lease. */
    void requestLease();

    Duration idleTimeout();

    /** Whether other accounts wait for a connection. */
    boolean isCrowded();

    /** Whether an idle connection should close in favour of others. */
    boolean isHolderOverShare(DeliveryConnection connection);

    /** Records that a connection now carries mail of this account. */
    void setAccount(DeliveryConnection connection, long accountId);

    boolean isStopped(DeliveryTask task);

    /** Whether the task must be attempted alone. */
    boolean isUnbatched(DeliveryTask task);
}
