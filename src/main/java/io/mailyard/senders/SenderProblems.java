package io.mailyard.senders;

import io.mailyard.db.Tx;
import java.util.List;

/** What keeps a sender from sending, as another package knows it. */
@FunctionalInterface
public interface SenderProblems {
    /** Sentences, such as that a node does not have an IP. */
    List<String> of(Tx tx, Sender sender);
}
