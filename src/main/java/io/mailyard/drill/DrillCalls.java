package io.mailyard.drill;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.UnreadableBody;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.function.Consumer;

/** Calls of the API of a drill's server. */
final class DrillCalls implements AutoCloseable {
    /** Longer than any fault lasts. */
    private static final Duration LIMIT = Duration.ofSeconds(20);

    private static final Duration CONNECT = Duration.ofSeconds(5);
    private static final String ADMINISTRATION = "/api/v1.1/admin/";

    private final URI server;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .proxy(HttpClient.Builder.NO_PROXY)
                    .connectTimeout(CONNECT)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();

    DrillCalls(URI server) {
        this.server = server;
    }

    /**
     * An answer.
     *
     * @param error the envelope's; -1 where the body is no envelope
     */
    record DrillAnswer(int status, long error, String text, Value.Members members) {
        boolean ok() {
            return status == 200 && error == 0;
        }

        /** Whether the server says to try again. */
        boolean isBusy() {
            return status == 503 || status == 429 || error == 503 || error == 429;
        }

        boolean isForbidden() {
            return status == 403 || error == 403;
        }

        /** Returns the value at a path of members; {@link Value.Nothing} where there is nothing. */
        Value at(String... path) {
            Value at = members;
            for (String name : path) {
                at =
                        at instanceof Value.Members(var inside)
                                ? inside.getOrDefault(name, new Value.Nothing())
                                : new Value.Nothing();
            }
            return at;
        }

        /** A string there, or a number as written; empty where there is neither. */
        String textAt(String... path) {
            return switch (at(path)) {
                case Value.Text(String found) -> found;
                case Value.Numeral(String literal) -> literal;
                default -> "";
            };
        }

        /** A whole number there. */
        long numberAt(String... path) {
            String found = textAt(path);
            if (!found.matches("-?[0-9]{1,18}")) {
                throw new DrillFailure("an answer has no number " + List.of(path) + ": " + text);
            }
            return Long.parseLong(found);
        }

        @Override
        public String toString() {
            return status + " " + text.substring(0, Math.min(300, text.length()));
        }
    }

    /**
     * Makes a call.
     *
     * @param path of administration, or whole with a slash before it
     * @param key the idempotency key; empty: none
     * @throws IOException if no answer came
     */
    DrillAnswer call(String path, String token, String key, Consumer<Out> body) throws IOException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(
                                server.resolve(path.startsWith("/") ? path : ADMINISTRATION + path))
                        .timeout(LIMIT)
                        .header("Content-Type", "application/json")
                        .header("User-Agent", "mailyard-drill")
                        .header("Authorization", "Bearer " + token)
                        .POST(HttpRequest.BodyPublishers.ofString(JsonText.write(body)));
        if (!key.isEmpty()) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> answer =
                    client.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return read(answer.statusCode(), answer.body());
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        }
    }

    private static DrillAnswer read(int status, String body) {
        try {
            Value.Members members = JsonText.read(body);
            long error =
                    members.values().get("error") instanceof Value.Numeral(String literal)
                            ? Long.parseLong(literal)
                            : -1;
            return new DrillAnswer(status, error, body, members);
        } catch (UnreadableBody none) {
            return new DrillAnswer(status, -1, body, Value.Members.NONE);
        }
    }

    /** A call that a drill cannot go on without. */
    DrillAnswer must(String path, String token, Consumer<Out> body) {
        try {
            DrillAnswer answer = call(path, token, "", body);
            if (!answer.ok()) {
                throw new DrillFailure(path + " was answered " + answer);
            }
            return answer;
        } catch (IOException none) {
            throw new DrillFailure(path + " was not answered: " + none, none);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
