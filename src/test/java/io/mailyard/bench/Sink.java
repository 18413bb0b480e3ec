package io.mailyard.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Postfix's {@code smtp-sink}: takes mail as fast as it comes and throws it away, counting. On the
 * loopback address.
 */
final class Sink implements AutoCloseable {
    private final Process process;
    private final int port;
    private volatile long messages;

    private Sink(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    static Sink start() {
        int port = Ports.free();
        try {
            Process process =
                    new ProcessBuilder(
                                    "smtp-sink", "-c", "-u", "nobody", "127.0.0.1:" + port, "1000")
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            Sink sink = new Sink(process, port);
            Thread.ofPlatform().daemon().name("sink").start(sink::count);
            sink.awaitListening();
            return sink;
        } catch (IOException missing) {
            throw new UncheckedIOException(
                    "smtp-sink is needed: Debian's package postfix", missing);
        }
    }

    private void awaitListening() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (System.nanoTime() < end) {
            try (Socket socket = new Socket()) {
                socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
                return;
            } catch (IOException notYet) {
                pause();
            }
        }
        throw new IllegalStateException("smtp-sink does not listen");
    }

    /** It prints {@code sess=1 quit=1 mesg=1} and a carriage return after each change. */
    private void count() {
        byte[] block = new byte[8192];
        StringBuilder line = new StringBuilder();
        try (InputStream out = process.getInputStream()) {
            for (int n = out.read(block); n >= 0; n = out.read(block)) {
                line.append(new String(block, 0, n, StandardCharsets.US_ASCII));
                int end = line.lastIndexOf("\r");
                if (end > 0) {
                    int from = line.lastIndexOf("mesg=", end);
                    if (from >= 0) {
                        messages = Long.parseLong(line.substring(from + 5, end).strip());
                    }
                    line.delete(0, end);
                }
            }
        } catch (IOException ended) {
            // the process is gone, and so is the bench
        }
    }

    int port() {
        return port;
    }

    /** Messages taken so far. */
    long messages() {
        return messages;
    }

    /** Waits until so many were taken; false where the time ran out. */
    boolean await(long count, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        while (messages < count && System.nanoTime() < end) {
            pause();
        }
        return messages >= count;
    }

    private static void pause() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** {@code smtp-source} to a host: so many messages of that size over 20 sessions. */
    static void source(int port, int messages, int bytes) {
        Processes.run(
                List.of(
                        "smtp-source",
                        "-s",
                        "20",
                        "-d",
                        "-m",
                        "" + messages,
                        "-l",
                        "" + bytes,
                        "-f",
                        "bench@sender.example",
                        "-t",
                        "someone@recipient.example",
                        "127.0.0.1:" + port));
    }

    @Override
    public void close() {
        process.destroyForcibly();
    }
}
