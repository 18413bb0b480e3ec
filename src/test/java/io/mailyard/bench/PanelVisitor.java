package io.mailyard.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.Executors;

/** An administrator who is signed in at the panel of a server. */
final class PanelVisitor implements AutoCloseable {
    private static final String PASSWORD = "violet-Harbour-93-lamp";

    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private final String server;
    private final String cookie;

    /** Makes the person, of this login, and signs in. */
    PanelVisitor(BenchApi api, String login) {
        server = "http://127.0.0.1:" + api.server().getPort();
        api.call(
                "administrators/save",
                "\"login\":\""
                        + login
                        + "\",\"role\":\"master\",\"must_change_password\":false,\"password\":\""
                        + PASSWORD
                        + "\"");
        HttpRequest request =
                HttpRequest.newBuilder(URI.create(server + "/admin/signin"))
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "login=" + login + "&password=" + PASSWORD))
                        .build();
        String set =
                send(request, HttpResponse.BodyHandlers.ofString())
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow();
        cookie = set.substring(0, set.indexOf(';'));
    }

    /** Opens a page; one that is not answered 200 throws. */
    String open(String path) {
        HttpResponse<String> page = send(request(path), HttpResponse.BodyHandlers.ofString());
        if (page.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + page.statusCode());
        }
        return page.body();
    }

    /** Opens a stream of events, which the caller reads. */
    InputStream stream(String path) {
        HttpResponse<InputStream> stream =
                send(request(path), HttpResponse.BodyHandlers.ofInputStream());
        if (stream.statusCode() != 200) {
            throw new IllegalStateException(path + " answered " + stream.statusCode());
        }
        return stream.body();
    }

    private HttpRequest request(String path) {
        return HttpRequest.newBuilder(URI.create(server + path))
                .timeout(Duration.ofMinutes(1))
                .header("Cookie", cookie)
                .build();
    }

    private <T> HttpResponse<T> send(HttpRequest request, HttpResponse.BodyHandler<T> handler) {
        try {
            return client.send(request, handler);
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
