package io.mailyard.main;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailyard.access.Passwords;
import io.mailyard.base.StartException;
import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.db.DataFolder;
import io.mailyard.operations.Logs;
import io.mailyard.server.AllSettings;
import io.mailyard.server.Server;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;

/**
 * {@code mailyard warm-up}: starts a server on a folder of its own, calls it some dozens of times,
 * and ends it. The launcher makes the start-up cache from what Java learns meanwhile.
 */
@Command(name = "warm-up", hidden = true)
final class WarmUpCommand implements Callable<Integer> {
    @Override
    public Integer call() throws IOException {
        Settings settings = Settings.load(AllSettings.list(), Optional.empty(), SETTINGS);
        Logs.start(settings);
        Path temporary = Files.createTempDirectory("mailyard-warm-up-");
        PrintStream out = System.out;
        System.setOut(new PrintStream(OutputStream.nullOutputStream(), false));
        try {
            ServeCommand.plain("serve", "--data", "data", "--listen", "127.0.0.1:0");
            use(settings, temporary);
            // an existing folder takes another code path than a new one
            use(settings, temporary);
        } finally {
            System.setOut(out);
            delete(temporary);
        }
        return 0;
    }

    /** Mail goes to a port of this machine where nobody listens. */
    private static final List<String> SETTINGS =
            List.of(
                    "log.level=error",
                    "submission.listen=127.0.0.1:0",
                    "dns.servers=127.0.0.1:1",
                    "mail.relay.host=127.0.0.1",
                    "mail.relay.port=1");

    private static void use(Settings settings, Path data) throws IOException {
        try (DataFolder folder = DataFolder.open(data);
                Server server =
                        new Server(
                                settings,
                                folder.path(),
                                Optional.of(new HostPort("127.0.0.1", 0)),
                                InstantSource.system(),
                                new Passwords(),
                                () -> false)) {
            String token =
                    Files.readString(folder.path().resolve("admin-token"), StandardCharsets.UTF_8);
            new WarmUpCalls(server.address(), token.strip()).make();
            commands("http://127.0.0.1:" + server.address().getPort(), folder.path());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new StartException("interrupted", interrupted);
        }
    }

    /** Runs commands that call the server, so that they start from the cache too. */
    private static void commands(String url, Path data) {
        String token = data.resolve("admin-token").toString();
        for (String command : List.of("accounts list", "tariffs list --json", "nodes list")) {
            String[] args = (command + " --url " + url + " --token-file " + token).split(" ");
            AllCommands.line(args)
                    .setOut(new PrintWriter(OutputStream.nullOutputStream(), false, UTF_8))
                    .execute(args);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }
}
