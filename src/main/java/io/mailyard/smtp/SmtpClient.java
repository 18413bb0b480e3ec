package io.mailyard.smtp;

import io.mailyard.smtp.Greeter.GreetingFailed;
import io.mailyard.smtp.OpenResult.SessionClosed;
import io.mailyard.smtp.OpenResult.SessionOpened;
import io.mailyard.smtp.RecipientOutcome.ConnectionLost;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;

/**
 * An SMTP client. Holds no connections itself; thread-safe. Calls block while a host is slow, so
 * use virtual threads.
 */
public final class SmtpClient {
    /** Maximum number of addresses tried for a name. */
    private static final int MAX_ADDRESSES = 8;

    private final SmtpConfig config;
    private final SSLContext trustAll = TlsContexts.trustingAll();

    public SmtpClient(SmtpConfig config) {
        this.config = config;
    }

    /**
     * Connects, greets, starts TLS and logs in. If TLS fails and the rule allows it, connects again
     * without TLS, unless a login must be sent.
     */
    public OpenResult open(Endpoint endpoint) {
        return open(endpoint, config.helo(), config.tls(), new ConversationAbort());
    }

    /**
     * Opens a session with another EHLO name and TLS rule than configured.
     *
     * @param helo EHLO name; empty to use the source address
     * @param abort aborts the attempt and the resulting session
     */
    public OpenResult open(Endpoint endpoint, String helo, TlsRule tls, ConversationAbort abort) {
        return open(endpoint, helo, tls, abort, config.timeouts(), Conversation.unrecorded());
    }

    /**
     * Opens a session with a time limit for the first message.
     *
     * @param patience maximum time of each step until the host has accepted or refused a message,
     *     if shorter than configured
     * @param conversation what becomes known of the connection
     */
    public OpenResult open(
            Endpoint endpoint,
            String helo,
            TlsRule tls,
            ConversationAbort abort,
            Duration patience,
            Conversation conversation) {
        return open(
                endpoint, helo, tls, abort, config.timeouts().untilMessage(patience), conversation);
    }

    private OpenResult open(
            Endpoint endpoint,
            String helo,
            TlsRule tls,
            ConversationAbort abort,
            Timeouts first,
            Conversation conversation) {
        try {
            return new SessionOpened(session(endpoint, helo, tls, abort, first, conversation));
        } catch (GreetingFailed halted) {
            boolean plain =
                    tls == TlsRule.MAY
                            && halted.byTls()
                            && config.login() == null
                            && !abort.isAborted();
            if (plain) {
                conversation.note("TLS failed: a new connection without it");
                return openPlain(endpoint, helo, abort, first, conversation);
            }
            conversation.end();
            return new SessionClosed(halted.outcome());
        }
    }

    /** Sends one message over its own connection; an outcome for each recipient in order. */
    public List<RecipientOutcome> send(Endpoint endpoint, SmtpEnvelope envelope, byte[] content) {
        return switch (open(endpoint)) {
            case SessionClosed closed ->
                    Collections.nCopies(envelope.recipients().size(), closed.outcome());
            case SessionOpened ready -> {
                try (SmtpSession session = ready.session()) {
                    yield session.send(envelope, content);
                }
            }
        };
    }

    private OpenResult openPlain(
            Endpoint endpoint,
            String helo,
            ConversationAbort abort,
            Timeouts first,
            Conversation conversation) {
        try {
            return new SessionOpened(
                    session(endpoint, helo, TlsRule.NEVER, abort, first, conversation));
        } catch (GreetingFailed halted) {
            conversation.end();
            return new SessionClosed(halted.outcome());
        }
    }

    private SmtpSession session(
            Endpoint endpoint,
            String helo,
            TlsRule rule,
            ConversationAbort abort,
            Timeouts first,
            Conversation conversation)
            throws GreetingFailed {
        SmtpConnection wire = connect(endpoint, abort, conversation);
        try {
            Capabilities offered =
                    new Greeter(config, first, helo, trustAll, endpoint, wire).greet(rule);
            return new SmtpSession(wire, offered, first, config.timeouts());
        } catch (GreetingFailed | RuntimeException failed) {
            wire.close();
            throw failed;
        }
    }

    private SmtpConnection connect(
            Endpoint endpoint, ConversationAbort abort, Conversation conversation)
            throws GreetingFailed {
        String last = "the name " + endpoint.host() + " has no address";
        for (InetAddress address : addresses(endpoint)) {
            try {
                conversation.connecting(
                        endpoint.host() + "[" + address.getHostAddress() + "]:" + endpoint.port());
                SmtpConnection connection =
                        SmtpConnection.connect(
                                address,
                                endpoint.port(),
                                endpoint.bind(),
                                config.timeouts().connect(),
                                abort,
                                conversation);
                conversation.connected(connection.localAddress().getHostAddress());
                return connection;
            } catch (IOException failed) {
                last =
                        "connection to "
                                + address.getHostAddress()
                                + " port "
                                + endpoint.port()
                                + ": "
                                + Greeter.reason(failed);
                conversation.note(last);
            }
        }
        throw new GreetingFailed(new ConnectionLost(SmtpStage.CONNECT, last));
    }

    private static List<InetAddress> addresses(Endpoint endpoint) throws GreetingFailed {
        InetAddress known = endpoint.address();
        if (known != null) {
            return List.of(known);
        }
        try {
            return Stream.of(InetAddress.getAllByName(endpoint.host()))
                    .limit(MAX_ADDRESSES)
                    .toList();
        } catch (UnknownHostException unknown) {
            throw new GreetingFailed(
                    new ConnectionLost(
                            SmtpStage.CONNECT, "the name " + endpoint.host() + " cannot be found"));
        }
    }
}
