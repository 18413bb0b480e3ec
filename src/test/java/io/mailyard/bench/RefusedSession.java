package io.mailyard.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * A user's SMTP sessions that are refused again and again: the server ends each after 20 errors,
 * and then the next one signs in.
 */
final class RefusedSession implements AutoCloseable {
    static final String PASSWORD = "Bench-pass-word-4711";

    /** Fewer than the errors that end a session. */
    private static final int EACH = 19;

    private final Socket socket;
    private final BufferedReader in;
    private final OutputStream out;

    private RefusedSession(int port, String user, boolean mail) throws IOException {
        socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(10_000);
        in =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        out = socket.getOutputStream();
        mustBe(reply(), '2');
        mustBe(ask("EHLO bench"), '2');
        String plain = "\0" + user + "\0" + PASSWORD;
        byte[] octets = plain.getBytes(StandardCharsets.US_ASCII);
        mustBe(ask("AUTH PLAIN " + Base64.getEncoder().encodeToString(octets)), '2');
        if (!mail) {
            mustBe(ask("MAIL FROM:<a@bench.example>"), '2');
        }
    }

    /** Runs a user's sessions on a connection each. */
    static Load.Result run(int port, List<String> users, boolean mail, Duration lasting) {
        long start = System.nanoTime();
        long end = start + lasting.toNanos();
        Latencies all = new Latencies();
        long answers = 0;
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<Latencies>> runs = new ArrayList<>();
            for (String user : users) {
                runs.add(threads.submit(() -> sessions(port, user, mail, end)));
            }
            for (Future<Latencies> run : runs) {
                all.addAll(run.get());
                answers += run.get().count();
            }
        } catch (ExecutionException failed) {
            throw new IllegalStateException(failed.getCause());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
        return new Load.Result(answers, answers, System.nanoTime() - start, all);
    }

    private static Latencies sessions(int port, String user, boolean mail, long end) {
        Latencies latencies = new Latencies();
        while (System.nanoTime() < end) {
            try (RefusedSession session = new RefusedSession(port, user, mail)) {
                for (int i = 0; i < EACH; i++) {
                    long sent = System.nanoTime();
                    String path = ":<b" + sent + "@-bad-.example>";
                    mustBe(session.ask((mail ? "MAIL FROM" : "RCPT TO") + path), '5');
                    latencies.add(System.nanoTime() - sent);
                }
            } catch (IOException failed) {
                throw new UncheckedIOException(failed);
            }
        }
        return latencies;
    }

    private static void mustBe(String reply, char first) {
        if (reply.charAt(0) != first) {
            throw new IllegalStateException(reply);
        }
    }

    private String ask(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        return reply();
    }

    private String reply() throws IOException {
        String line = in.readLine();
        while (line != null && line.length() > 3 && line.charAt(3) == '-') {
            line = in.readLine();
        }
        return line == null ? "0 the connection is closed" : line;
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
