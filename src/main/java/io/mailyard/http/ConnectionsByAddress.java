package io.mailyard.http;

import java.net.InetSocketAddress;
import java.util.concurrent.ConcurrentHashMap;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.SelectableChannelEndPoint;

/**
 * Counts the open connections of each address, and closes those beyond its share at once, so that
 * no address can occupy all connections.
 */
final class ConnectionsByAddress implements Connection.Listener {
    private final int most;
    private final ForwardedFor proxies;
    private final ConcurrentHashMap<String, Integer> open = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<Connection, String> groups = new ConcurrentHashMap<>();

    ConnectionsByAddress(HttpConfig config) {
        this.most = config.maxConnectionsPerAddress();
        this.proxies = new ForwardedFor(config.trustedProxies());
    }

    @Override
    public void onOpened(Connection connection) {
        // with TLS one connection wraps another; only the outer one counts
        if (connection.getEndPoint() instanceof SelectableChannelEndPoint client) {
            String address = address(client);
            String group = IpText.group(address);
            groups.put(connection, group);
            if (open.merge(group, 1, Integer::sum) > most && !proxies.trusts(address)) {
                client.close();
            }
        }
    }

    /** The address is unknown by then, so it is stored at the start. */
    @Override
    public void onClosed(Connection connection) {
        String group = groups.remove(connection);
        if (group != null) {
            open.computeIfPresent(group, (_, count) -> count == 1 ? null : count - 1);
        }
    }

    private static String address(EndPoint client) {
        return client.getRemoteSocketAddress() instanceof InetSocketAddress remote
                        && remote.getAddress() != null
                ? remote.getAddress().getHostAddress().replaceFirst("%.*", "")
                : "";
    }
}
