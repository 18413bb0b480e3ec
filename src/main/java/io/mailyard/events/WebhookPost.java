package io.mailyard.events;

import io.mailyard.base.Version;
import io.mailyard.mime.OneLine;
import io.mailyard.wire.HttpAddress;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;

/**
 * Sends one request over HTTP/1.1 (RFC 9112) and reads the head of the answer: no redirect is
 * followed, no body is read but a few words of a refusal, and all of it has one time-out. The JDK's
 * own client is not used, for it looks the name up by itself: this one connects to the address that
 * was checked, and checks the certificate against the name.
 */
final class WebhookPost implements AutoCloseable {
    private static final int HTTPS = 443;
    private static final int HTTP = 80;

    /** More than any server's head; one that sends more is no webhook. */
    private static final int MAX_HEAD = 32 * 1024;

    /** A host with more addresses is tried at these. */
    private static final int MAX_ADDRESSES = 3;

    /** Informational answers (RFC 9110, section 15.2) before the one that counts. */
    private static final int MAX_INTERIM = 10;

    private final HostLookup lookup;
    private final Supplier<SSLSocketFactory> tls;
    private final Duration timeout;
    private final ScheduledThreadPoolExecutor alarm;

    /**
     * @param tls asked for at the first https request: to read the certificates that are trusted
     *     would slow the start
     */
    WebhookPost(HostLookup lookup, Supplier<SSLSocketFactory> tls, Duration timeout) {
        this.lookup = lookup;
        this.tls = tls;
        this.timeout = timeout;
        this.alarm =
                new ScheduledThreadPoolExecutor(
                        1, Thread.ofPlatform().daemon().name("webhook-alarm").factory());
        alarm.setRemoveOnCancelPolicy(true);
    }

    /** Sends {@code body} as JSON; what came of it, whatever it was. */
    WebhookAnswer send(String url, Map<String, String> headers, byte[] body)
            throws InterruptedException {
        URI uri = HttpAddress.toUri(url);
        long end = System.nanoTime() + timeout.toNanos();
        try {
            List<InetAddress> addresses =
                    lookup.of(uri.getHost().replaceAll("[\\[\\]]", ""), timeout);
            WebhookAnswer answer = WebhookAnswer.none("no address");
            for (InetAddress address :
                    addresses.subList(0, Math.min(MAX_ADDRESSES, addresses.size()))) {
                long left = end - System.nanoTime();
                Attempt attempt = new Attempt(uri, address, Math.max(left, 1_000_000));
                answer = attempt.run(headers, body);
                if (attempt.connected) {
                    return answer;
                }
            }
            return answer;
        } catch (HostLookup.Refused refused) {
            return WebhookAnswer.none(refused.why());
        }
    }

    /** One connection to one address. */
    private final class Attempt {
        private final URI uri;
        private final InetAddress address;
        private final long nanos;
        private boolean connected;
        private volatile boolean late;

        Attempt(URI uri, InetAddress address, long nanos) {
            this.uri = uri;
            this.address = address;
            this.nanos = nanos;
        }

        WebhookAnswer run(Map<String, String> headers, byte[] body) throws InterruptedException {
            try (Socket socket = new Socket()) {
                ScheduledFuture<?> ending =
                        alarm.schedule(() -> end(socket), nanos, TimeUnit.NANOSECONDS);
                try {
                    socket.connect(
                            new InetSocketAddress(address, port()),
                            (int) Math.max(1, nanos / 1_000_000));
                    connected = true;
                    return exchange(secured(socket), headers, body);
                } finally {
                    ending.cancel(false);
                }
            } catch (IOException broken) {
                if (Thread.interrupted()) {
                    throw new InterruptedException();
                }
                return WebhookAnswer.none(why(broken));
            }
        }

        private void end(Socket socket) {
            late = true;
            try {
                socket.close();
            } catch (IOException gone) {
                // it is closed then, which is all that is wanted
            }
        }

        private String why(IOException broken) {
            if (late || broken instanceof java.net.SocketTimeoutException) {
                return (connected ? "no answer" : "no connection") + " within " + shown(timeout);
            }
            String text =
                    broken instanceof SSLException
                            ? "TLS: " + broken.getMessage()
                            : broken.getMessage();
            return OneLine.of(String.valueOf(text), WebhookAnswer.MAX_SHOWN);
        }

        private int port() {
            int given = uri.getPort();
            return given > 0 ? given : secure() ? HTTPS : HTTP;
        }

        private boolean secure() {
            return "https".equalsIgnoreCase(uri.getScheme());
        }

        private Socket secured(Socket socket) throws IOException {
            if (!secure()) {
                return socket;
            }
            SSLSocket wrapped =
                    (SSLSocket)
                            tls.get()
                                    .createSocket(
                                            socket,
                                            uri.getHost().replaceAll("[\\[\\]]", ""),
                                            port(),
                                            true);
            SSLParameters parameters = wrapped.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            wrapped.setSSLParameters(parameters);
            wrapped.startHandshake();
            return wrapped;
        }

        private WebhookAnswer exchange(Socket socket, Map<String, String> headers, byte[] body)
                throws IOException {
            try {
                OutputStream out = socket.getOutputStream();
                out.write(head(headers, body.length));
                out.write(body);
                out.flush();
            } catch (IOException cut) {
                // a host that refuses the request half-way has answered it
                try {
                    return answer(socket.getInputStream());
                } catch (IOException nothing) {
                    throw cut;
                }
            }
            return answer(socket.getInputStream());
        }

        private byte[] head(Map<String, String> headers, int length) {
            String path = uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
            String query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
            StringBuilder head = new StringBuilder("POST " + path + query + " HTTP/1.1\r\n");
            head.append("Host: ").append(uri.getRawAuthority()).append("\r\n");
            head.append("User-Agent: Mailyard/").append(Version.text()).append("\r\n");
            head.append("Content-Type: application/json\r\n");
            head.append("Content-Length: ").append(length).append("\r\n");
            headers.forEach(
                    (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
            head.append("Connection: close\r\n\r\n");
            return head.toString().getBytes(StandardCharsets.US_ASCII);
        }
    }

    private static String shown(Duration timeout) {
        return timeout.toMillis() % 1000 == 0
                ? timeout.toSeconds() + " s"
                : timeout.toMillis() + " ms";
    }

    private static WebhookAnswer answer(InputStream socket) throws IOException {
        Head in = new Head(new BufferedInputStream(socket));
        for (int i = 0; i < MAX_INTERIM; i++) {
            String line = in.line();
            int status = status(line);
            Optional<Duration> retryAfter = Optional.empty();
            boolean chunked = false;
            for (String field = in.line(); !field.isEmpty(); field = in.line()) {
                String lower = field.toLowerCase(Locale.ROOT);
                chunked |= lower.startsWith("transfer-encoding:") && lower.contains("chunked");
                retryAfter = retryAfter.or(() -> retryAfter(lower));
            }
            if (status >= 200) {
                String words = status / 100 == 2 ? "" : in.words(chunked);
                String shown = line.replaceFirst("HTTP/[0-9.]+ ", "HTTP ") + words;
                return new WebhookAnswer(
                        status, OneLine.of(shown, WebhookAnswer.MAX_SHOWN), retryAfter);
            }
        }
        throw new IOException("an answer without an end");
    }

    private static int status(String line) throws IOException {
        if (!line.matches("HTTP/1\\.[01] [1-5][0-9][0-9]( .*)?")) {
            throw new IOException("the answer is not HTTP: " + line);
        }
        return Integer.parseInt(line.substring(9, 12));
    }

    /** In seconds (RFC 9110, section 10.2.3); a date is passed over. */
    private static Optional<Duration> retryAfter(String field) {
        String value = field.startsWith("retry-after:") ? field.substring(12).strip() : "";
        return value.matches("[0-9]{1,9}")
                ? Optional.of(Duration.ofSeconds(Long.parseLong(value)))
                : Optional.empty();
    }

    /** The head of an answer, line by line, no longer than {@link #MAX_HEAD}. */
    private static final class Head {
        private final InputStream in;
        private int read;

        Head(InputStream in) {
            this.in = in;
        }

        String line() throws IOException {
            StringBuilder line = new StringBuilder();
            while (read++ < MAX_HEAD) {
                int c = in.read();
                if (c < 0) {
                    throw new IOException(
                            read == 1 ? "closed without an answer" : "the answer breaks off");
                }
                if (c == '\n') {
                    return line.toString().stripTrailing();
                }
                line.append((char) c);
            }
            throw new IOException("the answer's head is longer than " + MAX_HEAD + " bytes");
        }

        /** What is there of the body's beginning, without waiting long for more. */
        String words(boolean chunked) {
            try {
                byte[] some = new byte[WebhookAnswer.MAX_SHOWN];
                int count = Math.max(0, in.read(some));
                String text = new String(some, 0, count, StandardCharsets.UTF_8);
                String body = chunked ? text.replaceFirst("^[0-9A-Fa-f]+[^\n]*\n", "") : text;
                return body.isBlank() ? "" : ": " + body;
            } catch (IOException none) {
                return "";
            }
        }
    }

    @Override
    public void close() {
        lookup.close();
        alarm.shutdownNow();
    }
}
