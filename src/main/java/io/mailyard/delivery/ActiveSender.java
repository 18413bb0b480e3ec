package io.mailyard.delivery;

import java.util.concurrent.atomic.AtomicInteger;

/** A sender of the active revision, with the position of its address rotation. */
final class ActiveSender {
    private final SenderConfig config;
    private final AtomicInteger turns = new AtomicInteger();

    ActiveSender(SenderConfig config) {
        this.config = config;
    }

    SenderConfig config() {
        return config;
    }

    /** Index of the next source address in rotation. */
    int nextIndex(int sources) {
        return Math.floorMod(turns.getAndIncrement(), sources);
    }

    /**
     * Whether each recipient has its own reverse path, so recipients cannot share a transaction.
     */
    boolean hasRecipientReturnPaths() {
        return !config.returnPathDomain().isEmpty()
                || config.domainType() == SenderConfig.DomainType.PTR;
    }
}
