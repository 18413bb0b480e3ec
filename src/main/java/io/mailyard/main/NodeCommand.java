package io.mailyard.main;

import io.mailyard.agent.NodeRole;
import io.mailyard.config.Settings;
import io.mailyard.db.DataFolder;
import io.mailyard.drill.DrillClock;
import io.mailyard.operations.Logs;
import io.mailyard.server.ConfiguredEngines;
import io.mailyard.server.Reload;
import io.mailyard.server.ReloadSignal;
import io.mailyard.server.ServiceManager;
import io.mailyard.server.ShutdownHook;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mailyard node}. */
@Command(
        name = "node",
        description =
                "Runs a node: sends a server's queued mail from this machine, with the node's key"
                        + " (nodes/save shows it once).",
        sortOptions = false,
        usageHelpWidth = 100)
final class NodeCommand implements Callable<Integer> {
    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--server",
            paramLabel = "URL",
            required = true,
            split = ",",
            description =
                    "The server's address, for example https://mail.example.com:8443; http only on the"
                            + " loopback address. If it has several processes, the addresses of all,"
                            + " separated by commas: the node asks the first and goes to another, well"
                            + " within a lease, when that one does not answer or is stopping.")
    private List<String> servers = List.of();

    @Option(
            names = "--key-file",
            paramLabel = "FILE",
            required = true,
            description = "A file whose first line is the node's key.")
    private Path keyFile = Path.of("node-key");

    @Option(
            names = "--pin",
            paramLabel = "SHA256",
            split = ",",
            description =
                    "The SHA-256 fingerprint of the server's certificate, which is then the only one"
                            + " trusted; without it the usual authorities are trusted. One for all"
                            + " addresses, or one for each, separated by commas.")
    private List<String> pins = List.of();

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = options.settings();
        Logs.start(settings);
        ShutdownHook ending = ShutdownHook.onSignal();
        ReloadSignal.reloads(() -> {});
        try (DataFolder folder = DataFolder.open(options.data());
                NodeRole role =
                        NodeRole.start(
                                servers,
                                keyFile,
                                pins,
                                folder.path(),
                                ConfiguredEngines.of(settings, DrillClock.ofProcess()))) {
            ending.serves();
            LoggerFactory.getLogger(NodeCommand.class)
                    .info(
                            "node {} of {}, data in {}",
                            role.node(),
                            String.join(", ", servers),
                            folder.path());
            ReloadSignal.reloads(new Reload(settings, options::settings, any -> {}));
            ServiceManager.ready();
            ending.await();
            ServiceManager.stopping();
        } catch (Throwable failed) {
            ending.failed();
            throw failed;
        }
        ending.done();
        return 0;
    }
}
