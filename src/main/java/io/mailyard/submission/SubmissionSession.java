package io.mailyard.submission;

import io.mailyard.base.CallTrace;
import io.mailyard.http.HandshakeScheduler;
import io.mailyard.mime.OneLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's session (RFC 5321 section 4.1, RFC 6409), from the greeting to the end. */
final class SubmissionSession implements Runnable, SessionLoop.SessionCommands {
    private static final Logger LOG = LoggerFactory.getLogger(SubmissionSession.class);

    private static final int MAX_REFUSED_SIGN_INS = 3;

    /** Commands of a client before it has signed in; a dozen are enough. */
    private static final int MAX_COMMANDS_BEFORE_AUTH = 100;

    private static final SubmissionReply STOPPING =
            SubmissionReply.of(421, "4.3.2 the server is stopping");
    private static final SubmissionReply TOO_MANY_OF_ACCOUNT =
            SubmissionReply.of(421, "4.7.0 too many connections of this account");
    private static final SubmissionReply INTERNAL = SubmissionReply.of(421, "4.3.0 internal error");

    private final ClientConnection connection;
    private final SessionServices services;
    private final SessionLoop loop;
    private final SubmissionTransaction transaction;
    private final String peer;
    private String helo = "";
    private boolean extended;
    private @Nullable SubmissionIdentity identity;
    private int refusedSignIns;

    /** The objects that sessions share. */
    record SessionServices(
            SubmissionConfig config,
            String name,
            Optional<SSLContext> tls,
            HandshakeScheduler handshakes,
            SubmissionSignIn signIn,
            MessageReception reception,
            ConnectionBudget budget) {}

    SubmissionSession(
            ClientConnection connection, SessionServices services, BooleanSupplier stopping) {
        this.connection = connection;
        this.services = services;
        this.loop = new SessionLoop(connection, AuthExchange.MAX_LINE, stopping);
        this.transaction =
                new SubmissionTransaction(
                        services.config().maxSize(), services.config().maxRecipients());
        this.peer = connection.address().getHostAddress();
    }

    /** Its lines in the log have a trace id in common. */
    @Override
    public void run() {
        CallTrace.begin().run(this::serve);
    }

    private void serve() {
        try {
            loop.run(
                    SubmissionReply.of(220, services.name() + " ESMTP Mailyard submission"),
                    STOPPING,
                    this);
        } catch (IOException gone) {
            LOG.debug("submission from {}: {}", peer, gone.getMessage());
        } catch (RuntimeException broken) {
            LOG.error("submission from {} failed", peer, broken);
            trySend(INTERNAL);
        } finally {
            connection.finish();
        }
    }

    private void trySend(SubmissionReply reply) {
        try {
            connection.send(reply);
        } catch (IOException gone) {
            LOG.debug("submission from {}: {}", peer, gone.getMessage());
        }
    }

    @Override
    public int maxIdle() {
        return identity == null ? MAX_COMMANDS_BEFORE_AUTH : SessionLoop.MAX_IDLE_COMMANDS;
    }

    @Override
    public SubmissionReply answer(String line) throws IOException {
        int space = line.indexOf(' ');
        String verb = (space < 0 ? line : line.substring(0, space)).toUpperCase(Locale.ROOT);
        String argument = space < 0 ? "" : line.substring(space + 1).strip();
        if (!verb.equals("AUTH") && line.length() > SessionLoop.MAX_LINE - 2) {
            return SubmissionReply.of(500, "5.5.2 the line is too long");
        }
        return switch (verb) {
            case "EHLO", "HELO" -> hello(verb.equals("EHLO"), argument);
            case "STARTTLS" -> startTls(argument);
            case "AUTH" -> auth(argument);
            case "MAIL" -> mail(argument);
            case "RCPT" -> recipient(argument);
            case "DATA" -> data(argument);
            case "RSET" -> {
                transaction.reset();
                yield SubmissionReply.of(250, "2.0.0 forgotten");
            }
            case "NOOP" -> SubmissionReply.of(250, "2.0.0 still here");
            case "VRFY" -> SubmissionReply.of(252, "2.5.0 send to it and see");
            case "EXPN", "TURN", "ETRN" -> SubmissionReply.of(502, "5.5.1 not served here");
            // what comes behind is data, and must not be read as commands
            case "BDAT" -> SubmissionReply.of(502, "5.5.1 not served here").closing();
            // a browser that a page has sent here: a form's text may hold lines of SMTP
            case "PROXY" ->
                    SubmissionReply.of(
                                    500, "5.5.1 the PROXY protocol is not taken from this address")
                            .closing();
            case "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "CONNECT" ->
                    SubmissionReply.of(500, "5.5.1 SMTP is spoken here, not HTTP").closing();
            case "HELP" ->
                    SubmissionReply.of(
                            214,
                            "2.0.0 EHLO HELO STARTTLS AUTH MAIL RCPT DATA RSET NOOP VRFY HELP"
                                    + " QUIT");
            case "QUIT" -> SubmissionReply.of(221, "2.0.0 goodbye");
            default -> SubmissionReply.of(500, "5.5.2 no such command");
        };
    }

    private SubmissionReply hello(boolean ehlo, String argument) {
        if (!argument.matches("[\\x21-\\x7E]{1,255}")) {
            return SubmissionReply.of(
                    501, "5.5.4 say who you are, by a name or an address in brackets");
        }
        helo = argument;
        extended = ehlo;
        transaction.reset();
        if (!ehlo) {
            return SubmissionReply.of(250, services.name());
        }
        List<String> lines = new ArrayList<>();
        lines.add(services.name() + " greets " + OneLine.of(argument, 255));
        lines.add("PIPELINING");
        lines.add("8BITMIME");
        lines.add("SMTPUTF8");
        lines.add("ENHANCEDSTATUSCODES");
        lines.add("SIZE " + services.config().maxSize());
        if (services.tls().isPresent() && !connection.encrypted()) {
            lines.add("STARTTLS");
        }
        if (mayAuth()) {
            lines.add("AUTH " + AuthExchange.mechanisms());
        }
        return new SubmissionReply(250, lines);
    }

    private boolean mayAuth() {
        return connection.encrypted()
                || switch (services.config().plainAuth()) {
                    case ALWAYS -> true;
                    case LOOPBACK ->
                            connection.clientKnown() && connection.address().isLoopbackAddress();
                    case NEVER -> false;
                };
    }

    private SubmissionReply startTls(String argument) throws IOException {
        Optional<SSLContext> tls = services.tls();
        if (tls.isEmpty() || connection.encrypted()) {
            return SubmissionReply.of(
                    502,
                    connection.encrypted() ? "5.5.1 TLS is on" : "5.5.1 no TLS is served here");
        }
        if (!argument.isEmpty()) {
            return SubmissionReply.of(501, "5.5.4 STARTTLS takes no argument");
        }
        connection.send(SubmissionReply.of(220, "2.0.0 go on in TLS"));
        connection.startTls(tls.get(), services.handshakes());
        helo = "";
        extended = false;
        identity = null;
        transaction.reset();
        return SubmissionReply.NONE;
    }

    private SubmissionReply auth(String argument) throws IOException {
        if (!extended) {
            return SubmissionReply.of(503, "5.5.1 EHLO comes first");
        }
        if (identity != null) {
            return SubmissionReply.of(503, "5.5.1 signed in already");
        }
        if (transaction.begun()) {
            return SubmissionReply.of(503, "5.5.1 not within a message");
        }
        if (!mayAuth()) {
            return SubmissionReply.of(538, "5.7.11 sign-in needs TLS: STARTTLS comes first");
        }
        return switch (new AuthExchange(connection).run(argument)) {
            case AuthExchange.AuthResult.AuthFailed(SubmissionReply reply) -> reply;
            case AuthExchange.AuthResult.AuthBareLineEnd() -> SessionLoop.BARE_LINE_END;
            case AuthExchange.AuthResult.GivenCredentials(String name, String password) ->
                    signIn(name, password);
        };
    }

    private SubmissionReply signIn(String name, String password) throws IOException {
        connection.flush();
        connection.storing(true);
        try {
            return switch (services.signIn().check(name, password, connection.address())) {
                case SubmissionSignIn.SubmissionSignInResult.SubmissionSignedIn(
                                SubmissionIdentity known) -> {
                    if (!services.budget().signedIn(connection, known.account())) {
                        yield TOO_MANY_OF_ACCOUNT;
                    }
                    identity = known;
                    loop.restart();
                    yield SubmissionReply.of(235, "2.7.0 signed in");
                }
                case SubmissionSignIn.SubmissionSignInResult.SubmissionRefused(
                                SubmissionReply reply) -> {
                    if (++refusedSignIns < MAX_REFUSED_SIGN_INS) {
                        yield reply;
                    }
                    connection.send(reply);
                    yield SessionLoop.TOO_MANY_ERRORS;
                }
            };
        } finally {
            connection.storing(false);
        }
    }

    private SubmissionReply mail(String argument) {
        if (helo.isEmpty()) {
            return SubmissionReply.of(503, "5.5.1 EHLO comes first");
        }
        if (transaction.begun()) {
            return SubmissionReply.of(503, "5.5.1 one message at a time");
        }
        Optional<SubmissionIdentity> known = Optional.ofNullable(identity).or(this::trusted);
        if (known.isEmpty()) {
            return SubmissionReply.of(530, "5.7.0 sign in first");
        }
        if (identity == null) {
            if (!services.budget().signedIn(connection, known.get().account())) {
                return TOO_MANY_OF_ACCOUNT;
            }
            identity = known.get();
        }
        Optional<SubmissionReply> refusal = services.reception().refusal(known.get());
        return refusal.isPresent() ? refusal.get() : begun(known.get(), argument);
    }

    private SubmissionReply begun(SubmissionIdentity known, String argument) {
        SubmissionReply reply = transaction.mail(argument);
        if (reply.refuses() || !transaction.begun()) {
            return reply;
        }
        Optional<SubmissionReply> refusal =
                services.reception().refusedSender(known, transaction.sender());
        refusal.ifPresent(_ -> transaction.reset());
        return refusal.orElse(reply);
    }

    /** The account whose hosts this client is among. */
    private Optional<SubmissionIdentity> trusted() {
        return services.config().trusted().stream()
                .filter(trusted -> connection.clientKnown() && trusted.range().contains(peer))
                .findFirst()
                .flatMap(trusted -> services.reception().identity(trusted.account()));
    }

    private SubmissionReply recipient(String argument) {
        if (!transaction.begun()) {
            return SessionLoop.NO_TRANSACTION;
        }
        SubmissionReply reply = transaction.recipient(argument);
        if (reply.code() == 250) {
            loop.messageGoesOn();
        }
        return reply;
    }

    private SubmissionReply data(String argument) throws IOException {
        if (!transaction.begun() || identity == null) {
            return SessionLoop.NO_TRANSACTION;
        }
        if (!argument.isEmpty()) {
            return SubmissionReply.of(501, "5.5.4 DATA takes no argument");
        }
        if (transaction.recipients().isEmpty()) {
            return SubmissionReply.of(554, "5.5.1 no recipients: RCPT comes before DATA");
        }
        try {
            MessageReception.SubmittingClient client =
                    new MessageReception.SubmittingClient(
                            helo, peer, extended, connection.encrypted(), identity);
            SubmissionReply reply = services.reception().take(connection, client, transaction);
            loop.restart();
            return reply;
        } finally {
            transaction.reset();
        }
    }
}
