package io.mailyard.smtp;

import io.mailyard.smtp.Greeter.Halted;
import io.mailyard.smtp.OpenResult.Closed;
import io.mailyard.smtp.OpenResult.Ready;
import io.mailyard.smtp.RecipientOutcome.Broken;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * Speaks SMTP to hosts. Holds no connection itself; safe for many threads, each of which blocks
 * while a host is slow, so they should be virtual ones.
 */
public final class SmtpClient {
    /** A name with more addresses than this is tried at the first of them. */
    private static final int MAX_ADDRESSES = 8;

    private final SmtpConfig config;
    private final SSLContext anyone = TlsContexts.any();

    public SmtpClient(SmtpConfig config) {
        this.config = config;
    }

    /**
     * Connects, greets, encrypts and logs in. Where TLS fails and the rule lets it, connects once
     * more and goes on in plain text, unless there is a login to be sent.
     */
    public OpenResult open(Endpoint endpoint) {
        return open(endpoint, config.helo(), config.tls(), new ConversationAbort());
    }

    /**
     * The same by another name and another rule than the configured ones.
     *
     * @param helo the name it greets by; empty: the address it connects from
     * @param hangup breaks it off, and the session that comes of it
     */
    public OpenResult open(Endpoint endpoint, String helo, TlsRule tls, ConversationAbort hangup) {
        return open(endpoint, helo, tls, hangup, config.timeouts());
    }

    /**
     * The same.
     *
     * @param patience how long each step may take until the host has answered for a message, where
     *     the configured time is longer
     */
    public OpenResult open(
            Endpoint endpoint,
            String helo,
            TlsRule tls,
            ConversationAbort hangup,
            Duration patience) {
        return open(endpoint, helo, tls, hangup, config.timeouts().untilMessage(patience));
    }

    private OpenResult open(
            Endpoint endpoint, String helo, TlsRule tls, ConversationAbort hangup, Timeouts first) {
        try {
            return new Ready(session(endpoint, helo, tls, hangup, first));
        } catch (Halted halted) {
            boolean plain =
                    tls == TlsRule.MAY
                            && halted.byTls()
                            && config.login() == null
                            && !hangup.isDone();
            return plain ? openPlain(endpoint, helo, hangup, first) : new Closed(halted.outcome());
        }
    }

    /** One message over a connection of its own: an outcome for each recipient, in order. */
    public List<RecipientOutcome> send(Endpoint endpoint, SmtpEnvelope envelope, byte[] content) {
        return switch (open(endpoint)) {
            case Closed closed ->
                    Collections.nCopies(envelope.recipients().size(), closed.outcome());
            case Ready ready -> {
                try (SmtpSession session = ready.session()) {
                    yield session.send(envelope, content);
                }
            }
        };
    }

    private OpenResult openPlain(
            Endpoint endpoint, String helo, ConversationAbort hangup, Timeouts first) {
        try {
            return new Ready(session(endpoint, helo, TlsRule.NEVER, hangup, first));
        } catch (Halted halted) {
            return new Closed(halted.outcome());
        }
    }

    private SmtpSession session(
            Endpoint endpoint, String helo, TlsRule rule, ConversationAbort hangup, Timeouts first)
            throws Halted {
        SmtpConnection wire = connect(endpoint, hangup);
        try {
            Capabilities offered =
                    new Greeter(config, first, helo, anyone, endpoint, wire).greet(rule);
            return new SmtpSession(wire, offered, first, config.timeouts());
        } catch (Halted | RuntimeException failed) {
            wire.close();
            throw failed;
        }
    }

    private SmtpConnection connect(Endpoint endpoint, ConversationAbort hangup) throws Halted {
        String last = "the name " + endpoint.host() + " has no address";
        for (InetAddress address : addresses(endpoint)) {
            try {
                return SmtpConnection.connect(
                        address,
                        endpoint.port(),
                        endpoint.bind(),
                        config.timeouts().connect(),
                        hangup);
            } catch (IOException failed) {
                last =
                        "connection to "
                                + address.getHostAddress()
                                + " port "
                                + endpoint.port()
                                + ": "
                                + Greeter.reason(failed);
            }
        }
        throw new Halted(new Broken(SmtpStage.CONNECT, last));
    }

    private static List<InetAddress> addresses(Endpoint endpoint) throws Halted {
        InetAddress known = endpoint.address();
        if (known != null) {
            return List.of(known);
        }
        try {
            return Stream.of(InetAddress.getAllByName(endpoint.host()))
                    .limit(MAX_ADDRESSES)
                    .toList();
        } catch (UnknownHostException unknown) {
            throw new Halted(
                    new Broken(
                            SmtpStage.CONNECT, "the name " + endpoint.host() + " cannot be found"));
        }
    }
}
