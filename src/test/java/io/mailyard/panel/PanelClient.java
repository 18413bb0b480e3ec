package io.mailyard.panel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A browser without scripts, for what is quicker seen over HTTP. Follows no redirect. */
final class PanelClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final URI server;
    private final String cookie;
    private final List<String> headers;

    PanelClient(URI server, String cookie) {
        this(server, cookie, List.of());
    }

    private PanelClient(URI server, String cookie, List<String> headers) {
        this.server = server;
        this.cookie = cookie;
        this.headers = headers;
    }

    /** The same, signed in. */
    PanelClient signedIn(String login, String password) {
        String set =
                post("/admin/signin", "login=" + login + "&password=" + password)
                        .headers()
                        .firstValue("Set-Cookie")
                        .orElseThrow();
        return new PanelClient(server, set.substring(0, set.indexOf(';')), headers);
    }

    /** The same with one more header. */
    PanelClient with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new PanelClient(server, cookie, more);
    }

    HttpResponse<String> get(String path) {
        return send(request(path), BodyHandlers.ofString());
    }

    HttpResponse<String> head(String path) {
        return send(request(path).HEAD(), BodyHandlers.ofString());
    }

    HttpResponse<byte[]> bytes(String path, String acceptEncoding) {
        HttpRequest.Builder request = request(path);
        if (!acceptEncoding.isEmpty()) {
            request.header("Accept-Encoding", acceptEncoding);
        }
        return send(request, BodyHandlers.ofByteArray());
    }

    /** Sends a form as it stands. */
    HttpResponse<String> post(String path, String form) {
        return send(
                request(path)
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .POST(HttpRequest.BodyPublishers.ofString(form, StandardCharsets.UTF_8)),
                BodyHandlers.ofString());
    }

    /** Sends a body of some type. */
    HttpResponse<String> post(String path, byte[] body, String type) {
        return send(
                request(path)
                        .header("Content-Type", type)
                        .POST(HttpRequest.BodyPublishers.ofByteArray(body)),
                BodyHandlers.ofString());
    }

    /** The word that forms of this session send back. */
    String csrf() {
        Matcher word = CSRF.matcher(new PanelClient(server, cookie).get("/admin").body());
        if (!word.find()) {
            throw new IllegalStateException("nobody is signed in");
        }
        return word.group(1);
    }

    /** Sends a form with the session's word, as a page of this session does. */
    HttpResponse<String> form(String path, String form) {
        return post(path, "csrf=" + csrf() + (form.isEmpty() ? "" : "&" + form));
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(server.resolve(path)).timeout(Duration.ofSeconds(30));
        if (!cookie.isEmpty()) {
            request.header("Cookie", cookie);
        }
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return request;
    }

    private static <T> HttpResponse<T> send(
            HttpRequest.Builder request, HttpResponse.BodyHandler<T> handler) {
        try {
            return HTTP.send(request.build(), handler);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }
}
