package io.mailyard.providers;

import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * A Keycloak on a free port of loopback with one realm, one client and one person; ends with {@link
 * #close}. Its first start takes a minute.
 */
final class KeycloakServer implements AutoCloseable {
    static final String REALM = "corp";
    static final String PASSWORD = "violet-Harbour-93";
    private static final String ADMIN = "bootstrap";
    private static final Path HOMES = Path.of("target", "tools", "keycloak");
    private static final Duration START = Duration.ofMinutes(4);
    private static final String JSON = "application/json";

    private final Process process;
    private final int port;
    private final HttpClient http = HttpClient.newHttpClient();

    private KeycloakServer(Process process, int port) {
        this.process = process;
        this.port = port;
    }

    /** Where it was unpacked; empty: it was not fetched. */
    static Optional<Path> home() {
        try (Stream<Path> found = Files.isDirectory(HOMES) ? Files.list(HOMES) : Stream.of()) {
            return found.filter(home -> Files.exists(home.resolve("bin").resolve("kc.sh")))
                    .findFirst()
                    .map(Path::toAbsolutePath);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /**
     * Starts one.
     *
     * @param callback where people are sent back to
     * @param logout where it tells of people whom it logs out
     */
    static KeycloakServer start(Path home, String callback, String logout) {
        try {
            removeAll(home.resolve("data"));
            Path realm = home.resolve("data").resolve("import").resolve("realm.json");
            Files.createDirectories(realm.getParent());
            Files.writeString(realm, realm(callback, logout));
            int port;
            try (ServerSocket free = new ServerSocket(0)) {
                port = free.getLocalPort();
            }
            ProcessBuilder builder =
                    new ProcessBuilder(
                            home.resolve("bin").resolve("kc.sh").toString(),
                            "start-dev",
                            "--import-realm",
                            "--cache=local",
                            "--http-host=127.0.0.1",
                            "--http-port=" + port);
            builder.environment()
                    .putAll(
                            Map.of(
                                    "KC_BOOTSTRAP_ADMIN_USERNAME",
                                    ADMIN,
                                    "KC_BOOTSTRAP_ADMIN_PASSWORD",
                                    PASSWORD,
                                    "JAVA_OPTS_KC_HEAP",
                                    "-Xms64m -Xmx384m",
                                    "JAVA_HOME",
                                    System.getProperty("java.home")));
            Path log = Path.of("target", "keycloak.log");
            Process process =
                    builder.redirectErrorStream(true).redirectOutput(log.toFile()).start();
            KeycloakServer made = new KeycloakServer(process, port);
            made.awaitStart(log);
            return made;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static void removeAll(Path folder) throws IOException {
        if (Files.isDirectory(folder)) {
            try (Stream<Path> all = Files.walk(folder)) {
                for (Path one : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(one);
                }
            }
        }
    }

    private void awaitStart(Path log) throws IOException {
        long until = System.nanoTime() + START.toNanos();
        while (System.nanoTime() < until && process.isAlive()) {
            try {
                if (send("GET", "/realms/" + REALM, "", "", "").statusCode() == 200) {
                    return;
                }
            } catch (UncheckedIOException notYet) {
                // it does not listen yet
            }
            try {
                if (process.waitFor(1, TimeUnit.SECONDS)) {
                    break;
                }
            } catch (InterruptedException stopped) {
                break;
            }
        }
        close();
        throw new IllegalStateException("Keycloak did not start:\n" + Files.readString(log));
    }

    private static String realm(String callback, String logout) {
        return """
        {"realm":"%s","enabled":true,"sslRequired":"none",
         "groups":[{"name":"mail-help"}],
         "users":[{"username":"kim","enabled":true,"email":"kim@example.com","emailVerified":true,
           "firstName":"Kim","lastName":"Key","groups":["/mail-help"],
           "credentials":[{"type":"password","value":"%s","temporary":false}]}],
         "clients":[{"clientId":"mailyard","secret":"%s","enabled":true,"publicClient":false,
           "standardFlowEnabled":true,"directAccessGrantsEnabled":false,"redirectUris":["%s"],
           "attributes":{"pkce.code.challenge.method":"S256","backchannel.logout.url":"%s",
             "backchannel.logout.session.required":"true"},
           "protocolMappers":[{"name":"groups","protocol":"openid-connect",
             "protocolMapper":"oidc-group-membership-mapper","config":{"full.path":"false",
             "id.token.claim":"true","userinfo.token.claim":"true","claim.name":"groups"}}]}]}
        """
                .formatted(REALM, PASSWORD, OidcServer.SECRET, callback, logout);
    }

    String issuer() {
        return "http://127.0.0.1:" + port + "/realms/" + REALM;
    }

    /** Signs with another key from now on. */
    void rotateKeys() {
        String realm = text(JsonText.read(admin("GET", "/admin/realms/" + REALM, "").body()), "id");
        admin(
                "POST",
                "/admin/realms/" + REALM + "/components",
                """
                {"name":"another","providerId":"rsa-generated","parentId":"%s",
                 "providerType":"org.keycloak.keys.KeyProvider",
                 "config":{"priority":["900"],"keySize":["2048"]}}\
                """
                        .formatted(realm));
    }

    /** Ends all sessions of a person, and tells those where they were. */
    void logOut(String login) {
        String found =
                admin("GET", "/admin/realms/" + REALM + "/users?exact=true&username=" + login, "")
                        .body();
        String id = found.replaceFirst("(?s).*?\"id\":\"([^\"]+)\".*", "$1");
        admin("POST", "/admin/realms/" + REALM + "/users/" + id + "/logout", "");
    }

    private static String text(Value.Members members, String name) {
        return members.values().get(name) instanceof Value.Text(String text) ? text : "";
    }

    private HttpResponse<String> admin(String method, String path, String body) {
        String form =
                "grant_type=password&client_id=admin-cli&username="
                        + ADMIN
                        + "&password="
                        + URLEncoder.encode(PASSWORD, StandardCharsets.UTF_8);
        String token =
                text(
                        JsonText.read(
                                send(
                                                "POST",
                                                "/realms/master/protocol/openid-connect/token",
                                                "",
                                                "application/x-www-form-urlencoded",
                                                form)
                                        .body()),
                        "access_token");
        HttpResponse<String> answer = send(method, path, token, JSON, body);
        if (answer.statusCode() / 100 != 2) {
            throw new IllegalStateException(path + ": " + answer.statusCode() + answer.body());
        }
        return answer;
    }

    private HttpResponse<String> send(
            String method, String path, String token, String type, String body) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .timeout(Duration.ofSeconds(20))
                        .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!type.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
        }
    }
}
