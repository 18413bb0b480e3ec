package io.mailyard.delivery;

import java.util.concurrent.atomic.AtomicInteger;

/** A sender of a revision, ready for use. */
final class ActiveSender {
    private final SenderConfig plan;
    private final AtomicInteger turn = new AtomicInteger();

    ActiveSender(SenderConfig plan) {
        this.plan = plan;
    }

    SenderConfig plan() {
        return plan;
    }

    /** Which of so many sources is next. */
    int turn(int sources) {
        return Math.floorMod(turn.getAndIncrement(), sources);
    }

    /** Whether each recipient has a reverse path of its own: then none share a transaction. */
    boolean namesRecipients() {
        return !plan.returnPathDomain().isEmpty()
                || plan.domainType() == SenderConfig.DomainType.PTR;
    }
}
