package io.mailyard.cli;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/**
 * Where the server is, and the token shown to it.
 *
 * @param base without a slash at its end; a path in it goes before {@code /api}
 * @param timeout for one call, from its start to the last byte of its answer
 */
record ServerConnection(URI base, String token, Duration timeout) {
    /** How long a connection may take to be made. */
    static final Duration CONNECT = Duration.ofSeconds(10);

    static final String DEFAULT_URL = "http://127.0.0.1:8080";
    static final String URL_VARIABLE = "MAILYARD_URL";
    static final String TOKEN_VARIABLE = "MAILYARD_TOKEN";
    static final String DATA_VARIABLE = "MAILYARD_DATA";

    /** Where a server puts the token that it makes at its first start. */
    static final String TOKEN_FILE = "admin-token";

    /** No token or password is longer; a file that is was named by mistake. */
    private static final int LONGEST_SECRET = 4096;

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");

    /**
     * @param url empty for the environment's, or the default
     * @param token empty for the file's, the environment's, or the local server's
     */
    static ServerConnection of(
            Optional<String> url,
            Optional<String> token,
            Optional<String> tokenFile,
            Duration timeout,
            CliEnvironment around) {
        URI base = base(url.or(() -> around.variable(URL_VARIABLE)).orElse(DEFAULT_URL));
        String secret =
                token.or(() -> tokenFile.map(file -> secret(file, around)))
                        .or(() -> around.variable(TOKEN_VARIABLE))
                        .or(() -> local(base, around))
                        .map(String::strip)
                        .orElseThrow(() ->
                                new CommandFailed(
                                        Exit.USAGE,
                                        "no token: give --token-file, or set " + TOKEN_VARIABLE));
        if (!VISIBLE.matcher(secret).matches()) {
            throw new CommandFailed(
                    Exit.USAGE, "the token is not one line of visible ASCII characters");
        }
        return new ServerConnection(base, secret, timeout);
    }

    private static URI base(String url) {
        try {
            URI base = new URI(url.strip().replaceFirst("/+$", ""));
            boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
            if (http
                    && base.getHost() != null
                    && base.getRawQuery() == null
                    && base.getRawFragment() == null
                    && base.getRawUserInfo() == null) {
                return base;
            }
        } catch (URISyntaxException bad) {
            throw new CommandFailed(Exit.USAGE, "'" + url + "' is no address: " + bad.getReason());
        }
        throw new CommandFailed(
                Exit.USAGE,
                "'" + url + "' is no address of a server such as https://mail.example.com");
    }

    /** The token that a server on this machine left for its administrator. */
    private static Optional<String> local(URI base, CliEnvironment around) {
        if (!LOOPBACK.matcher(base.getHost()).matches()) {
            return Optional.empty();
        }
        Path data = around.folder().resolve(around.variable(DATA_VARIABLE).orElse("data"));
        Path file = data.resolve(TOKEN_FILE);
        return Files.isReadable(file)
                ? Optional.of(secret(file.toString(), around))
                : Optional.empty();
    }

    /** The first line of a file, or of standard input for {@code -}. */
    static String secret(String file, CliEnvironment around) {
        try (InputStream in =
                file.equals("-")
                        ? around.input()
                        : Files.newInputStream(around.folder().resolve(file))) {
            byte[] read = in.readNBytes(LONGEST_SECRET + 1);
            String line = new String(read, StandardCharsets.UTF_8).lines().findFirst().orElse("");
            if (line.isBlank() || read.length > LONGEST_SECRET) {
                throw new CommandFailed(
                        Exit.USAGE,
                        "'" + file + "' holds no secret in its first line, or is too long");
            }
            return line;
        } catch (IOException unreadable) {
            throw new CommandFailed(
                    Exit.USAGE, "'" + file + "' cannot be read: " + ApiClient.why(unreadable));
        }
    }

    /** A client for calls of this server: HTTP/1.1, and no redirect is followed with a token. */
    HttpClient client() {
        HttpClient.Builder client =
                HttpClient.newBuilder()
                        .version(HttpClient.Version.HTTP_1_1)
                        .followRedirects(HttpClient.Redirect.NEVER)
                        .connectTimeout(CONNECT);
        if (!"https".equals(base.getScheme())) {
            client.sslContext(trustingNobody());
        }
        return client.build();
    }

    /** For plain HTTP: without it the client would read the certificates of all authorities. */
    private static SSLContext trustingNobody() {
        try {
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(null, new TrustManager[0], null);
            return context;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
