package io.mailyard.smtp;

import io.mailyard.smtp.RecipientOutcome.Broken;
import java.io.IOException;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLException;

/** The conversation from the banner to the point where mail can be sent. For one connection. */
final class Greeter {
    /** Thrown where the conversation ends before mail could be sent. */
    static final class Halted extends Exception {
        private final transient RecipientOutcome outcome;
        private final boolean byTls;

        Halted(RecipientOutcome outcome) {
            this(outcome, outcome instanceof Broken broken && broken.stage() == SmtpStage.STARTTLS);
        }

        Halted(RecipientOutcome outcome, boolean byTls) {
            super(outcome.shown(), null, false, false);
            this.outcome = outcome;
            this.byTls = byTls;
        }

        RecipientOutcome outcome() {
            return outcome;
        }

        /** Whether plain text on a new connection may be tried instead. */
        boolean byTls() {
            return byTls;
        }
    }

    private final SmtpConfig config;
    private final Timeouts timeouts;
    private final String helo;
    private final SSLContext anyone;
    private final Endpoint endpoint;
    private final SmtpConnection wire;
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
        this.anyone = anyone;
        this.endpoint = endpoint;
        this.wire = wire;
    }

    /** Banner, EHLO, TLS by {@code rule}, login; what the host can do after all of it. */
    Capabilities greet(TlsRule rule) throws Halted {
        try {
            expect(wire.reply(timeouts.banner()));
            stage = SmtpStage.EHLO;
            Capabilities offered = encrypted(rule, hello());
            stage = SmtpStage.AUTH;
            SmtpLogin login = config.login();
            if (login != null) {
                logIn(login, offered, rule);
            }
            return offered;
        } catch (SSLException broken) {
            // By TLS 1.3 a host's refusal comes after the handshake, at the next answer.
            throw new Halted(new Broken(stage, reason(broken)), true);
        } catch (IOException broken) {
            throw halted(reason(broken));
        }
    }

    static String reason(IOException broken) {
        String message = broken.getMessage();
        return message == null ? broken.getClass().getSimpleName() : message;
    }

    private Capabilities hello() throws IOException, Halted {
        String name = helo.isEmpty() ? literal(wire.localAddress()) : helo;
        SmtpReply ehlo = wire.ask("EHLO " + name, timeouts.command());
        if (ehlo.kind() == 2) {
            return Capabilities.of(ehlo);
        }
        if (ehlo.kind() != 5) {
            throw new Halted(RecipientOutcome.of(stage, ehlo));
        }
        expect(wire.ask("HELO " + name, timeouts.command()));
        return Capabilities.NONE;
    }

    /** RFC 5321 section 4.1.3. */
    private static String literal(InetAddress address) {
        String text = address.getHostAddress();
        int zone = text.indexOf('%');
        String bare = zone < 0 ? text : text.substring(0, zone);
        return address instanceof Inet6Address ? "[IPv6:" + bare + "]" : "[" + bare + "]";
    }

    private Capabilities encrypted(TlsRule rule, Capabilities offered) throws IOException, Halted {
        if (rule == TlsRule.NEVER) {
            return offered;
        }
        stage = SmtpStage.STARTTLS;
        boolean must = rule == TlsRule.MUST;
        if (!offered.has("STARTTLS")) {
            if (must) {
                throw halted("the host offers no STARTTLS, and the rule is must");
            }
            return offered;
        }
        SmtpReply ready = wire.ask("STARTTLS", timeouts.command());
        if (ready.code() != 220) {
            if (must || ready.code() == 421) {
                throw new Halted(RecipientOutcome.of(stage, ready));
            }
            return offered;
        }
        SSLContext context = must ? config.trusted() : anyone;
        wire.startTls(context, endpoint, must, timeouts.command());
        stage = SmtpStage.EHLO;
        return hello();
    }

    private void logIn(SmtpLogin login, Capabilities offered, TlsRule rule)
            throws IOException, Halted {
        if (!wire.isEncrypted() && rule != TlsRule.NEVER) {
            throw halted("the connection is not encrypted: the login is not sent");
        }
        Set<String> ways = offered.logins();
        if (ways.contains("PLAIN")) {
            String both = "\0" + login.name() + "\0" + login.password();
            expect(wire.ask("AUTH PLAIN " + base64(both), timeouts.command()));
        } else if (ways.contains("LOGIN")) {
            askedOn(wire.ask("AUTH LOGIN", timeouts.command()));
            askedOn(wire.ask(base64(login.name()), timeouts.command()));
            expect(wire.ask(base64(login.password()), timeouts.command()));
        } else {
            throw halted("the host offers neither AUTH PLAIN nor AUTH LOGIN");
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private void expect(SmtpReply reply) throws Halted {
        if (reply.kind() != 2) {
            throw new Halted(RecipientOutcome.of(stage, reply));
        }
    }

    private void askedOn(SmtpReply reply) throws Halted {
        if (reply.code() != 334) {
            throw new Halted(RecipientOutcome.of(stage, reply));
        }
    }

    private Halted halted(String reason) {
        return new Halted(new Broken(stage, reason));
    }
}
