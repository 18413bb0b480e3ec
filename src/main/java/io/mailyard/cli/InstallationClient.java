package io.mailyard.cli;

import io.mailyard.compare.Installation;
import io.mailyard.compare.RecordedCall;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Makes recorded calls at an installation, no faster than a rate. */
final class InstallationClient implements Installation, AutoCloseable {
    /** Most bytes of an answer: larger ones are lists that nobody reads at once. */
    static final int LARGEST_ANSWER = 16 << 20;

    /** Attempts where a server is busy. */
    private static final int TRIES = 5;

    private static final long LONGEST_PAUSE_SECONDS = 60;

    private final ServerConnection connection;
    private final HttpClient client;
    private final String name;
    private final long everyNanos;
    private final ReentrantLock turn = new ReentrantLock();
    private long next = System.nanoTime();

    /**
     * An installation.
     *
     * @param name as faults call it
     * @param rate most calls a second
     */
    InstallationClient(String name, ServerConnection connection, long rate) {
        this.name = name;
        this.connection = connection;
        this.client = connection.client();
        this.everyNanos = TimeUnit.SECONDS.toNanos(1) / rate;
    }

    @Override
    public void close() {
        client.shutdownNow();
    }

    @Override
    public String token() {
        return connection.token();
    }

    @Override
    public Reply call(RecordedCall call, String body, boolean tokenInHeader) {
        for (int made = 1; ; made++) {
            await();
            HttpResponse<InputStream> response = exchange(call, body, tokenInHeader);
            Thread patience = closing(response.body());
            try (InputStream in = response.body()) {
                boolean busy = response.statusCode() == 429 || response.statusCode() == 503;
                if (busy && made < TRIES) {
                    in.skip(LARGEST_ANSWER);
                    pause(response.headers().firstValue("Retry-After"));
                    continue;
                }
                byte[] read = in.readNBytes(LARGEST_ANSWER + 1);
                if (read.length > LARGEST_ANSWER) {
                    throw failed("answered with more than " + LARGEST_ANSWER + " bytes");
                }
                return new Reply(response.statusCode(), new String(read, StandardCharsets.UTF_8));
            } catch (IOException brokenOff) {
                throw failed(
                        "broke off, or did not end its answer in time: "
                                + ApiClient.why(brokenOff));
            } finally {
                patience.interrupt();
            }
        }
    }

    /** Closes an answer that has not ended in its time: the request's own is up to its headers. */
    private Thread closing(InputStream body) {
        return Thread.ofVirtual()
                .start(() -> {
                    try {
                        Thread.sleep(connection.timeout());
                        body.close();
                    } catch (InterruptedException | IOException ended) {
                        // it came in time, or is closed already
                    }
                });
    }

    private HttpResponse<InputStream> exchange(
            RecordedCall call, String body, boolean tokenInHeader) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(connection.base() + call.path()))
                        .timeout(connection.timeout())
                        .header("User-Agent", "mailyard-compare/" + RootHelp.number())
                        .header("Content-Type", call.contentType())
                        .POST(HttpRequest.BodyPublishers.ofString(body, StandardCharsets.UTF_8));
        if (tokenInHeader) {
            request.header("Authorization", "Bearer " + connection.token());
        }
        try {
            return client.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        } catch (IOException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw failed("cannot be reached: " + ApiClient.why(cause));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("was not asked: interrupted");
        }
    }

    private CallFailed failed(String why) {
        return new CallFailed("the " + name + " installation " + why);
    }

    /** Waits until the rate allows another call. */
    private void await() {
        long wait;
        turn.lock();
        try {
            long now = System.nanoTime();
            next = Math.max(now, next);
            wait = next - now;
            next += everyNanos;
        } finally {
            turn.unlock();
        }
        sleep(wait);
    }

    private void pause(Optional<String> asked) {
        long seconds =
                asked.filter(text -> text.matches("[0-9]{1,6}")).map(Long::parseLong).orElse(1L);
        sleep(TimeUnit.SECONDS.toNanos(Math.min(seconds, LONGEST_PAUSE_SECONDS)));
    }

    private void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw failed("was not asked: interrupted");
        }
    }
}
