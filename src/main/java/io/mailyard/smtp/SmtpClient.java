package io.mailyard.smtp;

import io.mailyard.smtp.Greeter.GreetingFailed;
import io.mailyard.smtp.OpenResult.Closed;
import io.mailyard.smtp.OpenResult.Open;
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
        return open(endpoint, helo, tls, abort, config.timeouts());
    }

    /**
     * Opens a session with a time limit for the first message.
     *
     * @param patience maximum time of each step until the host has accepted or refused a message,
     *     if shorter than configured
     */
    public OpenResult open(
            Endpoint endpoint,
            String helo,
            TlsRule tls,
            ConversationAbort abort,
            Duration patience) {
        return open(endpoint, helo, tls, abort, config.timeouts().untilMessage(patience));
    }

    private OpenResult open(
            Endpoint endpoint, String helo, TlsRule tls, ConversationAbort abort, Timeouts first) {
        try {
            return new Open(session(endpoint, helo, tls, abort, first));
        } catch (GreetingFailed halted) {
            boolean plain =
                    tls == TlsRule.MAY
                            && halted.byTls()
                            && config.login() == null
                            && !abort.isAborted();
            return plain ? openPlain(endpoint, helo, abort, first) : new Closed(halted.outcome());
        }
    }

    /** Sends one message over its own connection; an outcome for each recipient in order. */
    public List<RecipientOutcome> send(Endpoint endpoint, SmtpEnvelope envelope, byte[] content) {
        return switch (open(endpoint)) {
            case Closed closed ->
                    Collections.nCopies(envelope.recipients().size(), closed.outcome());
            case Open ready -> {
                try (SmtpSession session = ready.session()) {
                    yield session.send(envelope, content);
                }
            }
        };
    }

    private OpenResult openPlain(
            Endpoint endpoint, String helo, ConversationAbort abort, Timeouts first) {
        try {
            return new Open(session(endpoint, helo, TlsRule.NEVER, abort, first));
        } catch (GreetingFailed halted) {
            return new Closed(halted.outcome());
        }
    }

    private SmtpSession session(
            Endpoint endpoint, String helo, TlsRule rule, ConversationAbort abort, Timeouts first)
            throws GreetingFailed {
        SmtpConnection wire = connect(endpoint, abort);
        try {
            Capabilities offered =
                    new Greeter(config, first, helo, trustAll, endpoint, wire).greet(rule);
            return new SmtpSession(wire, offered, first, config.timeouts());
        } catch (GreetingFailed | RuntimeException failed) {
            wire.close();
            throw failed;
        }
    }

    private SmtpConnection connect(Endpoint endpoint, ConversationAbort abort)
            throws GreetingFailed {
        String last = "the name " + endpoint.host() + " has no address";
        for (InetAddress address : addresses(endpoint)) {
            try {
                return SmtpConnection.connect(
                        address,
                        endpoint.port(),
                        endpoint.bind(),
                        config.timeouts().connect(),
                        abort);
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
