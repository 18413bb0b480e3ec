package io.mailyard.cli;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** An HTTP client of a server, one call at a time. */
final class ApiClient implements AutoCloseable {
    /** Maximum size of an answer: a page of 500 audit rows with all their details is some MiB. */
    private static final long LARGEST_ANSWER = 64L << 20;

    /** Name of this client, which the audit stores. */
    private static final String AGENT = "mailyard-cli/" + RootHelp.number();

    private final ServerConnection connection;
    private final HttpClient client;

    ApiClient(ServerConnection connection) {
        this.connection = connection;
        this.client = connection.client();
    }

    /** Ends its threads; those that wait in the system would delay the end of the program. */
    @Override
    public void close() {
        client.shutdownNow();
    }

    /**
     * Makes a call and returns its answer. The server refuses unknown parameters instead of
     * ignoring them, so that no filter or limit goes unheeded.
     *
     * @param path under {@code /api/v1.1/admin/}, or from the root if it starts with a slash
     * @param dryRun whether the server only says what it would do
     * @param key the idempotency key
     * @throws CommandFailed with the server's error, or why there is no answer
     */
    ServerAnswer call(String path, Value.Members body, boolean dryRun, Optional<String> key) {
        return call(path, body, dryRun, key, Optional.empty());
    }

    /**
     * Makes a call as {@link #call(String, Value.Members, boolean, Optional)} does.
     *
     * @param plan the token of the plan to apply
     */
    ServerAnswer call(
            String path,
            Value.Members body,
            boolean dryRun,
            Optional<String> key,
            Optional<String> plan) {
        ServerAnswer answer = answer(path, body, dryRun, key, plan);
        if (answer.error().orElse(0L) != 0) {
            throw answer.refusal();
        }
        return answer;
    }

    /**
     * Makes a call as {@link #call(String, Value.Members, boolean, Optional)} does, but returns a
     * refusal as an answer.
     */
    ServerAnswer answer(String path, Value.Members body, boolean dryRun, Optional<String> key) {
        return answer(path, body, dryRun, key, Optional.empty());
    }

    private ServerAnswer answer(
            String path,
            Value.Members body,
            boolean dryRun,
            Optional<String> key,
            Optional<String> plan) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(connection.base() + whole(path)))
                        .header("Authorization", "Bearer " + connection.token())
                        .header("User-Agent", AGENT)
                        .header("Content-Type", "application/json")
                        .header("Accept", "application/json")
                        .header("Prefer", (dryRun ? "dry-run, " : "") + "handling=strict")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        PrintedJson.compact(body), StandardCharsets.UTF_8));
        key.ifPresent(given -> request.header("Idempotency-Key", given));
        plan.ifPresent(given -> request.header("Plan-Token", given));
        HttpResponse<byte[]> response = send(request.build());
        ServerAnswer answer = read(response);
        if (answer.error().isEmpty()) {
            throw stranger(response);
        }
        return answer;
    }

    /** The path from the root. */
    static String whole(String path) {
        return path.startsWith("/") ? path : "/api/v1.1/admin/" + path;
    }

    private HttpResponse<byte[]> send(HttpRequest request) {
        CompletableFuture<HttpResponse<byte[]>> sent =
                client.sendAsync(
                        request, BodyHandlers.limiting(BodyHandlers.ofByteArray(), LARGEST_ANSWER));
        try {
            return sent.get(connection.timeout().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException failed) {
            Throwable cause = failed.getCause() == null ? failed : failed.getCause();
            throw unreachable(why(cause));
        } catch (TimeoutException late) {
            throw unreachable(
                    "no answer within "
                            + connection.timeout().toSeconds()
                            + " s; it is not known whether the call was executed");
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw unreachable("interrupted");
        } finally {
            sent.cancel(true);
        }
    }

    private CommandFailed unreachable(String reason) {
        return new CommandFailed(
                Exit.UNREACHABLE, "cannot reach " + connection.base() + ": " + reason);
    }

    /** Why an exchange failed; Java leaves the message of a refused connection empty. */
    static String why(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof java.nio.channels.UnresolvedAddressException) {
                return "unknown host name";
            }
            if (cause instanceof java.nio.file.NoSuchFileException) {
                return "there is no such file";
            }
            if (cause instanceof java.nio.file.AccessDeniedException) {
                return "access denied";
            }
            if (cause instanceof java.net.http.HttpConnectTimeoutException) {
                return "no connection within " + ServerConnection.CONNECT.toSeconds() + " s";
            }
        }
        if (failure instanceof ConnectException) {
            return "connection refused; is the server started (mailyard serve)?";
        }
        String message = failure.getMessage();
        return message == null ? failure.getClass().getSimpleName() : message;
    }

    private static ServerAnswer read(HttpResponse<byte[]> response) {
        try {
            Value.Members envelope =
                    JsonText.read(new String(response.body(), StandardCharsets.UTF_8));
            return new ServerAnswer(
                    envelope.values(),
                    response.headers().firstValue("Retry-After"),
                    response.headers().firstValue("Request-Id"));
        } catch (RuntimeException unreadable) {
            return new ServerAnswer(Map.of(), Optional.empty(), Optional.empty());
        }
    }

    /**
     * The error for an answer that is HTTP but not of this API: from a proxy whose server is down,
     * or from another program.
     */
    private CommandFailed stranger(HttpResponse<byte[]> response) {
        int status = response.statusCode();
        Exit exit = status >= 500 ? Exit.NOT_READY : Exit.UNREACHABLE;
        return new CommandFailed(
                exit,
                "what answers at " + connection.base() + " is not a Mailyard API: HTTP " + status);
    }
}
