package io.mailyard.main;

import io.mailyard.access.Passwords;
import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.db.DataFolder;
import io.mailyard.drill.DrillClock;
import io.mailyard.operations.Logs;
import io.mailyard.server.Lifecycle;
import io.mailyard.server.Reload;
import io.mailyard.server.ReloadSignal;
import io.mailyard.server.Server;
import io.mailyard.server.ServiceManager;
import io.mailyard.server.ShutdownHook;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mailyard serve}. */
@Command(
        name = "serve",
        description = "Runs the server: the API, the store, the queue and a node.",
        sortOptions = false,
        usageHelpWidth = 100)
final class ServeCommand implements Callable<Integer> {
    private static final Set<String> OPTIONS = Set.of("--data", "--listen", "--config", "--set");

    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Address and port to listen on; overrides http.listen.")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--force",
            description =
                    "Changes the schema of a PostgreSQL store although another server was active within the last minute.")
    private boolean force;

    /**
     * Parses a command line that has nothing but options and their values without picocli, whose
     * classes take a fifth of the start. Empty for any other command line.
     */
    static Optional<ServeCommand> plain(String... arguments) {
        Map<String, List<String>> given = new HashMap<>();
        for (int i = 1; i < arguments.length; i++) {
            String[] parts = arguments[i].split("=", 2);
            String value =
                    parts.length == 2 ? parts[1] : i + 1 < arguments.length ? arguments[++i] : "";
            if (!OPTIONS.contains(parts[0]) || value.isEmpty() || value.startsWith("-")) {
                return Optional.empty();
            }
            given.computeIfAbsent(parts[0], option -> new ArrayList<>()).add(value);
        }
        List<String> pairs = Objects.requireNonNullElse(given.remove("--set"), List.of());
        if (given.values().stream().anyMatch(values -> values.size() > 1)) {
            return Optional.empty();
        }
        ServeCommand command = new ServeCommand();
        command.options =
                new StoreOptions(
                        one(given, "--data").map(Path::of),
                        one(given, "--config").map(Path::of),
                        pairs);
        command.listen = one(given, "--listen");
        return Optional.of(command);
    }

    private static Optional<String> one(Map<String, List<String>> given, String option) {
        return Optional.ofNullable(given.get(option)).map(List::getFirst);
    }

    @Override
    public Integer call() throws InterruptedException {
        Settings settings = settings();
        Optional<HostPort> address = listen.map(ServeCommand::address);
        Logs.start(settings);
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        ShutdownHook ending = ShutdownHook.onSignal();
        ReloadSignal.reloads(() ->
                log.info(
                        "SIGHUP during the start is ignored: the server is reading its files anyway"));
        try (DataFolder folder = DataFolder.open(options.data());
                Server server =
                        new Server(
                                settings,
                                folder.path(),
                                address,
                                DrillClock.ofProcess(),
                                new Passwords(),
                                ending::isSignalled)) {
            ending.serves(server.notice());
            settings.effective().forEach((key, value) -> log.debug("setting {} = {}", key, value));
            log.info("listening on {}, data in {}", shown(server.address()), folder.path());
            server.operations()
                    .ifPresent(where -> log.info("health and metrics at {}", shown(where)));
            server.submission()
                    .ifPresent(smtp ->
                            log.info(
                                    "SMTP submission listening on {}:{}",
                                    smtp.getAddress().getHostAddress(),
                                    smtp.getPort()));
            ReloadSignal.reloads(new Reload(settings, this::settings, server::reloadCertificates));
            ServiceManager.ready();
            ending.await();
            ServiceManager.stopping();
            log.info("stopping");
        } catch (Lifecycle.StopRequested stopped) {
            log.info("stopping: {}", stopped.getMessage());
        } catch (Throwable failed) {
            ending.failed();
            throw failed;
        }
        ending.done();
        return 0;
    }

    private Settings settings() {
        return options.settings(force ? List.of("store.force-upgrade=true") : List.of());
    }

    private static HostPort address(String given) {
        try {
            return HostPort.of(given);
        } catch (IllegalArgumentException refused) {
            throw new StartException("--listen: '" + given + "' " + refused.getMessage(), refused);
        }
    }

    private static HostPort shown(InetSocketAddress address) {
        return new HostPort(address.getHostString(), address.getPort());
    }
}
