package io.mailyard.testing;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;

/**
 * An HTTP server on loopback that answers as it is told to: what a webhook leads to. It keeps each
 * request before it answers.
 */
public final class FakeEndpoint implements AutoCloseable {
    /** A request as it came; the names of the fields in lower case. */
    public record Request(String line, Map<String, String> fields, byte[] body) {
        public String text() {
            return new String(body, StandardCharsets.UTF_8);
        }

        public String field(String name) {
            return fields.getOrDefault(name, "");
        }
    }

    /** What is done with a connection on which a request was read. */
    @FunctionalInterface
    public interface Behaviour {
        void answer(Request request, OutputStream out) throws IOException;
    }

    private final ServerSocket listening;
    private final String scheme;
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private final Queue<Behaviour> next = new ConcurrentLinkedQueue<>();
    private final List<Socket> open = new CopyOnWriteArrayList<>();
    private final AtomicInteger connections = new AtomicInteger();
    private volatile Behaviour usual = answering("204 No Content");

    private FakeEndpoint(ServerSocket listening, String scheme) {
        this.listening = listening;
        this.scheme = scheme;
    }

    public static FakeEndpoint start() {
        try {
            return started(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), "http");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    /** The same with TLS. */
    public static FakeEndpoint startTls(SSLContext context) {
        try {
            return started(
                    context.getServerSocketFactory()
                            .createServerSocket(0, 50, InetAddress.getLoopbackAddress()),
                    "https");
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static FakeEndpoint started(ServerSocket listening, String scheme) {
        FakeEndpoint endpoint = new FakeEndpoint(listening, scheme);
        Thread.ofVirtual().name("fake-endpoint").start(endpoint::accept);
        return endpoint;
    }

    /** An answer with a status, some fields and no body. */
    public static Behaviour answering(String status, String... fields) {
        StringBuilder head = new StringBuilder("HTTP/1.1 " + status + "\r\nContent-Length: 0\r\n");
        for (String field : fields) {
            head.append(field).append("\r\n");
        }
        return saying(head + "\r\n");
    }

    /** These bytes, then the end of the connection. */
    public static Behaviour saying(String text) {
        return (request, out) -> out.write(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing, until the other side gives up. */
    public static Behaviour stalling() {
        return (request, out) -> {
            try {
                Thread.sleep(60_000);
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            }
        };
    }

    /** What is done from now on. */
    public FakeEndpoint usually(Behaviour behaviour) {
        usual = behaviour;
        return this;
    }

    /** What is done once, before the usual. */
    public FakeEndpoint once(Behaviour behaviour) {
        next.add(behaviour);
        return this;
    }

    public String url(String path) {
        return scheme + "://127.0.0.1:" + listening.getLocalPort() + path;
    }

    public int port() {
        return listening.getLocalPort();
    }

    /** Connections that came, with a request or without. */
    public int connections() {
        return connections.get();
    }

    public List<Request> requests() {
        return List.copyOf(requests);
    }

    /** Waits until there are so many. */
    public List<Request> awaitRequests(int count) {
        Await.until(() -> requests.size() >= count);
        return requests();
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket socket = listening.accept();
                open.add(socket);
                connections.incrementAndGet();
                Thread.ofVirtual().name("fake-endpoint").start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            String line = line(in);
            Map<String, String> fields = new TreeMap<>();
            for (String field = line(in); !field.isEmpty(); field = line(in)) {
                int colon = field.indexOf(':');
                fields.put(
                        field.substring(0, colon).toLowerCase(Locale.ROOT),
                        field.substring(colon + 1).strip());
            }
            int length = Integer.parseInt(fields.getOrDefault("content-length", "0"));
            Request request = new Request(line, fields, in.readNBytes(length));
            Behaviour now = next.poll();
            requests.add(request);
            (now == null ? usual : now).answer(request, socket.getOutputStream());
            socket.getOutputStream().flush();
        } catch (IOException gone) {
            // the other side has hung up
        } finally {
            open.remove(socket);
        }
    }

    private static String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("ended");
            }
            line.append((char) c);
        }
        return line.toString().stripTrailing();
    }

    @Override
    public void close() {
        try {
            listening.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
