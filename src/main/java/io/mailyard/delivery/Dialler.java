package io.mailyard.delivery;

import io.mailyard.dns.Answer;
import io.mailyard.dns.Dns;
import io.mailyard.dns.Family;
import io.mailyard.dns.MailHosts;
import io.mailyard.policies.FixedRoute;
import io.mailyard.policies.Strategy;
import io.mailyard.smtp.Endpoint;
import io.mailyard.smtp.Hangup;
import io.mailyard.smtp.Opened;
import io.mailyard.smtp.Outcome;
import io.mailyard.smtp.SmtpClient;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpSession;
import io.mailyard.smtp.Stage;
import io.mailyard.smtp.TlsRule;
import java.net.InetAddress;
import java.util.List;
import java.util.Optional;

/** Reaches a mail host of a domain: by its route, else by MX, address after address. */
final class Dialler {
    /** Addresses tried for one attempt, of all hosts together. */
    private static final int MAX_ADDRESSES = 5;

    /** What came of it. */
    sealed interface Dialled {
        /** A host is on the line. */
        record Reached(SmtpSession session, String host) implements Dialled {}

        /**
         * None is, now.
         *
         * @param host the last that a connection was made with; empty: none was
         */
        record Unreached(Outcome outcome, String host) implements Dialled {}

        /** None ever will be: the domain takes no mail. */
        record Nowhere(SmtpReply ours) implements Dialled {}
    }

    private record Hosts(List<String> names, int port, TlsRule tls) {}

    private final Dns dns;
    private final SmtpClient client;
    private final Names names;
    private final int port;

    Dialler(Dns dns, SmtpClient client, Names names, int port) {
        this.dns = dns;
        this.client = client;
        this.names = names;
        this.port = port;
    }

    /** Tries the hosts of a line's domain in order. */
    Dialled dial(Plan plan, Strategy strategy, Line.Key line, Budget budget, Hangup hangup) {
        String helo = names.helo(strategy, budget, line.helo());
        Optional<FixedRoute> route = plan.routes().of(line.domain());
        if (route.isPresent()) {
            FixedRoute fixed = route.get();
            Hosts hosts = new Hosts(List.of(fixed.host()), fixed.port(), fixed.tls());
            return dial(hosts, helo, budget, hangup);
        }
        TlsRule tls = strategy.tryTlsFirst() ? TlsRule.MAY : TlsRule.NEVER;
        String domain = line.domain();
        if (domain.startsWith("[") && domain.endsWith("]")) {
            String literal =
                    domain.substring(1, domain.length() - 1).replaceFirst("(?i)^ipv6:", "");
            return dial(new Hosts(List.of(literal), port, tls), helo, budget, hangup);
        }
        return switch (dns.mailHosts(domain)) {
            case MailHosts.Named(var all) -> dial(new Hosts(all, port, tls), helo, budget, hangup);
            case MailHosts.NullMx none ->
                    nowhere(556, "5.1.10 the domain " + domain + " takes no mail (null MX)");
            case MailHosts.NoSuchDomain none ->
                    nowhere(550, "5.1.2 the domain " + domain + " does not exist");
            case MailHosts.NoHost none ->
                    nowhere(550, "5.4.4 the domain " + domain + " has no mail host");
            case MailHosts.Failed failed -> unreached(failed.reason());
        };
    }

    private static Dialled nowhere(int code, String text) {
        return new Dialled.Nowhere(new SmtpReply(code, List.of(text)));
    }

    private static Dialled unreached(String reason) {
        return new Dialled.Unreached(new Outcome.Broken(Stage.CONNECT, reason), "");
    }

    private Dialled dial(Hosts hosts, String helo, Budget budget, Hangup hangup) {
        Family family = Family.of(budget.address());
        Dialled last = unreached("no host of the domain has an " + family + " address");
        int tried = 0;
        for (String name : hosts.names()) {
            switch (dns.addresses(name, family)) {
                case Answer.Found<InetAddress>(var addresses) -> {
                    for (InetAddress address : addresses) {
                        if (tried == MAX_ADDRESSES || hangup.isDone()) {
                            return last;
                        }
                        tried++;
                        last = dial(name, address, hosts, helo, budget, hangup);
                        if (last instanceof Dialled.Reached) {
                            return last;
                        }
                    }
                }
                case Answer.Failed<InetAddress> failed -> last = unreached(failed.reason());
                case Answer.NoData<InetAddress> none -> {
                    // The next host may have one.
                }
                case Answer.NoSuchName<InetAddress> none -> {
                    // The next host may exist.
                }
            }
        }
        return last;
    }

    private Dialled dial(
            String name,
            InetAddress address,
            Hosts hosts,
            String helo,
            Budget budget,
            Hangup hangup) {
        Endpoint endpoint = new Endpoint(name, address, hosts.port(), budget.address());
        return switch (client.open(endpoint, helo, hosts.tls(), hangup)) {
            case Opened.Ready ready -> new Dialled.Reached(ready.session(), endpoint.toString());
            case Opened.Closed closed ->
                    new Dialled.Unreached(
                            closed.outcome(),
                            connected(closed.outcome()) ? endpoint.toString() : "");
        };
    }

    private static boolean connected(Outcome outcome) {
        return !(outcome instanceof Outcome.Broken broken && broken.stage() == Stage.CONNECT);
    }
}
