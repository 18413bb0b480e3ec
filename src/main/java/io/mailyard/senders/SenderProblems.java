package io.mailyard.senders;

import io.mailyard.db.Tx;
import java.util.List;

/** Problems in another package that keep a sender from sending. */
@FunctionalInterface
public interface SenderProblems {
    /** Sentences, for example that a node does not have an IP. */
    List<String> of(Tx tx, Sender sender);
}
