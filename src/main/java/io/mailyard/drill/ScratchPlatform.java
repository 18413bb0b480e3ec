package io.mailyard.drill;

import io.mailyard.base.OwnerFiles;
import io.mailyard.config.HostPort;
import io.mailyard.db.Database;
import io.mailyard.db.ScratchDatabase;
import io.mailyard.db.StoreConfig;
import io.mailyard.db.Stores;
import io.mailyard.submission.SinkServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * The scratch copy of a drill: a folder, a store, a server, a node, the lines between them, and a
 * sink that all mail goes to. Nothing of it listens or connects off the loopback address, but to
 * the PostgreSQL that the user named.
 */
final class ScratchPlatform implements AutoCloseable {
    /** As short as the server allows, so that a drill need not wait for a minute. */
    static final int LEASE_SECONDS = 10;

    /**
     * Ports that the system gives to nobody by itself: while the server is away, a client that
     * connects to a port of the others can meet itself.
     */
    private static final int FIRST_PORT = 15_000;

    private static final int LAST_PORT = 32_000;
    private static final int POSTGRES_PORT = 5432;

    private final DrillOptions options;
    private final ProgramCommand program;
    private final Path folder;
    private final int port = freePort();
    private final int submissionPort = freePort();
    private final TcpProxy nodeLink;
    private final SinkServer sink;
    private final ArrivalLog arrivals;
    private final DrillCalls calls;
    private final List<ChildProcess> children = new ArrayList<>();
    private @Nullable ScratchDatabase database;
    private @Nullable TcpProxy databaseLink;
    private int nodeFolders;
    private boolean ended;

    private ScratchPlatform(
            DrillOptions options, ProgramCommand program, Path folder, ArrivalLog arrivals)
            throws IOException {
        this.options = options;
        this.program = program;
        this.folder = folder;
        this.arrivals = arrivals;
        this.nodeLink = new TcpProxy(loopback(port));
        this.sink = SinkServer.bind(new HostPort("127.0.0.1", 0));
        this.calls = new DrillCalls(URI.create("http://127.0.0.1:" + port));
        sink.receive(arrivals::receive);
    }

    /** Makes it; the server does not run yet. */
    static ScratchPlatform create(
            DrillOptions options, ProgramCommand program, ArrivalLog arrivals) {
        try {
            Path folder = Files.createTempDirectory(options.scratch(), "mailyard-drill-");
            ScratchPlatform platform = new ScratchPlatform(options, program, folder, arrivals);
            try {
                platform.prepare();
            } catch (IOException | RuntimeException failed) {
                platform.close();
                platform.delete();
                throw failed;
            }
            return platform;
        } catch (IOException e) {
            throw new DrillFailure(
                    "cannot make a scratch folder in "
                            + options.scratch()
                            + ": "
                            + OwnerFiles.reason(e),
                    e);
        }
    }

    private void prepare() throws IOException {
        OwnerFiles.createFolder(data());
        setClock(0);
        if (options.isPostgres()) {
            ScratchDatabase made = ScratchDatabase.create(StoreConfig.at(options.storeUrl()), "");
            database = made;
            if (!made.config().hosts().contains(",")) {
                databaseLink = new TcpProxy(address(made.config().hosts()));
            }
        }
        OwnerFiles.write(settings(), String.join("\n", lines()).getBytes(StandardCharsets.UTF_8));
    }

    private static InetSocketAddress loopback(int port) {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
    }

    private static InetSocketAddress address(String hostAndPort) {
        int colon = hostAndPort.lastIndexOf(':');
        boolean named = colon > hostAndPort.lastIndexOf(']');
        String host = named ? hostAndPort.substring(0, colon) : hostAndPort;
        return new InetSocketAddress(
                host.replaceAll("[\\[\\]]", ""),
                named ? Integer.parseInt(hostAndPort.substring(colon + 1)) : POSTGRES_PORT);
    }

    private static int freePort() {
        for (int tries = 0; tries < 1000; tries++) {
            int port = ThreadLocalRandom.current().nextInt(FIRST_PORT, LAST_PORT);
            try (ServerSocket free = new ServerSocket()) {
                free.bind(loopback(port));
                return port;
            } catch (IOException taken) {
                // another one
            }
        }
        throw new DrillFailure("no free port from " + FIRST_PORT + " to " + LAST_PORT);
    }

    private List<String> lines() {
        List<String> lines =
                new ArrayList<>(
                        List.of(
                                "http.listen = 127.0.0.1:" + port,
                                "http.drain = 0s",
                                "submission.listen = 127.0.0.1:" + submissionPort,
                                "operations.listen =",
                                "backup.every = 0s",
                                "dns.servers = 127.0.0.1:1",
                                "log.requests = none",
                                "queue.lease = " + LEASE_SECONDS + "s",
                                "queue.thaw-ramp = 0s"));
        if (database != null) {
            StoreConfig store = store();
            TcpProxy link = databaseLink;
            String url =
                    link == null ? store.url() : store.through("127.0.0.1:" + link.port()).url();
            lines.add("store.url = " + url);
        }
        return lines;
    }

    private Path settings() {
        return folder.resolve("drill.conf");
    }

    Path folder() {
        return folder;
    }

    Path data() {
        return folder.resolve("data");
    }

    private Path clock() {
        return folder.resolve("clock");
    }

    /** Sets how far the clocks of server and node are ahead. */
    void setClock(long millis) {
        try {
            Files.writeString(clock(), Long.toString(millis));
        } catch (IOException e) {
            throw new DrillFailure("cannot set the clock: " + OwnerFiles.reason(e), e);
        }
    }

    /** The store, reached directly. */
    StoreConfig store() {
        ScratchDatabase made = database;
        return made == null ? StoreConfig.embedded() : made.config();
    }

    /** Opens the store to look at it, beside whoever uses it. */
    Database open() {
        return Stores.openToRead(store(), data());
    }

    /** The server, which does not run yet. */
    ChildProcess newServer() {
        return child(
                "server",
                List.of("serve", "--data", data().toString(), "--config", settings().toString()));
    }

    /** A node with a folder of its own, which does not run yet. */
    ChildProcess newNode(String key) {
        Path keyFile = folder.resolve("node-key");
        Path own = folder.resolve("node-" + ++nodeFolders);
        try {
            if (!Files.exists(keyFile)) {
                OwnerFiles.write(keyFile, key.getBytes(StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new DrillFailure("cannot write a node's key: " + OwnerFiles.reason(e), e);
        }
        return child(
                "node",
                List.of(
                        "node",
                        "--server",
                        "http://127.0.0.1:" + nodeLink.port(),
                        "--key-file",
                        keyFile.toString(),
                        "--data",
                        own.toString(),
                        "--config",
                        settings().toString()));
    }

    /** Deletes what the newest node knows. */
    void deleteNodeFolder() {
        try {
            OwnerFiles.deleteTree(folder.resolve("node-" + nodeFolders));
        } catch (IOException e) {
            throw new DrillFailure("cannot delete a node's folder: " + OwnerFiles.reason(e), e);
        }
    }

    private synchronized ChildProcess child(String name, List<String> arguments) {
        ChildProcess child = new ChildProcess(name, program, arguments, folder, clock());
        children.add(child);
        if (ended) {
            child.end();
        }
        return child;
    }

    /** The administrator's token of the first start. */
    Optional<String> token() {
        try {
            String token = Files.readString(data().resolve("admin-token")).strip();
            return token.isEmpty() ? Optional.empty() : Optional.of(token);
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }

    DrillCalls calls() {
        return calls;
    }

    ArrivalLog arrivals() {
        return arrivals;
    }

    /** Where the server takes mail by SMTP. */
    int submissionPort() {
        return submissionPort;
    }

    int sinkPort() {
        return sink.address().getPort();
    }

    TcpProxy nodeLink() {
        return nodeLink;
    }

    /** The line between server and PostgreSQL, where there is one. */
    Optional<TcpProxy> databaseLink() {
        return Optional.ofNullable(databaseLink);
    }

    /** The database of the drill, where it is in PostgreSQL. */
    Optional<ScratchDatabase> database() {
        return Optional.ofNullable(database);
    }

    /** Ends all processes. */
    synchronized void endProcesses() {
        ended = true;
        children.forEach(ChildProcess::end);
    }

    /** Ends everything that runs; files and database remain. */
    @Override
    public void close() {
        endProcesses();
        calls.close();
        nodeLink.close();
        sink.close();
        databaseLink().ifPresent(TcpProxy::close);
    }

    /** Deletes files and database. */
    void delete() {
        ScratchDatabase made = database;
        if (made != null) {
            made.close();
        }
        try {
            OwnerFiles.deleteTree(folder);
        } catch (IOException e) {
            throw new DrillFailure("cannot delete " + folder + ": " + OwnerFiles.reason(e), e);
        }
    }
}
