package io.mailyard.cli;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Calls whose request or answer is a stream: without a time limit, with memory for a buffer only.
 */
final class StreamClient implements AutoCloseable {
    private static final String AGENT = "mailyard-cli/" + RootHelp.number();

    /** Maximum size of an answer that is an envelope. */
    private static final int LARGEST_ANSWER = 16 << 20;

    private final ServerConnection connection;
    private final HttpClient client;

    StreamClient(ServerConnection connection) {
        this.connection = connection;
        this.client = connection.client();
    }

    /** Ends its threads; those that wait in the system would delay the end of the program. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    /** Sends CSV while reading it; returns the call's answer. */
    ServerAnswer send(String pathAndQuery, Supplier<InputStream> body, boolean dryRun) {
        HttpRequest.Builder request =
                request(pathAndQuery)
                        .header("Content-Type", "text/csv; charset=utf-8")
                        .header("Accept", "application/json")
                        // hears a refusal, for example of the token, before the body breaks off
                        .expectContinue(true)
                        .POST(HttpRequest.BodyPublishers.ofInputStream(body));
        if (dryRun) {
            request.header("Prefer", "dry-run");
        }
        HttpResponse<InputStream> response = exchange(request.build());
        try (InputStream in = response.body()) {
            return done(in, response);
        } catch (IOException brokenOff) {
            throw unreachable(brokenOff);
        }
    }

    /** An answer that is content instead of an envelope; the caller closes it. */
    InputStream receive(String path, Value.Members body, String accept) {
        HttpResponse<InputStream> response =
                exchange(
                        request(path)
                                .header("Content-Type", "application/json")
                                .header("Accept", accept)
                                .POST(
                                        HttpRequest.BodyPublishers.ofString(
                                                PrintedJson.compact(body), StandardCharsets.UTF_8))
                                .build());
        String type = response.headers().firstValue("Content-Type").orElse("");
        if (response.statusCode() == 200 && !type.startsWith("application/json")) {
            return response.body();
        }
        try (InputStream in = response.body()) {
            done(in, response);
            throw new CommandFailed(Exit.UNREACHABLE, "the server answered with " + type);
        } catch (IOException brokenOff) {
            throw unreachable(brokenOff);
        }
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(connection.base() + ApiClient.whole(path)))
                .header("Authorization", "Bearer " + connection.token())
                .header("User-Agent", AGENT);
    }

    private HttpResponse<InputStream> exchange(HttpRequest request) {
        try {
            return client.send(request, BodyHandlers.ofInputStream());
        } catch (IOException failed) {
            throw unreachable(failed);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new CommandFailed(Exit.UNREACHABLE, "interrupted");
        }
    }

    private CommandFailed unreachable(IOException failed) {
        Throwable cause = failed.getCause() == null ? failed : failed.getCause();
        return new CommandFailed(
                Exit.UNREACHABLE,
                "cannot reach " + connection.base() + ": " + ApiClient.why(cause));
    }

    private ServerAnswer done(InputStream in, HttpResponse<InputStream> response)
            throws IOException {
        String text = new String(in.readNBytes(LARGEST_ANSWER), StandardCharsets.UTF_8);
        ServerAnswer answer;
        try {
            answer =
                    new ServerAnswer(
                            JsonText.read(text).values(),
                            response.headers().firstValue("Retry-After"),
                            response.headers().firstValue("Request-Id"));
        } catch (RuntimeException unreadable) {
            answer = new ServerAnswer(Map.of(), Optional.empty(), Optional.empty());
        }
        if (answer.error().isEmpty()) {
            throw new CommandFailed(
                    response.statusCode() >= 500 ? Exit.NOT_READY : Exit.UNREACHABLE,
                    "what answers at "
                            + connection.base()
                            + " is not a Mailyard API: HTTP "
                            + response.statusCode());
        }
        if (answer.error().get() != 0) {
            throw answer.refusal();
        }
        return answer;
    }
}
