package io.mailyard.smtp;

/** Decides before each command of a message, and before DATA, whether it may be sent. */
public interface DataGate {
    /**
     * Whether MAIL or the next RCPT may be sent without pipelining. If not, the transaction is
     * reset and every remaining recipient is {@link RecipientOutcome.NotSent}.
     */
    default boolean mayWrite() {
        return true;
    }

    /**
     * Called once the command has been written or failed, after each {@link #mayWrite} that is
     * true.
     */
    default void written() {}

    /**
     * Whether DATA may be sent; with pipelining asked before the packet that contains it. If not,
     * the message is not sent, a started transaction is reset, and every recipient is {@link
     * RecipientOutcome.NotSent}.
     */
    boolean mayStartData();

    /**
     * Called once DATA has been written or failed, after each {@link #mayStartData} that is true.
     */
    void dataStarted();

    /** Permits everything. */
    DataGate ALWAYS =
            new DataGate() {
                @Override
                public boolean mayStartData() {
                    return true;
                }

                @Override
                public void dataStarted() {}
            };
}
