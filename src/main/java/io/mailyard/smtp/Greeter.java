package io.mailyard.smtp;

import io.mailyard.smtp.RecipientOutcome.ConnectionLost;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** The conversation from the banner until mail can be sent. For one connection. */
final class Greeter {
    /** Thrown if the conversation ends before mail could be sent. */
    static final class GreetingFailed extends Exception {
        private final transient RecipientOutcome outcome;
        private final boolean byTls;

        GreetingFailed(RecipientOutcome outcome) {
            this(
                    outcome,
                    outcome instanceof ConnectionLost lost && lost.stage() == SmtpStage.STARTTLS);
        }

        GreetingFailed(RecipientOutcome outcome, boolean byTls) {
            super(outcome.text(), null, false, false);
            this.outcome = outcome;
            this.byTls = byTls;
        }

        RecipientOutcome outcome() {
            return outcome;
        }

        /** Whether a new connection without TLS may be tried. */
        boolean byTls() {
            return byTls;
        }
    }

    private final SmtpConfig config;
    private final Timeouts timeouts;
    private final String helo;
    private final SSLContext trustAll;
    private final Endpoint endpoint;
    private final SmtpConnection connection;
    private SmtpStage stage = SmtpStage.BANNER;

    Greeter(
            SmtpConfig config,
            Timeouts timeouts,
            String helo,
            SSLContext anyone,
            Endpoint endpoint,
            SmtpConnection wire) {
        this.timeouts = timeouts;
        this.config = config;
        this.helo = helo;
        this.trustAll = anyone;
        this.endpoint = endpoint;
        this.connection = wire;
    }

    /**
     * Reads the banner, sends EHLO, starts TLS by {@code rule} and logs in; returns the final
     * capabilities.
     */
    Capabilities greet(TlsRule rule) throws GreetingFailed {
        try {
            expect(connection.reply(timeouts.banner()));
            stage = SmtpStage.EHLO;
            Capabilities offered = encrypted(rule, hello());
            stage = SmtpStage.AUTH;
            SmtpLogin login = config.login();
            if (login != null) {
                logIn(login, offered, rule);
            }
            return offered;
        } catch (SSLException broken) {
            // With TLS 1.3 a host's rejection arrives after the handshake, at the next reply.
            throw new GreetingFailed(new ConnectionLost(stage, reason(broken)), true);
        } catch (IOException broken) {
            throw failed(reason(broken));
        }
    }

    static String reason(IOException broken) {
        String message = broken.getMessage();
        return message == null ? broken.getClass().getSimpleName() : message;
    }

    private Capabilities hello() throws IOException, GreetingFailed {
        String name = helo.isEmpty() ? literal(connection.localAddress()) : helo;
        SmtpReply ehlo = connection.ask("EHLO " + name, timeouts.command());
        if (ehlo.kind() == 2) {
            return Capabilities.of(ehlo);
        }
        if (ehlo.kind() != 5) {
            throw new GreetingFailed(RecipientOutcome.of(stage, ehlo));
        }
        expect(connection.ask("HELO " + name, timeouts.command()));
        return Capabilities.NONE;
    }

    /** Address literal (RFC 5321 section 4.1.3). */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + bare + "]" : "[" + bare + "]";
    }

    private Capabilities encrypted(TlsRule rule, Capabilities offered)
            throws IOException, GreetingFailed {
        if (rule == TlsRule.NEVER) {
            return offered;
        }
        stage = SmtpStage.STARTTLS;
        boolean must = rule == TlsRule.MUST;
        if (!offered.has("STARTTLS")) {
            if (must) {
                throw failed("the host does not offer STARTTLS, which is required");
            }
            return offered;
        }
        SmtpReply ready = connection.ask("STARTTLS", timeouts.command());
        if (ready.code() != 220) {
            if (must || ready.code() == 421) {
                throw new GreetingFailed(RecipientOutcome.of(stage, ready));
            }
            return offered;
        }
        SSLContext context = must ? config.trusted() : trustAll;
        connection.startTls(context, endpoint, must, timeouts.command());
        stage = SmtpStage.EHLO;
        return hello();
    }

    private void logIn(SmtpLogin login, Capabilities offered, TlsRule rule)
            throws IOException, GreetingFailed {
        if (!connection.isEncrypted() && rule != TlsRule.NEVER) {
            throw failed("the connection is not encrypted: the login is not sent");
        }
        Set<String> ways = offered.logins();
        if (ways.contains("PLAIN")) {
            String both = "\0" + login.name() + "\0" + login.password();
            expect(
                    connection.askSecretly(
                            "AUTH PLAIN (login not shown)",
                            "AUTH PLAIN " + base64(both),
                            timeouts.command()));
        } else if (ways.contains("LOGIN")) {
            askedOn(connection.ask("AUTH LOGIN", timeouts.command()));
            askedOn(
                    connection.askSecretly(
                            "(name not shown)", base64(login.name()), timeouts.command()));
            expect(
                    connection.askSecretly(
                            "(password not shown)", base64(login.password()), timeouts.command()));
        } else {
            throw failed("the host offers neither AUTH PLAIN nor AUTH LOGIN");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void expect(SmtpReply reply) throws GreetingFailed {
        if (reply.kind() != 2) {
            throw new GreetingFailed(RecipientOutcome.of(stage, reply));
        }
    }

    private void askedOn(SmtpReply reply) throws GreetingFailed {
        if (reply.code() != 334) {
            throw new GreetingFailed(RecipientOutcome.of(stage, reply));
        }
    }

    private GreetingFailed failed(String reason) {
        return new GreetingFailed(new ConnectionLost(stage, reason));
    }
}
