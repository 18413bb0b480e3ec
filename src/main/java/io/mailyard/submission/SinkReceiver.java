package io.mailyard.submission;

import java.util.List;

/** Receiver of the messages of a sink: decides what is done with them. */
interface SinkReceiver {
    /**
     * Envelope of a message: what came before it.
     *
     * @param lines the commands HELO or EHLO, MAIL and RCPT as the client wrote them
     * @param dataNanos when DATA was answered, by {@link System#nanoTime}
     */
    record SinkEnvelope(String client, List<String> lines, long dataNanos) {
        public SinkEnvelope {
            lines = List.copyOf(lines);
        }
    }

    /** Takes a message; the reply to its client says what became of it. */
    SubmissionReply receive(SinkEnvelope envelope, DataReader.ReadResult.Message message);
}
