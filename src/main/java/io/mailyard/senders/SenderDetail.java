package io.mailyard.senders;

import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.function.Consumer;

/** What another package adds to {@code senders/akmta/get}. */
@FunctionalInterface
public interface SenderDetail {
    /** Reads what it has of a sender, and answers what writes it as members of its own. */
    Consumer<Out> of(Tx tx, SenderId sender);
}
