package io.mailyard.smtp;

import java.io.IOException;
import java.util.List;
import java.util.Optional;

/** A session with a greeted host for any number of messages in sequence. Not thread-safe. */
public final class SmtpSession implements AutoCloseable {
    private final SmtpConnection connection;
    private final Capabilities capabilities;
    private final Timeouts defaultTimeouts;
    private Timeouts timeouts;
    private boolean open = true;
    private boolean dirty;

    /**
     * @param first time limits until the host has accepted or refused a message
     * @param usual time limits from then on
     */
    SmtpSession(SmtpConnection wire, Capabilities offered, Timeouts first, Timeouts usual) {
        this.connection = wire;
        this.capabilities = offered;
        this.timeouts = first;
        this.defaultTimeouts = usual;
    }

    /**
     * Sends one message.
     *
     * @param content an RFC 5322 message; line ends of any kind
     * @return an outcome for each recipient, in the envelope's order
     * @throws IllegalStateException if the session is no longer {@link #isOpen open}
     */
    public List<RecipientOutcome> send(SmtpEnvelope envelope, byte[] content) {
        return send(envelope, Content.of(content), DataGate.ALWAYS);
    }

    /**
     * Sends one message if {@code gate} permits it.
     *
     * @return an outcome for each recipient; where it was held back, {@link
     *     RecipientOutcome.NotSent} for all that the host had not refused before
     */
    public List<RecipientOutcome> send(SmtpEnvelope envelope, Content content, DataGate gate) {
        if (!open) {
            throw new IllegalStateException("the session is closed");
        }
        connection.conversation().beginMessage();
        MailTransaction transaction =
                new MailTransaction(connection, capabilities, timeouts, envelope, content, gate);
        if (dirty) {
            transaction.resetFirst();
        }
        List<RecipientOutcome> outcomes = transaction.run();
        connection.conversation().end();
        dirty = transaction.leftOpen();
        open = !transaction.broken();
        timeouts = defaultTimeouts;
        if (!open) {
            connection.close();
        }
        return outcomes;
    }

    /** Our own refusal of an address that this host cannot accept; empty if it can. */
    public Optional<SmtpReply> unsendable(String address) {
        if (!address.isEmpty() && !SmtpEnvelope.canBeSent(address)) {
            return ownReply(553, "5.1.3 not an address that can be sent to a host");
        }
        if (SmtpEnvelope.beyondAscii(address) && !capabilities.has("SMTPUTF8")) {
            return ownReply(553, "5.6.7 the host does not offer SMTPUTF8, which the address needs");
        }
        return Optional.empty();
    }

    /** Whether the host accepts non-ASCII bodies (8BITMIME, RFC 6152). */
    public boolean takesEightBit() {
        return capabilities.has("8BITMIME");
    }

    /** Whether the host accepts non-ASCII headers (SMTPUTF8, RFC 6531). */
    public boolean takesUtf8() {
        return capabilities.has("SMTPUTF8");
    }

    private static Optional<SmtpReply> ownReply(int code, String text) {
        return Optional.of(new SmtpReply(code, List.of(text)));
    }

    /** Whether another message can be sent. */
    public boolean isOpen() {
        return open;
    }

    /** Whether the connection is encrypted. */
    public boolean isEncrypted() {
        return connection.isEncrypted();
    }

    /** Sends QUIT if the connection is usable, and closes it. */
    @Override
    public void close() {
        if (open) {
            open = false;
            try {
                connection.ask("QUIT", timeouts.quit());
            } catch (IOException gone) {
                // The messages have their replies; this one does not matter.
            }
        }
        connection.close();
    }
}
