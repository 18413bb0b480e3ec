package io.mailyard.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.config.HostPort;
import io.mailyard.config.Settings;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Await;
import io.mailyard.testing.RawHttp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Streams of events over real connections. */
class EventStreamTest {
    private static final String BIG = "x".repeat(512 * 1024);

    /** Counts up, an event each few milliseconds. */
    private static final class Counter implements EventFeed {
        private final AtomicInteger closed;
        private final int last;
        private final String more;
        private int count;

        Counter(AtomicInteger closed, int last, String more) {
            this.closed = closed;
            this.last = last;
            this.more = more;
        }

        @Override
        public List<ServerEvent> next() throws EndOfEvents {
            if (count == last) {
                throw new EndOfEvents();
            }
            count++;
            return List.of(new ServerEvent("count", count + more));
        }

        @Override
        public Duration pause() {
            return Duration.ofMillis(5);
        }

        @Override
        public void close() {
            closed.incrementAndGet();
        }
    }

    /** Says nothing. */
    private static final EventFeed SILENT =
            new EventFeed() {
                @Override
                public List<ServerEvent> next() {
                    return List.of();
                }

                @Override
                public Duration pause() {
                    return Duration.ofMinutes(1);
                }
            };

    private static HttpServer server(HttpEndpoint endpoint, String... settings) {
        HttpConfig config =
                HttpConfig.from(
                        Settings.load(HttpConfig.SETTINGS, Optional.empty(), List.of(settings)),
                        Optional.of(new HostPort("127.0.0.1", 0)));
        return HttpServer.bind(config).serve(endpoint);
    }

    private static Socket asked(HttpServer server, String path) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
        socket.setSoTimeout(10_000);
        RawHttp.send(socket, "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        return socket;
    }

    private static List<String> lines(Socket socket, int most) throws IOException {
        BufferedReader reader =
                new BufferedReader(
                        new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
        List<String> lines = new ArrayList<>();
        String line = reader.readLine();
        while (line != null && lines.size() < most) {
            lines.add(line);
            line = reader.readLine();
        }
        return lines;
    }

    @Test
    void events_arriveAsTheyHappenAndEndWithTheFeed() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        try (HttpServer server =
                        server(_ ->
                                new HttpReply.EventsReply("me", new Counter(closed, 3, "\nline")));
                Socket socket = asked(server, "/")) {
            List<String> lines = lines(socket, 100);
            assertThat(lines)
                    .contains(
                            "Content-Type: text/event-stream; charset=utf-8",
                            "Cache-Control: no-store",
                            "retry: 2000",
                            "event: count",
                            "data: 1",
                            "data: 2",
                            "data: 3",
                            "data: line")
                    .doesNotContain("data: 4");
            assertThat(lines.stream().filter(line -> line.startsWith("Content-Length"))).isEmpty();
            Await.until(() -> closed.get() == 1 && server.streams() == 0);
        }
    }

    @Test
    void data_cannotForgeAnEvent() {
        assertThat(new ServerEvent("a", "x\n\nevent: b\r\rdata: y").text())
                .isEqualTo("event: a\ndata: x\ndata: \ndata: event: b\ndata: \ndata: data: y\n\n");
        assertThat(new ServerEvent("a", "").text()).isEqualTo("event: a\ndata:\n\n");
    }

    @Test
    void silentStream_getsHeartbeats() throws IOException {
        try (HttpServer server =
                        server(
                                _ -> new HttpReply.EventsReply("me", SILENT),
                                "http.idle-timeout=1s");
                Socket socket = asked(server, "/")) {
            List<String> lines = lines(socket, 24);
            assertThat(lines.stream().filter(": still here"::equals).count())
                    .as(() -> String.join("\n", lines))
                    .isGreaterThan(2);
        }
    }

    @Test
    void owner_hasHalfOfTheStreams() throws IOException {
        HttpEndpoint byPath = request -> new HttpReply.EventsReply(request.path(), SILENT);
        List<Socket> open = new ArrayList<>();
        try (HttpServer server =
                server(
                        byPath,
                        "http.max-streams=4",
                        "http.trusted-proxies=127.0.0.1/32",
                        "http.idle-timeout=1s")) {
            for (int i = 0; i < 2; i++) {
                open.add(asked(server, "/a"));
            }
            Await.until(() -> server.streams() == 2);
            URI uri = URI.create("http://127.0.0.1:" + server.address().getPort());
            Answer sameAddress = RawHttp.exchange(uri, request("/b", "127.0.0.1"));
            assertThat(sameAddress.status()).isEqualTo(503);
            assertThat(sameAddress.headers().firstValue("Retry-After")).isPresent();
            assertThat(RawHttp.exchange(uri, request("/a", "192.0.2.7")).status()).isEqualTo(503);
            Socket other = new Socket(InetAddress.getLoopbackAddress(), server.address().getPort());
            open.add(other);
            RawHttp.send(other, request("/b", "192.0.2.7"));
            Await.until(() -> server.streams() == 3);
            for (Socket socket : open) {
                socket.close();
            }
            Await.until(() -> server.streams() == 0);
        }
    }

    private static String request(String path, String from) {
        return "GET "
                + path
                + " HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: "
                + from
                + "\r\n\r\n";
    }

    @Test
    void stop_endsStreamsFirst() throws IOException {
        AtomicInteger closed = new AtomicInteger();
        HttpEndpoint endpoint =
                request ->
                        request.path().equals("/flood")
                                ? new HttpReply.EventsReply("flood", new Counter(closed, -1, BIG))
                                : request.path().equals("/silent")
                                        ? new HttpReply.EventsReply("silent", SILENT)
                                        : new HttpReply.WholeReply(
                                                200, "text/plain", Map.of(), new byte[0]);
        Duration without = stopping(endpoint, List.of("/"));
        Duration with = stopping(endpoint, List.of("/silent", "/silent", "/flood"));
        assertThat(with).isLessThan(without.plusMillis(700));
        assertThat(closed.get()).isEqualTo(1);
    }

    /** Asks for these paths, reads nothing more, and measures the stop. */
    private static Duration stopping(HttpEndpoint endpoint, List<String> paths) throws IOException {
        HttpServer server = server(endpoint, "http.drain=0s");
        List<Socket> open = new ArrayList<>();
        for (String path : paths) {
            Socket socket = asked(server, path);
            open.add(socket);
            assertThat(socket.getInputStream().read()).isEqualTo('H');
        }
        long start = System.nanoTime();
        server.close();
        Duration time = Duration.ofNanos(System.nanoTime() - start);
        for (Socket socket : open) {
            socket.close();
        }
        return time;
    }
}
