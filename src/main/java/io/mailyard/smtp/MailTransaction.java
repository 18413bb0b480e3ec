package io.mailyard.smtp;

import io.mailyard.smtp.RecipientOutcome.ConnectionLost;
import io.mailyard.smtp.RecipientOutcome.NotSent;
import io.mailyard.smtp.RecipientOutcome.RecipientAccepted;
import io.mailyard.smtp.RecipientOutcome.TransactionLost;
import io.mailyard.smtp.RecipientOutcome.Unsendable;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** MAIL, RCPT and DATA of one message (RFC 5321 section 3.3), with PIPELINING if offered. */
final class MailTransaction {
    private final SmtpConnection connection;
    private final Capabilities capabilities;
    private final Timeouts timeouts;
    private final SmtpEnvelope envelope;
    private final Content content;
    private final DataGate gate;

    /** Outcomes by recipient; null while open. */
    private final @Nullable RecipientOutcome[] outcomes;

    private int unsettled;
    private boolean reset;
    private SmtpStage stage = SmtpStage.MAIL;
    private boolean leftOpen;
    private boolean broken;
    private final long begun = System.nanoTime();

    MailTransaction(
            SmtpConnection wire,
            Capabilities offered,
            Timeouts timeouts,
            SmtpEnvelope envelope,
            Content content,
            DataGate gate) {
        this.connection = wire;
        this.capabilities = offered;
        this.timeouts = timeouts;
        this.envelope = envelope;
        this.content = content;
        this.gate = gate;
        this.unsettled = envelope.recipients().size();
        this.outcomes = new RecipientOutcome[unsettled];
    }

    /** Sends RSET first, because an earlier transaction is incomplete. */
    void resetFirst() {
        reset = true;
    }

    /** Whether RSET is needed before the next transaction. */
    boolean leftOpen() {
        return leftOpen;
    }

    /** Whether the connection cannot be used any more. */
    boolean broken() {
        return broken;
    }

    /** Runs the transaction. */
    List<RecipientOutcome> run() {
        Optional<SmtpReply> unfit = unsendable();
        if (unfit.isPresent()) {
            settleRest(new Unsendable(unfit.get()));
            leftOpen = reset;
            return settled();
        }
        try {
            converse();
        } catch (IOException failed) {
            broken = true;
            settleRest(new ConnectionLost(stage, Greeter.reason(failed)));
        }
        return settled();
    }

    /**
     * Our own refusal if the host lacks an extension that the message needs (RFC 1870, 6152, 6531).
     */
    private Optional<SmtpReply> unsendable() {
        if (needsUtf8() && !capabilities.has("SMTPUTF8")) {
            return ownReply(
                    553, "5.6.7 the host does not offer SMTPUTF8, which the addresses need");
        }
        if (content.eightBit() && !capabilities.has("8BITMIME")) {
            return ownReply(554, "5.6.3 the host does not offer 8BITMIME, which the message needs");
        }
        if (content.size() > capabilities.maxSize()) {
            return ownReply(
                    552,
                    "5.3.4 the host accepts messages of "
                            + capabilities.maxSize()
                            + " octets at most");
        }
        return Optional.empty();
    }

    private boolean needsUtf8() {
        return content.utf8Addresses() || envelope.needsUtf8();
    }

    private static Optional<SmtpReply> ownReply(int code, String text) {
        return Optional.of(new SmtpReply(code, List.of(text)));
    }

    private void converse() throws IOException {
        Optional<SmtpReply> data = capabilities.has("PIPELINING") ? pipelined() : stepwise();
        if (data.isEmpty()) {
            return;
        }
        if (data.get().code() != 354) {
            end(data.get());
            settleRest(RecipientOutcome.of(stage, data.get()));
            leftOpen = true;
        } else if (unsettled > 0) {
            content();
        } else {
            // RFC 2920 section 3.1: every recipient was refused, and DATA was in the same packet.
            end(connection.ask(".", timeouts.end()));
            leftOpen = true;
        }
    }

    /** The reply to DATA; empty if it was not reached. */
    private Optional<SmtpReply> stepwise() throws IOException {
        if (reset && !done(connection.ask("RSET", timeouts.command()))) {
            return Optional.empty();
        }
        if (!gate.mayWrite()) {
            settleRest(new NotSent());
            return Optional.empty();
        }
        SmtpReply mail = end(ask(mailCommand(), ofEnvelope(timeouts.mail())));
        if (mail.kind() != 2) {
            settleRest(RecipientOutcome.of(stage, mail));
            return Optional.empty();
        }
        stage = SmtpStage.RCPT;
        boolean goesOn = true;
        for (int i = 0; i < outcomes.length && !broken && goesOn; i++) {
            goesOn = gate.mayWrite();
            if (goesOn) {
                recipient(i, ask(recipientCommand(i), ofEnvelope(timeouts.recipient())));
            }
        }
        if (broken || unsettled == 0) {
            leftOpen = true;
            return Optional.empty();
        }
        stage = SmtpStage.DATA;
        if (!goesOn || !gate.mayStartData()) {
            settleRest(new NotSent());
            done(connection.ask("RSET", timeouts.quit()));
            return Optional.empty();
        }
        writeData(() -> connection.put("DATA", timeouts.data()));
        return Optional.of(connection.reply(ofEnvelope(timeouts.data())));
    }

    /** Sends all commands in one packet (RFC 2920). */
    private Optional<SmtpReply> pipelined() throws IOException {
        if (!gate.mayStartData()) {
            settleRest(new NotSent());
            leftOpen = reset;
            return Optional.empty();
        }
        writeData(() -> {
            if (reset) {
                connection.put("RSET", timeouts.command());
            }
            connection.put(mailCommand(), timeouts.mail());
            for (int i = 0; i < outcomes.length; i++) {
                connection.put(recipientCommand(i), timeouts.mail());
            }
            connection.put("DATA", timeouts.mail());
        });
        if (reset && !done(connection.reply(timeouts.command()))) {
            return Optional.empty();
        }
        SmtpReply mail = end(connection.reply(ofEnvelope(timeouts.mail())));
        if (mail.kind() != 2) {
            settleRest(RecipientOutcome.of(stage, mail));
        }
        stage = SmtpStage.RCPT;
        for (int i = 0; i < outcomes.length && !broken; i++) {
            recipient(i, connection.reply(ofEnvelope(timeouts.recipient())));
        }
        stage = SmtpStage.DATA;
        return broken
                ? Optional.empty()
                : Optional.of(connection.reply(ofEnvelope(timeouts.data())));
    }

    /** Time-out of a step, at most the time remaining for the envelope. */
    private Duration ofEnvelope(Duration step) {
        Duration left = timeouts.envelope().minusNanos(System.nanoTime() - begun);
        Duration least = left.isPositive() ? left : Duration.ofMillis(1);
        return least.compareTo(step) < 0 ? least : step;
    }

    @FunctionalInterface
    private interface CommandWriter {
        void put() throws IOException;
    }

    /** Writes the packet that contains DATA, and reports that it was written or failed. */
    private void writeData(CommandWriter words) throws IOException {
        try {
            words.put();
            connection.flush(timeouts.mail());
        } finally {
            gate.dataStarted();
        }
    }

    /** Sends a command permitted by {@link DataGate#mayWrite}. */
    private SmtpReply ask(String command, Duration time) throws IOException {
        try {
            connection.put(command, time);
            connection.flush(time);
        } finally {
            gate.written();
        }
        return connection.reply(time);
    }

    /**
     * Whether RSET succeeded; otherwise the connection cannot be used. The reply concerns the
     * previous transaction and refuses nothing of this one.
     */
    private boolean done(SmtpReply rset) {
        if (rset.kind() != 2) {
            broken = true;
            settleRest(new ConnectionLost(stage, "unexpected answer to RSET: " + rset));
        }
        return rset.kind() == 2;
    }

    /** 421 ends the connection: recipients not refused before get no reply of their own. */
    private void recipient(int index, SmtpReply reply) {
        end(reply);
        if (outcomes[index] == null && reply.kind() != 2) {
            settle(index, RecipientOutcome.of(stage, reply));
        }
        if (broken) {
            settleRest(new TransactionLost(stage, reply));
        }
    }

    private void content() throws IOException {
        stage = SmtpStage.BODY;
        try {
            connection.put(content, timeouts.block(), timeouts.octetsPerSecond());
            stage = SmtpStage.END;
            connection.flush(timeouts.block());
        } catch (IOException failed) {
            lastWords(failed);
            return;
        }
        SmtpReply reply = end(lastReply());
        settleRest(
                reply.kind() == 2
                        ? new RecipientAccepted(reply)
                        : RecipientOutcome.of(stage, reply));
    }

    /**
     * The host has the message: its reply code counts even if the reply is too long, since a retry
     * would deliver the message twice.
     */
    private SmtpReply lastReply() throws IOException {
        try {
            return connection.reply(timeouts.end());
        } catch (ReplyReader.ReplyTooLong tooLong) {
            broken = true;
            return tooLong.beginning();
        }
    }

    /** A host that stops reading may have sent the reason. */
    private void lastWords(IOException failed) throws IOException {
        if (connection.isExpired()) {
            throw failed;
        }
        SmtpReply reply;
        try {
            reply = connection.reply(timeouts.quit());
        } catch (IOException silent) {
            failed.addSuppressed(silent);
            throw failed;
        }
        broken = true;
        settleRest(RecipientOutcome.of(stage, reply));
    }

    /** 421 at any point: the host closes the connection (RFC 5321 section 3.8). */
    private SmtpReply end(SmtpReply reply) {
        broken |= reply.code() == 421;
        return reply;
    }

    private String mailCommand() {
        StringBuilder command =
                new StringBuilder("MAIL FROM:<").append(envelope.sender()).append('>');
        if (capabilities.has("SIZE")) {
            command.append(" SIZE=").append(content.size());
        }
        if (content.eightBit()) {
            command.append(" BODY=8BITMIME");
        }
        return needsUtf8() ? command.append(" SMTPUTF8").toString() : command.toString();
    }

    private String recipientCommand(int index) {
        return "RCPT TO:<" + envelope.recipients().get(index) + ">";
    }

    private void settle(int index, RecipientOutcome outcome) {
        outcomes[index] = outcome;
        unsettled--;
    }

    private void settleRest(RecipientOutcome outcome) {
        for (int i = 0; i < outcomes.length && unsettled > 0; i++) {
            if (outcomes[i] == null) {
                settle(i, outcome);
            }
        }
    }

    private List<RecipientOutcome> settled() {
        return Arrays.stream(outcomes).filter(Objects::nonNull).toList();
    }
}
