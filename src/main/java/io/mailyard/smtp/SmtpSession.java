package io.mailyard.smtp;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A greeted connection: any number of messages, one after another. For one thread. */
public final class SmtpSession implements AutoCloseable {
    private final SmtpConnection wire;
    private final Capabilities offered;
    private final Timeouts usual;
    private Timeouts timeouts;
    private boolean open = true;
    private boolean dirty;

    /**
     * @param first until the host has answered for a message
     * @param usual from then on
     */
    SmtpSession(SmtpConnection wire, Capabilities offered, Timeouts first, Timeouts usual) {
        this.wire = wire;
        this.offered = offered;
        this.timeouts = first;
        this.usual = usual;
    }

    /**
     * Sends one message.
     *
     * @param content an RFC 5322 message; line ends of any kind
     * @return an outcome for each recipient, in the envelope's order
     * @throws IllegalStateException where the session is no longer {@link #isOpen open}
     */
    public List<RecipientOutcome> send(SmtpEnvelope envelope, byte[] content) {
        return send(envelope, Content.of(content), DataGate.ALWAYS);
    }

    /**
     * The same, held back where {@code gate} says so right before DATA.
     *
     * @return an outcome for each recipient; where it was held back, {@link
     *     RecipientOutcome.Withheld} for all that the host had not refused before
     */
    public List<RecipientOutcome> send(SmtpEnvelope envelope, Content content, DataGate gate) {
        if (!open) {
            throw new IllegalStateException("the session is closed");
        }
        MailTransaction transaction =
                new MailTransaction(wire, offered, timeouts, envelope, content, gate);
        if (dirty) {
            transaction.resetFirst();
        }
        List<RecipientOutcome> outcomes = transaction.run();
        dirty = transaction.leftOpen();
        open = !transaction.broken();
        timeouts = usual;
        if (!open) {
            wire.close();
        }
        return outcomes;
    }

    /** Our own refusal of an address that this host cannot be told; empty: it can be told. */
    public Optional<SmtpReply> unfit(String address) {
        if (!address.isEmpty() && !SmtpEnvelope.canBeSent(address)) {
            return ours(553, "5.1.3 no address that could be sent to a host");
        }
        if (SmtpEnvelope.beyondAscii(address) && !offered.has("SMTPUTF8")) {
            return ours(553, "5.6.7 the host does not offer SMTPUTF8, which the address needs");
        }
        return Optional.empty();
    }

    /** Whether it takes more than ASCII in a body (8BITMIME, RFC 6152). */
    public boolean takesEightBit() {
        return offered.has("8BITMIME");
    }

    /** Whether it takes more than ASCII in a header (SMTPUTF8, RFC 6531). */
    public boolean takesUtf8() {
        return offered.has("SMTPUTF8");
    }

    private static Optional<SmtpReply> ours(int code, String text) {
        return Optional.of(new SmtpReply(code, List.of(text)));
    }

    /** Whether another message can be sent. */
    public boolean isOpen() {
        return open;
    }

    /** Whether the connection is encrypted. */
    public boolean isEncrypted() {
        return wire.isEncrypted();
    }

    /** Says QUIT, where there is still someone to say it to, and closes the connection. */
    @Override
    public void close() {
        if (open) {
            open = false;
            try {
                wire.ask("QUIT", timeouts.quit());
            } catch (IOException gone) {
                // The messages have their answers; this one decides nothing.
            }
        }
        wire.close();
    }
}
