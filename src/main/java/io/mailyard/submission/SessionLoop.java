package io.mailyard.submission;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.util.function.BooleanSupplier;

/**
 * Reads the commands of one SMTP session and sends their replies, from the greeting to the end, and
 * ends sessions of clients that do not speak SMTP. Not thread-safe.
 */
final class SessionLoop {
    /** RFC 5321 section 4.5.3.1.4 asks for 512 octets; extensions add to it. */
    static final int MAX_LINE = 2048;

    /** Commands between two messages, recipients apart: NOOP and RSET keep a connection busy. */
    static final int MAX_IDLE_COMMANDS = 1000;

    static final SubmissionReply TOO_MANY_ERRORS = SubmissionReply.of(421, "4.7.0 too many errors");
    static final SubmissionReply NO_TRANSACTION = SubmissionReply.of(503, "5.5.1 MAIL comes first");

    /** Where the client thinks its line ends is not known: nothing more is read. */
    static final SubmissionReply BARE_LINE_END =
            SubmissionReply.of(500, "5.5.2 lines end in CRLF; a CR or LF stood alone").closing();

    /** Whoever is refused so often does not speak SMTP, or guesses. */
    private static final int MAX_ERRORS = 20;

    private static final SubmissionReply TIMED_OUT =
            SubmissionReply.of(421, "4.4.2 nothing came in time");
    private static final SubmissionReply TOO_MANY_COMMANDS =
            SubmissionReply.of(421, "4.7.0 too many commands without a message");
    private static final SubmissionReply CLOSING = SubmissionReply.of(421, "4.7.0 closing");

    private final ClientConnection connection;
    private final int maxLine;
    private final BooleanSupplier stopping;
    private int errors;
    private int idleCommands;

    /** Commands of SMTP that a session knows. */
    interface SessionCommands {
        SubmissionReply answer(String line) throws IOException;

        /** Returns how many commands the client may send now without a message. */
        int maxIdle();
    }

    /**
     * @param maxLine octets of the longest command
     * @param stopping whether the listener is about to end
     */
    SessionLoop(ClientConnection connection, int maxLine, BooleanSupplier stopping) {
        this.connection = connection;
        this.maxLine = maxLine;
        this.stopping = stopping;
    }

    /**
     * Serves the session until it ends.
     *
     * @param stopped the reply in place of the next one when the listener ends
     * @throws IOException if the client is gone
     */
    void run(SubmissionReply greeting, SubmissionReply stopped, SessionCommands commands)
            throws IOException {
        try {
            connection.send(greeting);
            while (!stopping.getAsBoolean()) {
                SubmissionReply reply = next(commands);
                connection.send(reply);
                if (reply.closes()) {
                    if (!reply.last()) {
                        connection.send(CLOSING);
                    }
                    return;
                }
            }
            connection.send(stopped);
        } catch (SocketTimeoutException silent) {
            connection.send(TIMED_OUT);
        }
    }

    private SubmissionReply next(SessionCommands commands) throws IOException {
        SubmissionReply reply =
                switch (connection.command(maxLine)) {
                    case ClientInput.InputLine.InputText(String text) -> commands.answer(text);
                    case ClientInput.InputLine.TooLong() ->
                            SubmissionReply.of(500, "5.5.2 the line is too long");
                    case ClientInput.InputLine.Malformed() ->
                            SubmissionReply.of(500, "5.5.2 the line is not UTF-8");
                    case ClientInput.InputLine.BareLineEnd() -> BARE_LINE_END;
                };
        boolean tooManyCommands = ++idleCommands > commands.maxIdle();
        boolean tooManyErrors = reply.refuses() && ++errors >= MAX_ERRORS;
        if (reply.closes() || !(tooManyCommands || tooManyErrors)) {
            return reply;
        }
        connection.send(reply);
        return tooManyCommands ? TOO_MANY_COMMANDS : TOO_MANY_ERRORS;
    }

    /** The present command is one of a message, however many those are. */
    void messageGoesOn() {
        idleCommands--;
    }

    /** Commands without a message are counted anew. */
    void restart() {
        idleCommands = 0;
    }
}
