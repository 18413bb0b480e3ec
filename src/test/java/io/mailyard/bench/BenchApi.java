package io.mailyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A plain client of the API, to set things up; and the bytes of its requests, for the load. */
final class BenchApi implements AutoCloseable {
    private static final String BASE = "/api/v1.1/admin/";
    private static final Pattern SAVED = Pattern.compile("\"saved_id\":([0-9]+)");

    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(5)).build();
    private final InetSocketAddress server;
    private final String token;

    BenchApi(InetSocketAddress server, String token) {
        this.server = server;
        this.token = token;
    }

    /** Calls; an answer other than error 0 throws. */
    String call(String path, String members) {
        URI uri = URI.create("http://" + host() + BASE + path);
        HttpRequest request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(30))
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body(members)))
                        .build();
        try {
            String answer = client.send(request, HttpResponse.BodyHandlers.ofString()).body();
            if (!answer.contains("\"error\":0")) {
                throw new IllegalStateException(path + " answered " + answer);
            }
            return answer;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** As {@link #call}; the {@code saved_id} of the answer. */
    long save(String path, String members) {
        Matcher saved = SAVED.matcher(call(path, members));
        if (!saved.find()) {
            throw new IllegalStateException(path + " answered no saved_id");
        }
        return Long.parseLong(saved.group(1));
    }

    /** The bytes of a whole request, as a client would send them. */
    byte[] request(String path, String members) {
        String body = body(members);
        String head =
                "POST "
                        + BASE
                        + path
                        + " HTTP/1.1\r\nHost: "
                        + host()
                        + "\r\nContent-Type: application/json\r\nContent-Length: "
                        + body.length()
                        + "\r\n\r\n";
        return (head + body).getBytes(StandardCharsets.US_ASCII);
    }

    InetSocketAddress server() {
        return server;
    }

    private String body(String members) {
        return "{\"token\":\"" + token + "\"" + (members.isEmpty() ? "" : "," + members) + "}";
    }

    private String host() {
        return server.getAddress().getHostAddress() + ":" + server.getPort();
    }

    @Override
    public void close() {
        client.close();
    }
}
