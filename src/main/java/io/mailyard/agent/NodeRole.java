package io.mailyard.agent;

import io.mailyard.base.StartException;
import io.mailyard.delivery.LeaseClient;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** The role {@code node} on a separate machine. */
public final class NodeRole implements AutoCloseable {
    private final Agent agent;

    private NodeRole(Agent agent) {
        this.agent = agent;
    }

    /**
     * Joins a server and delivers its mail for this node.
     *
     * @param servers addresses of server processes, at least one; {@code http} only for loopback
     *     addresses
     * @param key the node's key
     * @param pin fingerprint of the server's certificate; empty to check it as browsers do
     * @param folder the node's data folder, locked by this process
     * @param engines creates an engine for a lease client
     * @throws StartException with a line that explains the failure
     */
    public static NodeRole start(
            List<URI> servers,
            String key,
            Optional<String> pin,
            Path folder,
            EngineFactory engines) {
        List<URI> addresses = servers.stream().map(NodeRole::checked).toList();
        if (key.isEmpty()) {
            throw new StartException(
                    "--key-file: its first line is empty; it must be the node's key");
        }
        ServerClient client =
                new ServerClient(addresses, key, pin.map(NodeRole::pin), "main", instance());
        RemoteLink link = new RemoteLink(client, new ReportJournal(folder));
        Agent agent = new Agent(link, engines, Optional.of(new SavedNodeConfig(folder)));
        try {
            join(agent, addresses.size());
        } catch (LeaseClient.ServerUnavailable | ServerClient.NodeRefused cannot) {
            agent.close();
            throw new StartException(
                    "cannot join " + shown(addresses) + ": " + cannot.getMessage(), cannot);
        }
        return new NodeRole(agent);
    }

    private static String shown(List<URI> addresses) {
        return addresses.stream().map(URI::toString).collect(Collectors.joining(", "));
    }

    private static void join(Agent agent, int servers) {
        for (int tried = 1; ; tried++) {
            try {
                agent.start();
                return;
            } catch (LeaseClient.ServerUnavailable unavailable) {
                if (tried >= servers) {
                    throw unavailable;
                }
            }
        }
    }

    private static String instance() {
        return UUID.randomUUID().toString();
    }

    private static PinnedCertificate pin(String given) {
        try {
            return new PinnedCertificate(given);
        } catch (IllegalArgumentException wrong) {
            throw new StartException("--pin: " + wrong.getMessage(), wrong);
        }
    }

    private static URI checked(URI server) {
        String scheme = Optional.ofNullable(server.getScheme()).orElse("").toLowerCase(Locale.ROOT);
        String host = Optional.ofNullable(server.getHost()).orElse("");
        boolean loopback =
                host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
        if (host.isEmpty() || !(scheme.equals("https") || (scheme.equals("http") && loopback))) {
            throw new StartException(
                    "--server: '"
                            + server
                            + "' must be https://HOST:PORT; http is for the loopback address alone");
        }
        return server;
    }

    /** Id of this node. */
    public long node() {
        return agent.node();
    }

    @Override
    public void close() {
        agent.close();
    }
}
