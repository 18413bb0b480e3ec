package io.mailyard.providers;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assumptions;

/**
 * A real OpenID provider, npm's {@code oidc-provider}, on a free port of loopback; ends with {@link
 * #close}, and with this process.
 */
final class OidcServer implements AutoCloseable {
    static final String CLIENT = "mailyard";
    static final String SECRET = "a secret: of/tests";
    private static final Path SCRIPT = Path.of("src", "test", "oidc", "provider.mjs");
    private static final Path LIBRARY =
            Path.of("src", "test", "npm", "node_modules", "oidc-provider");
    private static final int SECONDS = 5;

    private final Process process;
    private final URI issuer;

    private OidcServer(Process process, URI issuer) {
        this.process = process;
        this.issuer = issuer;
    }

    /**
     * Starts one with one client.
     *
     * @param conform whether claims of a person are at the endpoint for them alone, not in the
     *     token
     */
    static OidcServer start(String callback, boolean conform) {
        Assumptions.assumeTrue(
                Files.isDirectory(LIBRARY),
                LIBRARY + " is missing: run ./check, which installs it");
        String told =
                """
                {"client":"%s","secret":"%s","callback":"%s","conform":%s}\
                """
                        .formatted(CLIENT, SECRET, callback, conform);
        try {
            Process process =
                    new ProcessBuilder("node", SCRIPT.toString(), told)
                            .redirectErrorStream(true)
                            .start();
            BufferedReader out =
                    new BufferedReader(
                            new InputStreamReader(
                                    process.getInputStream(), StandardCharsets.UTF_8));
            StringBuilder said = new StringBuilder();
            for (String line = out.readLine(); line != null; line = out.readLine()) {
                if (line.startsWith("port ")) {
                    Thread.ofVirtual().start(() -> out.lines().forEach(_ -> {}));
                    return new OidcServer(
                            process, URI.create("http://127.0.0.1:" + line.substring(5)));
                }
                said.append(line).append('\n');
            }
            throw new IllegalStateException("the provider did not start:\n" + said);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    String issuer() {
        return issuer.toString();
    }

    /** Says which groups someone has from now on. */
    void groups(String login, String groups) {
        HttpRequest request =
                HttpRequest.newBuilder(
                                issuer.resolve("/test/groups?login=" + login + "&groups=" + groups))
                        .POST(HttpRequest.BodyPublishers.noBody())
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            client.send(request, HttpResponse.BodyHandlers.discarding());
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
            if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException stopped) {
            process.destroyForcibly();
        }
    }
}
