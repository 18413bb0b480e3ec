package io.mailyard.agent;

import io.mailyard.base.StartException;
import io.mailyard.delivery.LeaseClient;
import java.nio.file.Path;
import java.util.List;
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
     * @param keyFile file whose first line is the node's key
     * @param pins fingerprints of the servers' certificates, one of all or one of each; empty to
     *     check them as browsers do
     * @param folder the node's data folder, locked by this process
     * @param engines creates an engine for a lease client
     * @throws StartException with a line that explains the failure
     */
    public static NodeRole start(
            List<String> servers,
            Path keyFile,
            List<String> pins,
            Path folder,
            EngineFactory engines) {
        ServerAddress.ServerAccess access = ServerAddress.read(servers, keyFile, pins);
        ServerClient client = new ServerClient(access, "main", UUID.randomUUID().toString());
        RemoteLink link = new RemoteLink(client, new ReportJournal(folder));
        Agent agent = new Agent(link, engines, Optional.of(new SavedNodeConfig(folder)));
        try {
            agent.start();
        } catch (LeaseClient.ServerUnavailable | ServerClient.NodeRefused cannot) {
            agent.close();
            throw new StartException(
                    "cannot join "
                            + access.addresses().stream()
                                    .map(ServerAddress::toString)
                                    .collect(Collectors.joining(", "))
                            + ": "
                            + cannot.getMessage(),
                    cannot);
        }
        return new NodeRole(agent);
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
