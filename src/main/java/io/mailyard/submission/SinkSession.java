package io.mailyard.submission;

import io.mailyard.base.AccountId;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;

/** One client's session with a sink (RFC 5321 section 4.1): no sign-in, no rules about senders. */
final class SinkSession implements Runnable, SessionLoop.SessionCommands {
    /** RFC 5321 section 4.5.3.1.8 asks for 100; more come in the next transaction. */
    static final int MAX_RECIPIENTS = 1000;

    /** A message may take the timeout, and a second for each so many octets. */
    private static final int LEAST_OCTETS_PER_SECOND = 8 * 1024;

    private static final SubmissionReply STOPPING =
            SubmissionReply.of(421, "4.3.2 the sink is stopping");
    private static final SubmissionReply OK = SubmissionReply.of(250, "2.0.0 ok");

    private final ClientConnection connection;
    private final SinkReceiver receiver;
    private final ReceptionMemory memory;
    private final Duration timeout;
    private final SessionLoop loop;
    private final String client;
    private final List<String> recipients = new ArrayList<>();
    private String hello = "";
    private String mail = "";

    SinkSession(
            ClientConnection connection,
            SinkReceiver receiver,
            ReceptionMemory memory,
            Duration timeout,
            BooleanSupplier stopping) {
        this.connection = connection;
        this.receiver = receiver;
        this.memory = memory;
        this.timeout = timeout;
        this.loop = new SessionLoop(connection, SessionLoop.MAX_LINE, stopping);
        this.client = connection.address().getHostAddress();
    }

    @Override
    public void run() {
        try {
            loop.run(SubmissionReply.of(220, "sink ESMTP Mailyard sink"), STOPPING, this);
        } catch (IOException gone) {
            // the client left
        } finally {
            connection.finish();
        }
    }

    @Override
    public int maxIdle() {
        return SessionLoop.MAX_IDLE_COMMANDS;
    }

    @Override
    public SubmissionReply answer(String line) throws IOException {
        int space = line.indexOf(' ');
        String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : line.substring(space + 1).strip();
        return switch (verb) {
            case "EHLO", "HELO" -> hello(verb, argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> recipient(argument);
            case "DATA" -> data(argument);
            case "RSET" -> {
                reset();
                yield OK;
            }
            case "NOOP" -> OK;
            case "VRFY" -> SubmissionReply.of(252, "2.5.0 the sink accepts every address");
            case "QUIT" -> SubmissionReply.of(221, "2.0.0 goodbye");
            // the data that follows must not be read as commands
            case "BDAT" ->
                    SubmissionReply.of(502, "5.5.1 the sink does not offer CHUNKING").closing();
            // a browser's request must not go on as commands either
            case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT" ->
                    SubmissionReply.of(500, "5.5.1 SMTP is spoken here, not HTTP").closing();
            default -> SubmissionReply.of(500, "5.5.2 no such command");
        };
    }

    private void reset() {
        mail = "";
        recipients.clear();
    }

    private SubmissionReply hello(String verb, String argument) {
        if (!argument.matches("[\\x21-\\x7E]{1,255}")) {
            return SubmissionReply.of(
                    501, "5.5.4 " + verb + " needs a name or an address in brackets");
        }
        hello = verb + " " + argument;
        reset();
        return verb.equals("HELO")
                ? SubmissionReply.of(250, "sink")
                : new SubmissionReply(
                        250,
                        List.of(
                                "sink",
                                "PIPELINING",
                                "8BITMIME",
                                "SMTPUTF8",
                                "ENHANCEDSTATUSCODES",
                                "SIZE " + SinkServer.MAX_SIZE));
    }

    private SubmissionReply mail(String argument) {
        if (hello.isEmpty()) {
            return SubmissionReply.of(503, "5.5.1 EHLO comes first");
        }
        if (!mail.isEmpty()) {
            return SubmissionReply.of(503, "5.5.1 one message at a time");
        }
        try {
            PathLine line = PathLine.parse("FROM", argument);
            String size = line.parameters().getOrDefault("SIZE", "0");
            if (!size.matches("[0-9]{1,18}") || Long.parseLong(size) > SinkServer.MAX_SIZE) {
                return SubmissionReply.of(
                        552, "5.3.4 a message has at most " + SinkServer.MAX_SIZE + " octets");
            }
        } catch (IllegalArgumentException bad) {
            return SubmissionReply.of(501, "5.5.4 " + bad.getMessage());
        }
        mail = "MAIL " + argument;
        return OK;
    }

    private SubmissionReply recipient(String argument) {
        if (mail.isEmpty()) {
            return SessionLoop.NO_TRANSACTION;
        }
        if (recipients.size() >= MAX_RECIPIENTS) {
            return SubmissionReply.of(
                    452, "4.5.3 a message has at most " + MAX_RECIPIENTS + " recipients");
        }
        try {
            if (PathLine.parse("TO", argument).address().isEmpty()) {
                return SubmissionReply.of(501, "5.1.3 a recipient needs an address");
            }
        } catch (IllegalArgumentException bad) {
            return SubmissionReply.of(501, "5.5.4 " + bad.getMessage());
        }
        recipients.add("RCPT " + argument);
        loop.messageGoesOn();
        return OK;
    }

    private SubmissionReply data(String argument) throws IOException {
        if (recipients.isEmpty()) {
            return mail.isEmpty()
                    ? SessionLoop.NO_TRANSACTION
                    : SubmissionReply.of(554, "5.5.1 no recipients: RCPT comes before DATA");
        }
        if (!argument.isEmpty()) {
            return SubmissionReply.of(501, "5.5.4 DATA takes no argument");
        }
        connection.send(
                SubmissionReply.of(354, "send the message; a line with a dot alone ends it"));
        connection.input().widen();
        long began = System.nanoTime();
        long limit = began + timeout.toNanos();
        DataReader.ProgressListener pace =
                octets ->
                        connection.awaitData(
                                limit
                                        - System.nanoTime()
                                        + octets * 1_000_000_000L / LEAST_OCTETS_PER_SECOND);
        pace.arrived(0);
        try (ReceptionMemory.MemoryShare share = memory.share(AccountId.PLATFORM);
                DataReader reader =
                        new DataReader(connection.input(), SinkServer.MAX_SIZE, 0, share, pace)) {
            return switch (reader.read()) {
                case DataReader.ReadResult.FaultyData(DataReader.DataFault fault, boolean bare) -> {
                    SubmissionReply refusal = Refusals.of(fault, SinkServer.MAX_SIZE);
                    yield bare ? refusal.closing() : refusal;
                }
                case DataReader.ReadResult.Message message -> receive(message, began);
            };
        } finally {
            reset();
            loop.restart();
        }
    }

    private SubmissionReply receive(DataReader.ReadResult.Message message, long dataNanos) {
        List<String> lines = new ArrayList<>(List.of(hello, mail));
        lines.addAll(recipients);
        connection.storing(true);
        try {
            return receiver.receive(
                    new SinkReceiver.SinkEnvelope(client, lines, dataNanos), message);
        } finally {
            connection.storing(false);
        }
    }
}
