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
 * One name server that is asked by itself, so that it is known who answered what.
 *
 * @param name its address, with the port if that is not 53
 */
record NameServer(String name, Dns dns) {
    private static final int PORT = 53;

    /** Number of a zone's servers that are asked: two detect what is wrong in one. */
    private static final int MAX_AUTHORITIES = 2;

    /** Time limit for finding a zone's servers: each of a hundred parents may be slow. */
    private static final Duration SEARCH = Duration.ofSeconds(10);

    /**
     * An answer, and the resolver that gave it.
     *
     * @param resolver empty if none answered
     */
    record NameServerAnswer<T>(DnsAnswer<T> answer, String resolver) {}

    /** The configured resolvers, each by itself and without a cache. */
    static List<NameServer> all(DnsConfig config) {
        return config.resolvers().stream().distinct().map(server -> of(config, server)).toList();
    }

    private static NameServer of(DnsConfig config, InetSocketAddress server) {
        String address = server.getAddress().getHostAddress();
        String name = server.getPort() == PORT ? address : address + ":" + server.getPort();
        return new NameServer(name, Dns.open(config.only(server)));
    }

    /** The first usable answer of the resolvers; if there is none, the last failure. */
    static <T> NameServerAnswer<T> first(
            List<NameServer> resolvers, Function<Dns, DnsAnswer<T>> question) {
        NameServerAnswer<T> last =
                new NameServerAnswer<>(new DnsAnswer.DnsFailed<>("no resolver is configured"), "");
        for (NameServer resolver : resolvers) {
            DnsAnswer<T> answer = question.apply(resolver.dns());
            if (!(answer instanceof DnsAnswer.DnsFailed<T>)) {
                return new NameServerAnswer<>(answer, resolver.name());
            }
            last = new NameServerAnswer<>(answer, resolver.name());
        }
        return last;
    }

    /**
     * The servers of the zone that contains a name, those with public addresses. Empty if they
     * cannot be found.
     */
    static List<NameServer> authorities(List<NameServer> resolvers, DnsConfig config, String name) {
        long end = System.nanoTime() + SEARCH.toNanos();
        for (String zone : DomainNames.lineage(name)) {
            if (System.nanoTime() - end > 0) {
                return List.of();
            }
            DnsAnswer<String> servers = first(resolvers, dns -> dns.nameServers(zone)).answer();
            if (servers instanceof DnsAnswer.DnsFailed<String>) {
                return List.of();
            }
            if (servers instanceof DnsAnswer.DnsFound<String>(List<String> names)) {
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
            if (addresses instanceof DnsAnswer.DnsFound<InetAddress>(List<InetAddress> some)
                    && PublicAddresses.contains(some.getFirst())
                    && found.size() < MAX_AUTHORITIES) {
                found.add(of(config, new InetSocketAddress(some.getFirst(), PORT)));
            }
        }
        return found;
    }
}
