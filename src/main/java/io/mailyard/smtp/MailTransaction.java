package io.mailyard.smtp;

import io.mailyard.smtp.RecipientOutcome.Accepted;
import io.mailyard.smtp.RecipientOutcome.Broken;
import io.mailyard.smtp.RecipientOutcome.Interrupted;
import io.mailyard.smtp.RecipientOutcome.Unfit;
import io.mailyard.smtp.RecipientOutcome.Withheld;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One message's MAIL, RCPT and DATA (RFC 5321 section 3.3), by PIPELINING where offered. */
final class MailTransaction {
    private final SmtpConnection wire;
    private final Capabilities offered;
    private final Timeouts timeouts;
    private final SmtpEnvelope envelope;
    private final Content content;
    private final DataGate gate;

    /** Settled one by one; null: not yet. */
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
        this.wire = wire;
        this.offered = offered;
        this.timeouts = timeouts;
        this.envelope = envelope;
        this.content = content;
        this.gate = gate;
        this.unsettled = envelope.recipients().size();
        this.outcomes = new RecipientOutcome[unsettled];
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
    List<RecipientOutcome> run() {
        Optional<SmtpReply> unfit = unfit();
        if (unfit.isPresent()) {
            settleRest(new Unfit(unfit.get()));
            leftOpen = reset;
            return settled();
        }
        try {
            converse();
        } catch (IOException failed) {
            broken = true;
            settleRest(new Broken(stage, Greeter.reason(failed)));
        }
        return settled();
    }

    /** What the message needs and the host has not (RFC 1870, 6152, 6531); our own refusal. */
    private Optional<SmtpReply> unfit() {
        if (needsUtf8() && !offered.has("SMTPUTF8")) {
            return ours(553, "5.6.7 the host does not offer SMTPUTF8, which the addresses need");
        }
        if (content.eightBit() && !offered.has("8BITMIME")) {
            return ours(554, "5.6.3 the host does not offer 8BITMIME, which the message needs");
        }
        if (content.size() > offered.maxSize()) {
            return ours(
                    552,
                    "5.3.4 the host takes messages of " + offered.maxSize() + " octets at most");
        }
        return Optional.empty();
    }

    private boolean needsUtf8() {
        return content.utf8Addresses() || envelope.needsUtf8();
    }

    private static Optional<SmtpReply> ours(int code, String text) {
        return Optional.of(new SmtpReply(code, List.of(text)));
    }

    private void converse() throws IOException {
        Optional<SmtpReply> data = offered.has("PIPELINING") ? pipelined() : stepwise();
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
            // RFC 2920 section 3.1: every recipient was refused, and DATA was in the same breath.
            end(wire.ask(".", timeouts.end()));
            leftOpen = true;
        }
    }

    /** The answer to DATA; empty where it was not reached. */
    private Optional<SmtpReply> stepwise() throws IOException {
        if (reset && !done(wire.ask("RSET", timeouts.command()))) {
            return Optional.empty();
        }
        if (!gate.next()) {
            settleRest(new Withheld());
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
            goesOn = gate.next();
            if (goesOn) {
                recipient(i, ask(recipientCommand(i), ofEnvelope(timeouts.recipient())));
            }
        }
        if (broken || unsettled == 0) {
            leftOpen = true;
            return Optional.empty();
        }
        stage = SmtpStage.DATA;
        if (!goesOn || !gate.open()) {
            settleRest(new Withheld());
            done(wire.ask("RSET", timeouts.quit()));
            return Optional.empty();
        }
        breathe(() -> wire.put("DATA", timeouts.data()));
        return Optional.of(wire.reply(ofEnvelope(timeouts.data())));
    }

    /** All commands in one breath (RFC 2920). */
    private Optional<SmtpReply> pipelined() throws IOException {
        if (!gate.open()) {
            settleRest(new Withheld());
            leftOpen = reset;
            return Optional.empty();
        }
        breathe(() -> {
            if (reset) {
                wire.put("RSET", timeouts.command());
            }
            wire.put(mailCommand(), timeouts.mail());
            for (int i = 0; i < outcomes.length; i++) {
                wire.put(recipientCommand(i), timeouts.mail());
            }
            wire.put("DATA", timeouts.mail());
        });
        if (reset && !done(wire.reply(timeouts.command()))) {
            return Optional.empty();
        }
        SmtpReply mail = end(wire.reply(ofEnvelope(timeouts.mail())));
        if (mail.kind() != 2) {
            settleRest(RecipientOutcome.of(stage, mail));
        }
        stage = SmtpStage.RCPT;
        for (int i = 0; i < outcomes.length && !broken; i++) {
            recipient(i, wire.reply(ofEnvelope(timeouts.recipient())));
        }
        stage = SmtpStage.DATA;
        return broken ? Optional.empty() : Optional.of(wire.reply(ofEnvelope(timeouts.data())));
    }

    /** The time of a step, or what is left for the envelope where that is less. */
    private Duration ofEnvelope(Duration step) {
        Duration left = timeouts.envelope().minusNanos(System.nanoTime() - begun);
        Duration least = left.isPositive() ? left : Duration.ofMillis(1);
        return least.compareTo(step) < 0 ? least : step;
    }

    @FunctionalInterface
    private interface Words {
        void put() throws IOException;
    }

    /** Writes what holds DATA, and says that it is written, or that it cannot be. */
    private void breathe(Words words) throws IOException {
        try {
            words.put();
            wire.flush(timeouts.mail());
        } finally {
            gate.passed();
        }
    }

    /** Asks what {@link DataGate#next} let through. */
    private SmtpReply ask(String command, Duration time) throws IOException {
        try {
            wire.put(command, time);
            wire.flush(time);
        } finally {
            gate.written();
        }
        return wire.reply(time);
    }

    /**
     * Whether RSET was answered as it should; else the connection carries nothing more. The answer
     * is about the transaction before: it refuses nothing of this one.
     */
    private boolean done(SmtpReply rset) {
        if (rset.kind() != 2) {
            broken = true;
            settleRest(new Broken(stage, "unexpected answer to RSET: " + rset));
        }
        return rset.kind() == 2;
    }

    /** 421 ends the connection: the recipients not refused before get no answer of their own. */
    private void recipient(int index, SmtpReply reply) {
        end(reply);
        if (outcomes[index] == null && reply.kind() != 2) {
            settle(index, RecipientOutcome.of(stage, reply));
        }
        if (broken) {
            settleRest(new Interrupted(stage, reply));
        }
    }

    private void content() throws IOException {
        stage = SmtpStage.BODY;
        try {
            wire.put(content, timeouts.block(), timeouts.octetsPerSecond());
            stage = SmtpStage.END;
            wire.flush(timeouts.block());
        } catch (IOException failed) {
            lastWords(failed);
            return;
        }
        SmtpReply reply = end(lastReply());
        settleRest(reply.kind() == 2 ? new Accepted(reply) : RecipientOutcome.of(stage, reply));
    }

    /**
     * The host has the message: whatever the length of its answer, its code counts, for asking
     * again would make the message arrive twice.
     */
    private SmtpReply lastReply() throws IOException {
        try {
            return wire.reply(timeouts.end());
        } catch (ReplyReader.TooLong tooLong) {
            broken = true;
            return tooLong.beginning();
        }
    }

    /** A host that stops listening midway may have said why. */
    private void lastWords(IOException failed) throws IOException {
        if (wire.isExpired()) {
            throw failed;
        }
        SmtpReply reply;
        try {
            reply = wire.reply(timeouts.quit());
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
        if (offered.has("SIZE")) {
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
