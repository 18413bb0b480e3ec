package io.mailyard;

import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.db.DataFolder;
import io.mailyard.operations.Logs;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code mailyard serve}. */
@Command(
        name = "serve",
        description = "Runs the server: the API, the store, the outbox.",
        sortOptions = false,
        usageHelpWidth = 100)
final class ServeCommand implements Callable<Integer> {
    /** SIGTERM ends the process within 10 seconds, whatever hangs. */
    private static final Duration STOP = Duration.ofSeconds(9);

    private static final Set<String> OPTIONS = Set.of("--data", "--listen", "--config", "--set");

    @Mixin private StoreOptions options = new StoreOptions();

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to listen; stands before http.listen.")
    private Optional<String> listen = Optional.empty();

    /**
     * The command of a command line that has nothing but options and their values, which is read
     * here: picocli's classes are a fifth of a start. Empty for any other.
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
        Settings settings = options.settings();
        Optional<HostPort> address = listen.map(ServeCommand::address);
        Logs.start(settings);
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        Ending ending = new Ending();
        Runtime.getRuntime().addShutdownHook(new Thread(ending::signalled, "stop"));
        try (DataFolder folder = DataFolder.open(options.data());
                Server server = new Server(settings, folder.path(), address, Clock.systemUTC())) {
            settings.effective().forEach((key, value) -> log.debug("setting {} = {}", key, value));
            log.info("listening on {}, data in {}", shown(server.address()), folder.path());
            server.operations().ifPresent(where -> log.info("watched at {}", shown(where)));
            server.submission()
                    .ifPresent(smtp ->
                            log.info(
                                    "mail is taken by SMTP at {}:{}",
                                    smtp.getAddress().getHostAddress(),
                                    smtp.getPort()));
            ending.await();
            log.info("stopping");
        } catch (Throwable failed) {
            ending.failed();
            throw failed;
        }
        ending.done();
        return 0;
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

    /**
     * How the process ends by a signal: with status 0 once everything is closed, as a service
     * manager expects of a service that was told to stop, and with 1 where something hangs.
     */
    private static final class Ending {
        private final CountDownLatch stop = new CountDownLatch(1);
        private final CountDownLatch stopped = new CountDownLatch(1);
        private volatile boolean failed;

        void await() throws InterruptedException {
            stop.await();
        }

        void done() {
            stopped.countDown();
        }

        /** The command tells its failure itself and ends with a status of its own. */
        void failed() {
            failed = true;
            stopped.countDown();
        }

        void signalled() {
            stop.countDown();
            try {
                boolean whole = stopped.await(STOP.toMillis(), TimeUnit.MILLISECONDS);
                if (failed) {
                    return;
                }
                if (!whole) {
                    System.err.println("mailyard: not everything ended in time");
                }
                System.out.flush();
                System.err.flush();
                Runtime.getRuntime().halt(whole ? 0 : 1);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
