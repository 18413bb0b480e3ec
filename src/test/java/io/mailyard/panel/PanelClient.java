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
public final class PanelClient {
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern CSRF = Pattern.compile("name=\"csrf\" value=\"([^\"]+)\"");

    private final URI server;
    private final String root;
    private final String cookie;
    private final List<String> headers;

    PanelClient(URI server, String cookie) {
        this(server, "/admin", cookie, List.of());
    }

    /** Of the pages below a root. */
    public PanelClient(URI server, String root, String cookie) {
        this(server, root, cookie, List.of());
    }

    private PanelClient(URI server, String root, String cookie, List<String> headers) {
        this.server = server;
        this.root = root;
        this.cookie = cookie;
        this.headers = headers;
    }

    /** The same, signed in. */
    public PanelClient signedIn(String login, String password) {
        return keeping(post(root + "/signin", "login=" + login + "&password=" + password));
    }

    /** The same with the cookie that an answer sets. */
    public PanelClient keeping(HttpResponse<String> answer) {
        String set = answer.headers().firstValue("Set-Cookie").orElseThrow();
        return new PanelClient(server, root, set.substring(0, set.indexOf(';')), headers);
    }

    /** The same with one more header. */
    public PanelClient with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new PanelClient(server, root, cookie, more);
    }

    public HttpResponse<String> get(String path) {
        return send(request(path), BodyHandlers.ofString());
    }

    public HttpResponse<String> head(String path) {
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
    public HttpResponse<String> post(String path, String form) {
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

    /** The cookie of this session, as a header has it. */
    public String cookie() {
        return cookie;
    }

    /** The word that forms of this session send back. */
    public String csrf() {
        return csrf(new PanelClient(server, root, cookie).get(root).body());
    }

    /** The word that forms of a page send back. */
    static String csrf(String page) {
        Matcher word = CSRF.matcher(page);
        if (!word.find()) {
            throw new IllegalStateException("nobody is signed in");
        }
        return word.group(1);
    }

    /** Sends a form with the session's word, as a page of this session does. */
    public HttpResponse<String> form(String path, String form) {
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
