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
 * The address of a server, and the token for it.
 *
 * @param base without a slash at its end; its path precedes {@code /api}
 * @param timeout limit for one call, from its start to the last byte of its answer
 */
record ServerConnection(URI base, String token, Duration timeout) {
    /** Time limit for opening a connection. */
    static final Duration CONNECT = Duration.ofSeconds(10);

    static final String DEFAULT_URL = "http://127.0.0.1:8080";
    static final String URL_VARIABLE = "MAILYARD_URL";
    static final String TOKEN_VARIABLE = "MAILYARD_TOKEN";
    static final String DATA_VARIABLE = "MAILYARD_DATA";

    /** The file in which a server stores the token of its first start. */
    static final String TOKEN_FILE = "admin-token";

    /** Maximum length of a token or password; a larger file was named by mistake. */
    private static final int LONGEST_SECRET = 4096;

    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127\\.[0-9]+\\.[0-9]+\\.[0-9]+|\\[::1]|\\[0:0:0:0:0:0:0:1]");

    private static final Pattern VISIBLE = Pattern.compile("[\\x21-\\x7E]+");

    /**
     * Resolves address and token from options, environment and files.
     *
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
            throw new CommandFailed(
                    Exit.USAGE, "'" + url + "' is not an address: " + bad.getReason());
        }
        throw new CommandFailed(
                Exit.USAGE,
                "'"
                        + url
                        + "' is not the address of a server, for example https://mail.example.com");
    }

    /** The administrator's token of a server on this machine. */
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
                        "'" + file + "' has no secret in its first line, or is too long");
            }
            return line;
        } catch (IOException unreadable) {
            throw new CommandFailed(
                    Exit.USAGE, "'" + file + "' cannot be read: " + ApiClient.why(unreadable));
        }
    }

    /**
     * An HTTP/1.1 client for this server; it follows no redirects, which would disclose the token.
     */
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

    /**
     * An empty TLS context for plain HTTP: without it the client would read all trusted
     * certificates.
     */
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
