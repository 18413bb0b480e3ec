package io.mailyard.smtp;

import io.mailyard.smtp.Outcome.Accepted;
import io.mailyard.smtp.Outcome.Broken;
import io.mailyard.smtp.Outcome.Refused;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One message's MAIL, RCPT and DATA (RFC 5321 section 3.3), by PIPELINING where offered. */
final class Transaction {
    private final Wire wire;
    private final Capabilities offered;
    private final Timeouts timeouts;
    private final Envelope envelope;
    private final byte[] content;
    private final boolean eightBit;

    /** Settled one by one; null: not yet. */
    private final @Nullable Outcome[] outcomes;

    private boolean reset;
    private Stage stage = Stage.MAIL;
    private boolean leftOpen;
    private boolean broken;

    Transaction(
            Wire wire, Capabilities offered, Timeouts timeouts, Envelope envelope, byte[] content) {
        this.wire = wire;
        this.offered = offered;
        this.timeouts = timeouts;
        this.envelope = envelope;
        this.content = content;
        this.eightBit = EightBit.anywhere(content);
        this.outcomes = new Outcome[envelope.recipients().size()];
    }

    /** Has RSET said before: an earlier transaction stands half done. */
    void resetFirst() {
        reset = true;
    }

    /** Whether RSET is needed before the next. */
    boolean leftOpen() {
        return leftOpen;
    }

    /** Whether the connection can carry no other. */
    boolean broken() {
        return broken;
    }

    /** Does all of it. */
    List<Outcome> run() {
        Optional<SmtpReply> unfit = unfit();
        if (unfit.isPresent()) {
            settleRest(new Refused(Stage.MAIL, unfit.get()));
            leftOpen = reset;
            return settled();
        }
        try {
            if (!reset || resetDone()) {
                converse();
            }
        } catch (IOException failed) {
            broken = true;
            settleRest(new Broken(stage, Greeter.reason(failed)));
        }
        return settled();
    }

    private boolean resetDone() throws IOException {
        SmtpReply reply = wire.ask("RSET", timeouts.command());
        if (reply.kind() != 2) {
            broken = true;
            settleRest(Outcome.of(stage, reply));
        }
        return reply.kind() == 2;
    }

    /** What the message needs and the host has not (RFC 1870, 6152, 6531); our own refusal. */
    private Optional<SmtpReply> unfit() {
        if (needsUtf8() && !offered.has("SMTPUTF8")) {
            return ours(553, "5.6.7 the host does not offer SMTPUTF8, which the addresses need");
        }
        if (eightBit && !offered.has("8BITMIME")) {
            return ours(554, "5.6.3 the host does not offer 8BITMIME, which the message needs");
        }
        if (DataEncoder.size(content) > offered.maxSize()) {
            return ours(
                    552,
                    "5.3.4 the host takes messages of " + offered.maxSize() + " octets at most");
        }
        return Optional.empty();
    }

    private boolean needsUtf8() {
        return envelope.needsUtf8() || EightBit.inHeader(content);
    }

    private static Optional<SmtpReply> ours(int code, String text) {
        return Optional.of(new SmtpReply(code, List.of(text)));
    }

    private void converse() throws IOException {
        Optional<SmtpReply> data = offered.has("PIPELINING") ? pipelined() : stepwise();
        if (data.isEmpty()) {
            return;
        }
        boolean wanted = settled().size() < outcomes.length;
        if (data.get().code() != 354) {
            end(data.get());
            settleRest(Outcome.of(stage, data.get()));
            leftOpen = true;
        } else if (wanted) {
            content();
        } else {
            // RFC 2920 section 3.1: every recipient was refused, and DATA was in the same breath.
            end(wire.ask(".", timeouts.end()));
            leftOpen = true;
        }
    }

    /** The answer to DATA; empty where it was not reached. */
    private Optional<SmtpReply> stepwise() throws IOException {
        SmtpReply mail = end(wire.ask(mailCommand(), timeouts.mail()));
        if (mail.kind() != 2) {
            settleRest(Outcome.of(stage, mail));
            return Optional.empty();
        }
        stage = Stage.RCPT;
        for (int i = 0; i < outcomes.length && !broken; i++) {
            recipient(i, wire.ask(recipientCommand(i), timeouts.recipient()));
        }
        if (broken || settled().size() == outcomes.length) {
            leftOpen = true;
            return Optional.empty();
        }
        stage = Stage.DATA;
        return Optional.of(wire.ask("DATA", timeouts.data()));
    }

    /** All commands in one breath (RFC 2920). */
    private Optional<SmtpReply> pipelined() throws IOException {
        ByteArrayOutputStream breath = new ByteArrayOutputStream();
        line(breath, mailCommand());
        for (int i = 0; i < outcomes.length; i++) {
            line(breath, recipientCommand(i));
        }
        line(breath, "DATA");
        wire.send(breath.toByteArray(), breath.size(), timeouts.mail());
        SmtpReply mail = end(wire.reply(timeouts.mail()));
        if (mail.kind() != 2) {
            settleRest(Outcome.of(stage, mail));
        }
        stage = Stage.RCPT;
        for (int i = 0; i < outcomes.length && !broken; i++) {
            recipient(i, wire.reply(timeouts.recipient()));
        }
        stage = Stage.DATA;
        return broken ? Optional.empty() : Optional.of(wire.reply(timeouts.data()));
    }

    private static void line(ByteArrayOutputStream breath, String command) {
        breath.writeBytes((command + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private void recipient(int index, SmtpReply reply) {
        end(reply);
        if (broken) {
            settleRest(Outcome.of(stage, reply));
        } else if (outcomes[index] == null && reply.kind() != 2) {
            outcomes[index] = Outcome.of(stage, reply);
        }
    }

    private void content() throws IOException {
        stage = Stage.BODY;
        DataEncoder.encode(content, (block, length) -> wire.send(block, length, timeouts.block()));
        stage = Stage.END;
        wire.send(DataEncoder.END, DataEncoder.END.length, timeouts.block());
        SmtpReply reply = end(wire.reply(timeouts.end()));
        settleRest(reply.kind() == 2 ? new Accepted(reply) : Outcome.of(stage, reply));
    }

    /** 421 at any point: the host closes the connection (RFC 5321 section 3.8). */
    private SmtpReply end(SmtpReply reply) {
        broken |= reply.code() == 421;
        return reply;
    }

    private String mailCommand() {
        StringBuilder command =
                new StringBuilder("MAIL FROM:<").append(envelope.sender()).append('>');
        if (offered.has("SIZE")) {
            command.append(" SIZE=").append(DataEncoder.size(content));
        }
        if (eightBit) {
            command.append(" BODY=8BITMIME");
        }
        return needsUtf8() ? command.append(" SMTPUTF8").toString() : command.toString();
    }

    private String recipientCommand(int index) {
        return "RCPT TO:<" + envelope.recipients().get(index) + ">";
    }

    private void settleRest(Outcome outcome) {
        for (int i = 0; i < outcomes.length; i++) {
            if (outcomes[i] == null) {
                outcomes[i] = outcome;
            }
        }
    }

    private List<Outcome> settled() {
        List<Outcome> settled = new ArrayList<>(outcomes.length);
        for (Outcome outcome : outcomes) {
            if (outcome != null) {
                settled.add(outcome);
            }
        }
        return settled;
    }
}
