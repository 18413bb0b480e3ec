package io.mailyard.outbound;

/** Outcome of a request to another server. */
public sealed interface OutboundAnswer {
    /**
     * An answer, whatever its status.
     *
     * @param reason the words beside the status; empty: none
     * @param retryAfter the field of that name; empty: none
     * @param text the body, or its first words where no more was wanted
     */
    record Got(int status, String reason, String type, String retryAfter, String text)
            implements OutboundAnswer {}

    /**
     * No answer.
     *
     * @param why for people
     */
    record NoAnswer(String why) implements OutboundAnswer {}
}
