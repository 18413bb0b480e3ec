package io.mailyard.smtp;

/** Asked before each command of a message, and right before the message is past recall. */
public interface DataGate {
    /**
     * Whether MAIL or the next RCPT may be written, where commands go one by one. False: the
     * transaction is reset, and every recipient that is left is {@link RecipientOutcome.Withheld}.
     */
    default boolean next() {
        return true;
    }

    /** The command is with the system now; called once after each {@link #next} that said true. */
    default void written() {}

    /**
     * Whether the command DATA may be written: where commands go by pipelining, asked before the
     * breath that holds it. False: nothing of the message is sent, a transaction that was begun is
     * reset, and every recipient is {@link RecipientOutcome.Withheld}.
     */
    boolean open();

    /** The command is with the system now; called once after each {@link #open} that said true. */
    void passed();

    /** Holds nothing back. */
    DataGate ALWAYS =
            new DataGate() {
                @Override
                public boolean open() {
                    return true;
                }

                @Override
                public void passed() {}
            };
}
