package io.mailyard.crash;

import io.mailyard.main.InProcess;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One run of {@code mailyard} as a process of its own. */
final class Program implements AutoCloseable {
    /** Far more than any command needs, also on a machine that does much else. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

    private static final Pattern LISTENING = Pattern.compile("listening on (\\S+:[0-9]+),");
    private static final Pattern SMTP =
            Pattern.compile("SMTP submission listening on (\\S+):([0-9]+)");
    private static final Set<Process> RUNNING = ConcurrentHashMap.newKeySet();

    static {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(() -> RUNNING.forEach(Process::destroyForcibly)));
    }

    private final Process process;
    private final Path out;
    private final Path err;
    private final Path temporary;
    private final long began = System.nanoTime();

    private Program(Process process, Path out, Path err, Path temporary) {
        this.process = process;
        this.out = out;
        this.err = err;
        this.temporary = temporary;
        RUNNING.add(process);
    }

    /** What a run left. */
    record End(int code, String out, String err) {}

    /** Starts the program with these arguments. */
    static Program start(String... arguments) {
        return start(List.of(), arguments);
    }

    /**
     * The same, with files that cannot grow beyond a size: what is written further fails, as on a
     * disk that is full.
     */
    static Program serveWithFilesUpTo(int kib, TestStores.StoreLocation location) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:0"));
        arguments.addAll(on(location, location.folder()));
        return start(
                List.of("bash", "-c", "ulimit -S -f " + kib + " && exec \"$@\"", "bash"),
                arguments.toArray(String[]::new));
    }

    /** Runs a command to its end, with files that cannot grow beyond a size. */
    static End runWithFilesUpTo(int kib, String... arguments) {
        try (Program program =
                start(
                        List.of("bash", "-c", "ulimit -S -f " + kib + " && exec \"$@\"", "bash"),
                        arguments)) {
            return program.end();
        }
    }

    /**
     * A server that hears SIGHUP even where the tests were started by {@code nohup}: a process that
     * inherits a signal as ignored keeps it so.
     */
    static Program serveThatHearsHangups(TestStores.StoreLocation location, String... more) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:0"));
        arguments.addAll(on(location, location.folder()));
        arguments.addAll(List.of("--set", "submission.listen=127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return start(List.of("env", "--default-signal=HUP"), arguments.toArray(String[]::new));
    }

    /** A server whose service manager listens at a socket, as under systemd. */
    static Program serveThatTells(String socket, TestStores.StoreLocation location) {
        List<String> arguments = new ArrayList<>(List.of("serve", "--listen", "127.0.0.1:0"));
        arguments.addAll(on(location, location.folder()));
        return start(List.of("env", "NOTIFY_SOCKET=" + socket), arguments.toArray(String[]::new));
    }

    /** Starts another version of the program, by its jar. */
    static Program startJar(Path jar, String... arguments) {
        return start(List.of(), temporary -> ProgramImage.java(temporary, jar), arguments);
    }

    private static Program start(List<String> before, String... arguments) {
        return start(before, ProgramImage::java, arguments);
    }

    private static Program start(
            List<String> before, Function<Path, List<String>> java, String... arguments) {
        Path files = TestStores.newFolder();
        Path out = files.resolve("out");
        Path err = files.resolve("err");
        try {
            Path temporary = Files.createDirectory(files.resolve("tmp"));
            List<String> command = new ArrayList<>(before);
            command.addAll(java.apply(temporary));
            command.addAll(List.of(arguments));
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(files.toFile())
                            .redirectOutput(out.toFile())
                            .redirectError(err.toFile());
            builder.environment().keySet().removeIf(name -> name.startsWith("MAILYARD_"));
            return new Program(builder.start(), out, err, temporary);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** Runs the program to its end. */
    static End run(String... arguments) {
        try (Program program = start(arguments)) {
            return program.end();
        }
    }

    /** The same for a command that takes longer than most. */
    static End run(Duration patience, String... arguments) {
        try (Program program = start(arguments)) {
            program.await(patience);
            return program.end();
        }
    }

    /** Runs a command in this process, where it does not matter that a process starts and ends. */
    static End runHere(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = InProcess.run(out, err, arguments);
        return new End(code, out.toString(), err.toString());
    }

    /** Starts a server on a free port over the store at {@code location}. */
    static Program serve(TestStores.StoreLocation location, String... more) {
        return serve(location, location.folder(), more);
    }

    /** Starts a server over that store with a data folder of its own. */
    static Program serve(TestStores.StoreLocation location, Path folder, String... more) {
        List<String> arguments = new ArrayList<>();
        arguments.addAll(List.of("serve", "--listen", "127.0.0.1:0"));
        arguments.addAll(on(location, folder));
        arguments.addAll(List.of("--set", "submission.listen=127.0.0.1:0"));
        arguments.addAll(List.of(more));
        return start(arguments.toArray(String[]::new));
    }

    /** The options that name a store. */
    static List<String> on(TestStores.StoreLocation location, Path folder) {
        List<String> options = new ArrayList<>(List.of("--data", folder.toString()));
        // Nobody answers there: a test asks no name server but its own.
        options.addAll(List.of("--set", "dns.servers=127.0.0.1:1"));
        if (!location.config().url().isEmpty()) {
            options.addAll(List.of("--set", "store.url=" + location.config().url()));
        }
        return options;
    }

    /** Waits until it listens. */
    URI ready() {
        long deadline = began + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            Matcher listening = LISTENING.matcher(read(err));
            if (listening.find()) {
                return URI.create("http://" + listening.group(1));
            }
            if (!process.isAlive()) {
                throw new AssertionError("ended with " + process.exitValue() + ": " + read(err));
            }
            pause(5);
        }
        throw new AssertionError("not ready within " + PATIENCE + ": " + read(err));
    }

    /** Where it takes mail by SMTP, once it does. */
    InetSocketAddress submission() {
        Await.until(() -> SMTP.matcher(read(err)).find());
        Matcher smtp = SMTP.matcher(read(err));
        if (!smtp.find()) {
            throw new AssertionError(read(err));
        }
        return new InetSocketAddress(smtp.group(1), Integer.parseInt(smtp.group(2)));
    }

    /** A client of it, once it listens, with the token in {@code folder}. */
    Api api(Path folder) {
        URI address = ready();
        return new Api(address, token(folder));
    }

    static String token(Path folder) {
        return read(folder.resolve("admin-token")).strip();
    }

    long millisSinceStart() {
        return (System.nanoTime() - began) / 1_000_000;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    /** What stands on standard error so far. */
    String err() {
        return read(err);
    }

    /** Where it puts temporary files. */
    Path temporary() {
        return temporary;
    }

    /** SIGKILL; waits until it is gone. */
    void kill() {
        process.destroyForcibly();
        await();
    }

    /** SIGTERM. */
    void terminate() {
        process.destroy();
    }

    /** Waits for its end. */
    End end() {
        await();
        return new End(process.exitValue(), read(out), read(err));
    }

    private void await() {
        await(PATIENCE);
    }

    private void await(Duration patience) {
        try {
            if (!process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("still running after " + patience + ": " + read(err));
            }
            RUNNING.remove(process);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    static String read(Path file) {
        try {
            return Files.readString(file, StandardCharsets.UTF_8);
        } catch (IOException gone) {
            throw new UncheckedIOException(gone);
        }
    }

    static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Kills it where it still runs. */
    @Override
    public void close() {
        if (process.isAlive()) {
            kill();
        }
    }
}
