package io.mailyard.delivery;

import io.mailyard.delivery.HostAddresses.HostAddress;
import io.mailyard.delivery.HostAddresses.Hosts;
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

/** Connects to a mail host of a domain, by fixed route or else by MX, one address after another. */
final class HostConnector {
    /** RFC 5321 section 4.5.3.2.1. */
    private static final Duration LONGEST_GREETING = Duration.ofMinutes(5);

    /** Result of connecting. */
    sealed interface ConnectResult {
        /** A host has greeted. */
        record Connected(SmtpSession session, String host) implements ConnectResult {}

        /**
         * No host can be reached now.
         *
         * @param host the last host that was connected; empty if none
         */
        record Unreachable(RecipientOutcome outcome, String host) implements ConnectResult {}

        /**
         * No address of the sender with a family of the hosts may connect now: none was dialled.
         */
        record NoSource() implements ConnectResult {}

        /** The domain has no host that accepts mail. */
        record NoMailHost(SmtpReply reply) implements ConnectResult {}
    }

    /** Result of looking up the mail hosts. */
    private sealed interface HostLookupResult {
        record FoundHosts(HostAddresses addresses) implements HostLookupResult {}

        record NoHosts(ConnectResult result) implements HostLookupResult {}
    }

    private final Dns dns;
    private final SmtpClient client;
    private final HeloAndReturnPath names;
    private final int port;
    private final boolean privateNetworks;
    private final Duration greetingTimeout;

    /**
     * @param anywhere whether hosts found by DNS may have addresses outside the public Internet
     * @param greeting time allowed for each step of a host that has not completed a message yet
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
        this.privateNetworks = anywhere;
        this.greetingTimeout = greeting;
    }

    /**
     * Tries the hosts of the domain in order, from the first or from the first one not tried in
     * this round.
     */
    ConnectResult connect(ActiveConfig config, Strategy strategy, DeliveryConnection connection) {
        HostAddresses known = connection.hostAddresses();
        if (known != null) {
            return connect(known, strategy, connection);
        }
        return switch (find(config, strategy, connection)) {
            case HostLookupResult.NoHosts none -> none.result();
            case HostLookupResult.FoundHosts found -> {
                connection.hostAddresses(found.addresses());
                yield connect(found.addresses(), strategy, connection);
            }
        };
    }

    private HostLookupResult find(
            ActiveConfig config, Strategy strategy, DeliveryConnection connection) {
        String domain = connection.hostQueue().key().domain();
        Optional<FixedRoute> route = config.routes().of(domain);
        if (route.isPresent()) {
            FixedRoute fixed = route.get();
            return hosts(List.of(fixed.host()), fixed.port(), fixed.tls(), true, connection);
        }
        TlsRule tls = strategy.tryTlsFirst() ? TlsRule.MAY : TlsRule.NEVER;
        if (domain.startsWith("[") && domain.endsWith("]")) {
            String literal =
                    domain.substring(1, domain.length() - 1).replaceFirst("(?i)^ipv6:", "");
            return hosts(List.of(literal), port, tls, privateNetworks, connection);
        }
        return switch (dns.mailHosts(domain)) {
            case MailHosts.MailHostNames(var all) ->
                    hosts(all, port, tls, privateNetworks, connection);
            case MailHosts.NullMx none ->
                    noMailHost(556, "5.1.10 the domain " + domain + " accepts no mail (null MX)");
            case MailHosts.NoSuchDomain none ->
                    noMailHost(550, "5.1.2 the domain " + domain + " does not exist");
            case MailHosts.NoHost none ->
                    noMailHost(550, "5.4.4 the domain " + domain + " has no mail host");
            case MailHosts.MailHostsFailed failed ->
                    new HostLookupResult.NoHosts(unreachable(failed.reason()));
        };
    }

    private HostLookupResult hosts(
            List<String> hosts, int at, TlsRule tls, boolean any, DeliveryConnection connection) {
        return new HostLookupResult.FoundHosts(
                new HostAddresses(dns, new Hosts(hosts, at, tls, any), connection.families()));
    }

    private static HostLookupResult noMailHost(int code, String text) {
        return new HostLookupResult.NoHosts(
                new ConnectResult.NoMailHost(new SmtpReply(code, List.of(text))));
    }

    private static ConnectResult unreachable(String reason) {
        return new ConnectResult.Unreachable(
                new RecipientOutcome.ConnectionLost(SmtpStage.CONNECT, reason), "");
    }

    private ConnectResult connect(
            HostAddresses addresses, Strategy strategy, DeliveryConnection connection) {
        ConnectResult last = new ConnectResult.NoSource();
        boolean tried = false;
        while (!connection.abort().isAborted()) {
            Optional<HostAddress> target = addresses.nextHost();
            if (target.isEmpty()) {
                break;
            }
            if (connection.useFamily(target.get().family())) {
                ConnectResult result = connect(target.get(), strategy, connection);
                if (result instanceof ConnectResult.Connected) {
                    return result;
                }
                last = hasSpoken(result) || !hasSpoken(last) ? result : last;
            }
            tried = true;
        }
        if (connection.abort().isAborted()) {
            return last instanceof ConnectResult.NoSource ? unreachable("stopped") : last;
        }
        if (tried) {
            return last;
        }
        return addresses.isUnusable()
                ? new ConnectResult.NoMailHost(
                        new SmtpReply(550, List.of("5.4.4 " + addresses.reason())))
                : unreachable(addresses.reason());
    }

    /** Whether a host was connected: its reply says more than a network error. */
    private static boolean hasSpoken(ConnectResult result) {
        return result instanceof ConnectResult.Unreachable unreached && !unreached.host().isEmpty();
    }

    private ConnectResult connect(
            HostAddress target, Strategy strategy, DeliveryConnection connection) {
        SourceRateLimit rateLimit = connection.rateLimit();
        String helo = names.helo(strategy, rateLimit, connection.hostQueue().key().helo());
        Endpoint endpoint =
                new Endpoint(
                        target.name(),
                        target.address(),
                        target.hosts().port(),
                        rateLimit.address());
        OpenResult opened =
                client.open(
                        endpoint,
                        helo,
                        target.hosts().tls(),
                        connection.abort(),
                        stepTimeout(connection),
                        connection.conversation());
        return switch (opened) {
            case OpenResult.SessionOpened ready ->
                    new ConnectResult.Connected(ready.session(), endpoint.toString());
            case OpenResult.SessionClosed closed ->
                    new ConnectResult.Unreachable(
                            closed.outcome(),
                            wasConnected(closed.outcome()) ? endpoint.toString() : "");
        };
    }

    /**
     * Timeout of each step: many stalling hosts would hold many connections, so a slow host gets
     * more time at later attempts.
     */
    private Duration stepTimeout(DeliveryConnection connection) {
        return connection.hostQueue().hasAnswered()
                ? LONGEST_GREETING
                : greetingTimeout.multipliedBy(1L << Math.min(connection.attempts(), 16));
    }

    private static boolean wasConnected(RecipientOutcome outcome) {
        return !(outcome instanceof RecipientOutcome.ConnectionLost lost
                && lost.stage() == SmtpStage.CONNECT);
    }
}
