package io.mailyard.delivery;

import io.mailyard.delivery.HostAddresses.Hosts;
import io.mailyard.delivery.HostAddresses.Target;
import io.mailyard.dns.Dns;
import io.mailyard.dns.MailHosts;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.Endpoint;
import io.mailyard.smtp.OpenResult;
import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpClient;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpSession;
import io.mailyard.smtp.SmtpStage;
import io.mailyard.smtp.TlsRule;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reaches a mail host of a domain: by its route, else by MX, address after address. */
final class HostConnector {
    /** RFC 5321 section 4.5.3.2.1. */
    private static final Duration LONGEST_GREETING = Duration.ofMinutes(5);

    /** What came of it. */
    sealed interface Dialled {
        /** A host is on the line. */
        record Reached(SmtpSession session, String host) implements Dialled {}

        /**
         * None is, now.
         *
         * @param host the last that a connection was made with; empty: none was
         */
        record Unreached(RecipientOutcome outcome, String host) implements Dialled {}

        /** None ever will be: the domain takes no mail. */
        record Nowhere(SmtpReply ours) implements Dialled {}
    }

    /** Which hosts there are. */
    private sealed interface Found {
        record Path(HostAddresses path) implements Found {}

        record None(Dialled why) implements Found {}
    }

    private final Dns dns;
    private final SmtpClient client;
    private final HeloAndReturnPath names;
    private final int port;
    private final boolean anywhere;
    private final Duration greeting;

    /**
     * @param anywhere whether hosts found by DNS may be at addresses that are not of the public
     *     Internet
     * @param greeting how long each step of a host may take that has answered for no message yet
     */
    HostConnector(
            Dns dns,
            SmtpClient client,
            HeloAndReturnPath names,
            int port,
            boolean anywhere,
            Duration greeting) {
        this.dns = dns;
        this.client = client;
        this.names = names;
        this.port = port;
        this.anywhere = anywhere;
        this.greeting = greeting;
    }

    /**
     * Tries the hosts of the connection's domain in order: from the first, or those that its round
     * has not tried yet.
     */
    Dialled dial(ActiveConfig plan, Strategy strategy, DeliveryConnection connection) {
        HostAddresses known = connection.path();
        if (known != null) {
            return dial(known, strategy, connection);
        }
        return switch (find(plan, strategy, connection)) {
            case Found.None none -> none.why();
            case Found.Path found -> {
                connection.path(found.path());
                yield dial(found.path(), strategy, connection);
            }
        };
    }

    private Found find(ActiveConfig plan, Strategy strategy, DeliveryConnection connection) {
        String domain = connection.line().key().domain();
        Optional<FixedRoute> route = plan.routes().of(domain);
        if (route.isPresent()) {
            FixedRoute fixed = route.get();
            return path(List.of(fixed.host()), fixed.port(), fixed.tls(), true, connection);
        }
        TlsRule tls = strategy.tryTlsFirst() ? TlsRule.MAY : TlsRule.NEVER;
        if (domain.startsWith("[") && domain.endsWith("]")) {
            String literal =
                    domain.substring(1, domain.length() - 1).replaceFirst("(?i)^ipv6:", "");
            return path(List.of(literal), port, tls, anywhere, connection);
        }
        return switch (dns.mailHosts(domain)) {
            case MailHosts.Named(var all) -> path(all, port, tls, anywhere, connection);
            case MailHosts.NullMx none ->
                    nowhere(556, "5.1.10 the domain " + domain + " takes no mail (null MX)");
            case MailHosts.NoSuchDomain none ->
                    nowhere(550, "5.1.2 the domain " + domain + " does not exist");
            case MailHosts.NoHost none ->
                    nowhere(550, "5.4.4 the domain " + domain + " has no mail host");
            case MailHosts.Failed failed -> new Found.None(unreached(failed.reason()));
        };
    }

    private Found path(
            List<String> hosts, int at, TlsRule tls, boolean any, DeliveryConnection connection) {
        return new Found.Path(
                new HostAddresses(dns, new Hosts(hosts, at, tls, any), connection.families()));
    }

    private static Found nowhere(int code, String text) {
        return new Found.None(new Dialled.Nowhere(new SmtpReply(code, List.of(text))));
    }

    private static Dialled unreached(String reason) {
        return new Dialled.Unreached(new RecipientOutcome.Broken(SmtpStage.CONNECT, reason), "");
    }

    private Dialled dial(HostAddresses path, Strategy strategy, DeliveryConnection connection) {
        Dialled last = unreached("no address of ours can be connected from now");
        boolean tried = false;
        while (!connection.hangup().isDone()) {
            Optional<Target> target = path.next();
            if (target.isEmpty()) {
                break;
            }
            if (connection.comesFrom(target.get().family())) {
                Dialled dialled = dial(target.get(), strategy, connection);
                if (dialled instanceof Dialled.Reached) {
                    return dialled;
                }
                last = tells(dialled) || !tells(last) ? dialled : last;
            }
            tried = true;
        }
        if (tried || connection.hangup().isDone()) {
            return last;
        }
        return path.leadsNowhere()
                ? new Dialled.Nowhere(new SmtpReply(550, List.of("5.4.4 " + path.reason())))
                : unreached(path.reason());
    }

    /** Whether a host was on the line: its words say more than those of the network. */
    private static boolean tells(Dialled dialled) {
        return dialled instanceof Dialled.Unreached unreached && !unreached.host().isEmpty();
    }

    private Dialled dial(Target target, Strategy strategy, DeliveryConnection connection) {
        SourceRateLimit budget = connection.budget();
        String helo = names.helo(strategy, budget, connection.line().key().helo());
        Endpoint endpoint =
                new Endpoint(
                        target.name(), target.address(), target.hosts().port(), budget.address());
        OpenResult opened =
                client.open(
                        endpoint,
                        helo,
                        target.hosts().tls(),
                        connection.hangup(),
                        patience(connection));
        return switch (opened) {
            case OpenResult.Ready ready ->
                    new Dialled.Reached(ready.session(), endpoint.toString());
            case OpenResult.Closed closed ->
                    new Dialled.Unreached(
                            closed.outcome(),
                            connected(closed.outcome()) ? endpoint.toString() : "");
        };
    }

    /** Many that stall would hold many connections; one that is slow is waited for later. */
    private Duration patience(DeliveryConnection connection) {
        return connection.line().hasAnswered()
                ? LONGEST_GREETING
                : greeting.multipliedBy(1L << Math.min(connection.attempts(), 16));
    }

    private static boolean connected(RecipientOutcome outcome) {
        return !(outcome instanceof RecipientOutcome.Broken broken
                && broken.stage() == SmtpStage.CONNECT);
    }
}
