package io.mailyard.domains;

import io.mailyard.base.PublicAddresses;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.dns.DnsConfig;
import io.mailyard.dns.Family;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * One name server that is asked on its own, so that it can be said who answered what.
 *
 * @param name its address, with the port where that is not 53
 */
record NameServer(String name, Dns dns) {
    private static final int PORT = 53;

    /** Servers of a zone that are asked: two see what one alone may have wrong. */
    private static final int MAX_AUTHORITIES = 2;

    /** No parent is asked for its servers after that: a zone may be slow at each of a hundred. */
    private static final Duration SEARCH = Duration.ofSeconds(10);

    /**
     * An answer, and which resolver gave it.
     *
     * @param resolver empty where none answered
     */
    record Asked<T>(DnsAnswer<T> answer, String resolver) {}

    /** The configured resolvers, each on its own, remembering nothing. */
    static List<NameServer> all(DnsConfig config) {
        return config.resolvers().stream().distinct().map(server -> of(config, server)).toList();
    }

    private static NameServer of(DnsConfig config, InetSocketAddress server) {
        String address = server.getAddress().getHostAddress();
        String name = server.getPort() == PORT ? address : address + ":" + server.getPort();
        return new NameServer(name, Dns.open(config.only(server)));
    }

    /** The first resolver's answer that is one; where none is, the last failure. */
    static <T> Asked<T> first(List<NameServer> resolvers, Function<Dns, DnsAnswer<T>> question) {
        Asked<T> last = new Asked<>(new DnsAnswer.Failed<>("no resolver is configured"), "");
        for (NameServer resolver : resolvers) {
            DnsAnswer<T> answer = question.apply(resolver.dns());
            if (!(answer instanceof DnsAnswer.Failed<T>)) {
                return new Asked<>(answer, resolver.name());
            }
            last = new Asked<>(answer, resolver.name());
        }
        return last;
    }

    /**
     * The servers of the zone that a name is in, those with public addresses. None where they
     * cannot be found.
     */
    static List<NameServer> authorities(List<NameServer> resolvers, DnsConfig config, String name) {
        long end = System.nanoTime() + SEARCH.toNanos();
        for (String zone : DomainNames.lineage(name)) {
            if (System.nanoTime() - end > 0) {
                return List.of();
            }
            DnsAnswer<String> servers = first(resolvers, dns -> dns.nameServers(zone)).answer();
            if (servers instanceof DnsAnswer.Failed<String>) {
                return List.of();
            }
            if (servers instanceof DnsAnswer.Found<String>(List<String> names)) {
                return authorities(resolvers, config, names);
            }
        }
        return List.of();
    }

    private static List<NameServer> authorities(
            List<NameServer> resolvers, DnsConfig config, List<String> names) {
        List<NameServer> found = new ArrayList<>();
        for (String server : names) {
            DnsAnswer<InetAddress> addresses =
                    first(resolvers, dns -> dns.addresses(server, Family.IPV4)).answer();
            if (addresses instanceof DnsAnswer.Found<InetAddress>(List<InetAddress> some)
                    && PublicAddresses.contains(some.getFirst())
                    && found.size() < MAX_AUTHORITIES) {
                found.add(of(config, new InetSocketAddress(some.getFirst(), PORT)));
            }
        }
        return found;
    }
}
