package io.mailyard.dns;

import io.mailyard.config.Setting;
import io.mailyard.config.Settings;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.xbill.DNS.ResolverConfig;

/**
 * Resolvers and their time limit.
 *
 * @param servers empty to use the system's
 * @param timeout for one query with all its retries
 */
public record DnsConfig(List<InetSocketAddress> servers, Duration timeout) {
    /** Maximum number of servers; each costs a socket per query. */
    private static final int MAX_SERVERS = 8;

    private static final int PORT = 53;

    private static final Setting<List<InetSocketAddress>> SERVERS =
            new Setting<>(
                    "dns.servers",
                    DnsConfig::servers,
                    "",
                    "addresses, or address:port, parted by commas",
                    false,
                    "The resolvers that are asked; empty: those the system names.");
    private static final Setting<Duration> TIMEOUT =
            Setting.duration(
                    "dns.timeout",
                    "5s",
                    Duration.ofMillis(100),
                    Duration.ofMinutes(1),
                    "How long one question may take, with all its repetitions.");

    /** The settings of this package. */
    public static final List<Setting<?>> SETTINGS = List.of(SERVERS, TIMEOUT);

    public DnsConfig {
        servers = List.copyOf(servers);
    }

    /** Cannot fail: {@link Settings#load} has refused wrong values before. */
    public static DnsConfig from(Settings settings) {
        return new DnsConfig(settings.get(SERVERS), settings.get(TIMEOUT));
    }

    /** The configured resolvers, or else the system's. */
    public List<InetSocketAddress> resolvers() {
        return servers.isEmpty() ? ResolverConfig.getCurrentConfig().servers() : servers;
    }

    /** Configuration with a single server. */
    public DnsConfig only(InetSocketAddress server) {
        return new DnsConfig(List.of(server), timeout);
    }

    private static List<InetSocketAddress> servers(String text) {
        List<InetSocketAddress> servers = new ArrayList<>();
        for (String item : text.split(",", -1)) {
            if (!item.isBlank()) {
                servers.add(server(item.strip()));
            }
        }
        if (servers.size() > MAX_SERVERS) {
            throw new IllegalArgumentException("names more than " + MAX_SERVERS + " servers");
        }
        return servers;
    }

    private static InetSocketAddress server(String text) {
        boolean bare6 = text.indexOf(':') != text.lastIndexOf(':') && !text.startsWith("[");
        int colon = bare6 ? -1 : text.indexOf(':', Math.max(0, text.indexOf(']')));
        String address = colon < 0 ? text : text.substring(0, colon);
        String bare =
                address.startsWith("[") && address.endsWith("]")
                        ? address.substring(1, address.length() - 1)
                        : address;
        try {
            int port = colon < 0 ? PORT : Integer.parseInt(text.substring(colon + 1));
            return new InetSocketAddress(InetAddress.ofLiteral(bare), port);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException(
                    "has " + text + ", which is not an address or address:port", wrong);
        }
    }
}
