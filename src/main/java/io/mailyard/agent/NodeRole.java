package io.mailyard.agent;

import io.mailyard.base.StartException;
import io.mailyard.delivery.LeaseClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The role {@code node} on a separate machine. */
public final class NodeRole implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(NodeRole.class);

    /** A killed process counts as alive for 15 s, and one that is replaced needs a while to end. */
    private static final Duration KEY_WAIT = Duration.ofSeconds(30);

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
        String instance = UUID.randomUUID().toString();
        ServerClient client = new ServerClient(access, "main", instance);
        RemoteLink link =
                new RemoteLink(client, new ReportJournal(folder), new LastRun(folder), instance);
        Agent agent = new Agent(link, engines, Optional.of(new SavedNodeConfig(folder)));
        try {
            startOnceKeyIsFree(agent);
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

    /** Waits for a process before this one, which may be on its way to end. */
    private static void startOnceKeyIsFree(Agent agent) {
        long began = System.nanoTime();
        while (true) {
            try {
                agent.start();
                return;
            } catch (ServerClient.KeyInUse used) {
                if (System.nanoTime() - began > KEY_WAIT.toNanos()) {
                    throw used;
                }
                LOG.warn(
                        "{}; waiting for it, for {} s at most",
                        used.getMessage(),
                        KEY_WAIT.toSeconds());
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(1_000);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new StartException("stopped while waiting for the node's key", stopped);
        }
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
