package io.mailyard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A client of the Administrator API over real HTTP. Each of the {@code with} methods answers
 * another client; the token is sent as a Bearer. Paths stand under {@code /api/v1.1/admin/} unless
 * they start with a slash. Safe for any number of threads.
 */
public final class Api {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(Duration.ofSeconds(10))
                    .executor(Executors.newVirtualThreadPerTaskExecutor())
                    .build();
    private static final AtomicLong NUMBER = new AtomicLong();

    private final URI server;
    private final String token;
    private final List<String> headers;

    /** {@code token} empty: none is sent. */
    public Api(URI server, String token) {
        this(server, token, List.of());
    }

    private Api(URI server, String token, List<String> headers) {
        this.server = server;
        this.token = token;
        this.headers = headers;
    }

    /** The same with another token; empty: without one. */
    public Api withToken(String other) {
        return new Api(server, other, headers);
    }

    /** The same with one more header on every call. */
    public Api with(String name, String value) {
        List<String> more = new ArrayList<>(headers);
        more.add(name);
        more.add(value);
        return new Api(server, token, List.copyOf(more));
    }

    /** The same token at another server. */
    public Api at(TestServer other) {
        return new Api(other.uri(), token, headers);
    }

    public String token() {
        return token;
    }

    /** A call with these parameters, names and values in turn, as JSON. */
    public Answer call(String path, @Nullable Object... namesAndValues) {
        return json(path, Body.json(Body.members(namesAndValues)));
    }

    /** As {@link #call}, as XML. */
    public Answer callXml(String path, @Nullable Object... namesAndValues) {
        return xml(path, Body.xml(Body.members(namesAndValues)));
    }

    public Answer json(String path, String body) {
        return send("POST", path, "application/json", body);
    }

    public Answer xml(String path, String body) {
        return send("POST", path, "application/xml", body);
    }

    /** A request with this Content-Type; none where it is empty. */
    public Answer send(String method, String path, String contentType, String body) {
        return send(method, path, contentType, body.getBytes(StandardCharsets.UTF_8));
    }

    public Answer send(String method, String path, String contentType, byte[] body) {
        URI uri = server.resolve(path.startsWith("/") ? path : "/api/v1.1/admin/" + path);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri)
                        .timeout(Duration.ofSeconds(60))
                        .method(
                                method,
                                body.length == 0
                                        ? HttpRequest.BodyPublishers.noBody()
                                        : HttpRequest.BodyPublishers.ofByteArray(body));
        if (!contentType.isEmpty()) {
            request.header("Content-Type", contentType);
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        for (int i = 0; i < headers.size(); i += 2) {
            request.header(headers.get(i), headers.get(i + 1));
        }
        return exchange(request.build());
    }

    private static Answer exchange(HttpRequest request) {
        try {
            HttpResponse<byte[]> response =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofByteArray());
            Answer answer =
                    new Answer(
                            response.statusCode(),
                            response.headers(),
                            new String(response.body(), StandardCharsets.UTF_8));
            AnswerCheck.check(request.method(), request.uri(), answer, Api::description);
            return answer;
        } catch (IOException broken) {
            throw new UncheckedIOException(request.uri() + ": " + broken, broken);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** The OpenAPI document; empty where a server is about to end, or keeps it to itself. */
    private static Optional<Tree> description(URI uri) {
        try {
            HttpRequest request =
                    HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(60)).build();
            HttpResponse<String> response =
                    CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
            return response.statusCode() == 200
                    ? Optional.of(Tree.json(response.body()))
                    : Optional.empty();
        } catch (IOException away) {
            return Optional.empty();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** A name that no other test has. */
    public static String unique(String start) {
        return start + "-" + NUMBER.incrementAndGet();
    }

    /** A new account, on tariff 1; with more parameters than are required, names and values. */
    public long newAccount(@Nullable Object... more) {
        Map<String, @Nullable Object> members = accountMembers();
        members.putAll(Body.members(more));
        return json("accounts/save", Body.json(members)).savedId();
    }

    /** What {@code accounts/save} requires, under a new name. */
    public static Map<String, @Nullable Object> accountMembers() {
        String name = unique("account");
        return Body.members(
                "name",
                name,
                "title",
                name,
                "tz",
                "UTC",
                "tariff",
                1,
                "reports_day",
                1,
                "reports_hour",
                9);
    }

    /** A new user of an account; its id. */
    public long newUser(long account, String login, @Nullable Object... more) {
        Map<String, @Nullable Object> members =
                Body.members("account_id", account, "name", login, "email", "user@example.com");
        members.putAll(Body.members(more));
        return json("accounts/users/add", Body.json(members)).savedId();
    }

    /** A new token of an account's own, made with these parameters. */
    public NewToken newTokenOf(long account, @Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> members =
                Body.members("account_id", account, "name", unique("token"));
        members.putAll(Body.members(namesAndValues));
        Answer made = json("accounts/tokens/save", Body.json(members));
        return new NewToken(made.savedId(), withToken(made.at("data.token").text()));
    }

    /** A new token, made with these parameters. */
    public NewToken newToken(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> members = Body.members("name", unique("token"));
        members.putAll(Body.members(namesAndValues));
        Answer made = json("tokens/save", Body.json(members));
        return new NewToken(made.savedId(), withToken(made.at("data.token").text()));
    }
}
