package io.mailyard.bench;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/** A server in a process of its own, on a port of the loopback address. */
final class Served implements AutoCloseable {
    /** Generous: a start after a build makes the start-up cache first. */
    private static final Duration PATIENCE = Duration.ofSeconds(150);

    private static final InetAddress LOOPBACK = InetAddress.getLoopbackAddress();

    private final Process process;
    private final InetSocketAddress address;
    private final Duration started;

    private Served(Process process, InetSocketAddress address, Duration started) {
        this.process = process;
        this.address = address;
        this.started = started;
    }

    /** {@code ./mailyard serve}, by the launcher, as anyone starts it. */
    static Served mailyard(Path root, Path data, List<String> settings) {
        return mailyard(root, data, settings, "now");
    }

    /**
     * The same.
     *
     * @param aot the launcher's {@code MAILYARD_AOT}
     */
    static Served mailyard(Path root, Path data, List<String> settings, String aot) {
        InetSocketAddress address = free();
        List<String> command = new ArrayList<>();
        command.add(root.resolve("mailyard").toString());
        command.addAll(List.of("serve", "--data", data.toString(), "--listen", text(address)));
        command.addAll(List.of("--set", "submission.listen=127.0.0.1:0"));
        for (String setting : settings) {
            command.add("--set");
            command.add(setting);
        }
        ProcessBuilder builder = new ProcessBuilder(command).directory(root.toFile());
        builder.environment().put("MAILYARD_AOT", aot);
        return start(builder, address, data.resolveSibling(data.getFileName() + ".log"));
    }

    /** A main of the benches, with the launcher's own options for Java. */
    static Served main(Path logs, Class<?> main, String... args) {
        InetSocketAddress address = free();
        List<String> command = java(main);
        command.add(text(address));
        command.addAll(List.of(args));
        String log = main.getSimpleName().toLowerCase(Locale.ROOT) + String.join("", args) + ".log";
        return start(new ProcessBuilder(command), address, logs.resolve(log));
    }

    /** The command that runs a main of the benches as the launcher runs the server. */
    static List<String> java(Class<?> main) {
        return new ArrayList<>(
                List.of(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx256m",
                        "-XX:+UseSerialGC",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        main.getName()));
    }

    private static Served start(ProcessBuilder builder, InetSocketAddress address, Path log) {
        File output = log.toFile();
        builder.redirectErrorStream(true).redirectOutput(ProcessBuilder.Redirect.appendTo(output));
        long began = System.nanoTime();
        try {
            Process process = builder.start();
            while (!Health.answers(address)) {
                if (!process.isAlive() || System.nanoTime() - began > PATIENCE.toNanos()) {
                    process.destroyForcibly();
                    throw new IllegalStateException(
                            "it did not start; its last words:\n" + Files.readString(log));
                }
                Thread.sleep(2);
            }
            return new Served(process, address, Duration.ofNanos(System.nanoTime() - began));
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static InetSocketAddress free() {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(new InetSocketAddress(LOOPBACK, 0));
            return new InetSocketAddress(LOOPBACK, socket.getLocalPort());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static String text(InetSocketAddress address) {
        return address.getAddress().getHostAddress() + ":" + address.getPort();
    }

    InetSocketAddress address() {
        return address;
    }

    /** From the start of the command to the first answer. */
    Duration started() {
        return started;
    }

    long pid() {
        return process.pid();
    }

    /** Ends it as an operator does. */
    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(15, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
