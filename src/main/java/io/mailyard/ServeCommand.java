package io.mailyard;

import io.mailyard.base.StartException;
import io.mailyard.config.Settings;
import io.mailyard.db.DataFolder;
import io.mailyard.operations.Logs;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code mailyard serve}. */
@Command(
        name = "serve",
        description = "Runs the server: the API, the store, the outbox.",
        sortOptions = false)
final class ServeCommand implements Callable<Integer> {
    /** SIGTERM ends the process within 10 seconds, whatever hangs. */
    private static final Duration STOP = Duration.ofSeconds(9);

    @Option(
            names = "--data",
            paramLabel = "DIR",
            defaultValue = "data",
            description = "The data folder (default: ${DEFAULT-VALUE}).")
    private Path data = Path.of("data");

    @Option(
            names = "--listen",
            paramLabel = "HOST:PORT",
            description = "Where to listen; stands before http.listen.")
    private Optional<String> listen = Optional.empty();

    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "A file of key = value lines (docs/configuration.md).")
    private Optional<Path> config = Optional.empty();

    @Option(
            names = "--set",
            paramLabel = "KEY=VALUE",
            description = "One setting; stands before the file.")
    private List<String> pairs = List.of();

    @Override
    public Integer call() {
        Settings settings = Settings.load(AllSettings.list(), config, pairs);
        Logs.start(settings);
        Logger log = LoggerFactory.getLogger(ServeCommand.class);
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch stopped = new CountDownLatch(1);
        try (DataFolder folder = DataFolder.open(data);
                Server server = new Server(settings, folder.path(), listen, Clock.systemUTC())) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(stop, stopped), "stop"));
            settings.effective().forEach((key, value) -> log.debug("setting {} = {}", key, value));
            InetSocketAddress address = server.address();
            log.info(
                    "listening on {}:{}, data in {}",
                    address.getHostString(),
                    address.getPort(),
                    folder.path());
            stop.await();
            log.info("stopping");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } finally {
            stopped.countDown();
        }
        return 0;
    }

    private static void end(CountDownLatch stop, CountDownLatch stopped) {
        stop.countDown();
        try {
            if (!stopped.await(STOP.toMillis(), TimeUnit.MILLISECONDS)) {
                throw new StartException("not everything ended in time");
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
