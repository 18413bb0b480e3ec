package io.mailyard.submission;

import io.mailyard.base.VisibleText;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/**
 * Prints the messages that a sink receives, one at a time. Lines of a message are indented and its
 * control characters escaped, so no message can look like two or act on the terminal.
 */
final class SinkPrinter implements SinkReceiver {
    private static final String INDENT = "    ";

    private static final SubmissionReply ENOUGH =
            SubmissionReply.of(
                    421, "4.3.2 the sink has received as many messages as it was asked for");
    private static final SubmissionReply NOT_PRINTED =
            SubmissionReply.of(451, "4.3.0 the sink's output cannot be written");

    private final PrintWriter out;
    private final boolean full;
    private final long count;
    private final CountDownLatch end = new CountDownLatch(1);
    private long printed;
    private boolean broken;

    /**
     * @param full whether to print bodies too
     * @param count how many messages to print
     */
    SinkPrinter(PrintWriter out, boolean full, long count) {
        this.out = out;
        this.full = full;
        this.count = count;
    }

    /** Prints a message; the reply to its client says whether it did. */
    @Override
    public synchronized SubmissionReply receive(
            SinkEnvelope envelope, DataReader.ReadResult.Message message) {
        if (printed == count) {
            return ENOUGH;
        }
        int bodyLength = message.body().length();
        long number = printed + 1;
        out.println(
                "message "
                        + number
                        + ": "
                        + (message.header().length + bodyLength)
                        + " octets from "
                        + envelope.client());
        envelope.lines().forEach(line -> out.println(VisibleText.of(line)));
        print(message.header());
        if (full) {
            byte[] body = new byte[bodyLength];
            message.body().copyTo(body, 0);
            print(body);
        }
        out.println();
        // an answer of 250 means that the message was printed
        if (out.checkError()) {
            broken = true;
            end.countDown();
            return NOT_PRINTED;
        }
        printed = number;
        if (printed == count) {
            end.countDown();
        }
        return SubmissionReply.of(250, "2.0.0 printed as message " + number);
    }

    private void print(byte[] text) {
        new String(text, StandardCharsets.UTF_8)
                .lines()
                .forEach(line ->
                        out.println(
                                line.isEmpty()
                                        ? ""
                                        : INDENT + VisibleText.of(line.replace("\t", INDENT))));
    }

    /** Waits for the last message, a fault of the output, or {@link #end}; false after a fault. */
    boolean awaitEnd() throws InterruptedException {
        end.await();
        synchronized (this) {
            return !broken;
        }
    }

    /** The sink was closed. */
    void end() {
        end.countDown();
    }
}
