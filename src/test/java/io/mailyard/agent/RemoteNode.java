package io.mailyard.agent;

import io.mailyard.config.Settings;
import io.mailyard.delivery.Engine;
import io.mailyard.delivery.EngineConfig;
import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsConfig;
import io.mailyard.server.AllSettings;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeLine;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** A node of its own beside a test's server, at the end of a line that the test can cut. */
final class RemoteNode implements AutoCloseable {
    private final FakeLine line;
    private final List<URI> more;
    private final long id;
    private final String key;
    private final Path folder = TestStores.newFolder();
    private NodeRole role;

    private RemoteNode(FakeLine proxy, List<URI> more, long id, String key) {
        this.more = more;
        this.line = proxy;
        this.id = id;
        this.key = key;
        this.role = join();
    }

    /** Makes a node by the API and starts it. */
    static RemoteNode join(TestServer server) {
        return join(server, List.of());
    }

    /** The same with more addresses of the server, behind the one at the end of the line. */
    static RemoteNode join(TestServer server, List<URI> more) {
        Tree made =
                server.api()
                        .call("nodes/save", "name", Api.unique("far"), "host", "127.0.0.1:1")
                        .ok()
                        .at("data");
        return new RemoteNode(
                FakeLine.to(server.uri()),
                more,
                made.at("saved_id").number(),
                made.at("key").text());
    }

    private NodeRole join() {
        Settings settings = Settings.load(AllSettings.list(), Optional.empty(), List.of());
        EngineConfig config = EngineConfig.from(settings);
        Dns dns = Dns.open(DnsConfig.from(settings));
        return NodeRole.start(
                Stream.concat(Stream.of(line.uri()), more.stream()).map(URI::toString).toList(),
                keyFile(),
                List.of(),
                folder,
                (node, leaseClient) ->
                        Engine.open(node, leaseClient, config, dns, Clock.systemUTC()));
    }

    private Path keyFile() {
        try {
            return Files.writeString(folder.resolve("key"), key);
        } catch (IOException full) {
            throw new UncheckedIOException(full);
        }
    }

    long id() {
        return id;
    }

    /** Where it keeps its data. */
    Path folder() {
        return folder;
    }

    FakeLine line() {
        return line;
    }

    /** As if its machine lost power: the server hears nothing more of it. */
    void dies() {
        line.cut();
        role.close();
    }

    /** Starts again, over the same folder. */
    void returns() {
        line.mend();
        role = join();
    }

    @Override
    public void close() {
        role.close();
        line.close();
    }
}
