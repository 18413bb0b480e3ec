package io.mailyard.senders;

import io.mailyard.db.Tx;
import io.mailyard.wire.Out;
import java.util.function.Consumer;

/** Members that another package adds to {@code senders/akmta/get}. */
@FunctionalInterface
public interface SenderDetail {
    /** Reads the data of a sender, and returns a writer of its members. */
    Consumer<Out> of(Tx tx, SenderId sender);
}
