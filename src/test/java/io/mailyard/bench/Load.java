package io.mailyard.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The load generator: one thread, kept-alive connections, each with one request under way at a
 * time, the requests' bytes made beforehand. It takes a few microseconds a request, so that the
 * cores it shares with the server are the server's.
 */
final class Load {
    private Load() {}

    /** What one run gave. */
    record Result(long answers, long refused, long nanos, Latencies latencies) {
        double perSecond() {
            return answers * 1e9 / nanos;
        }
    }

    /**
     * Runs for {@code lasting} and lets the requests under way end.
     *
     * @param requests for each connection the requests it sends in turn
     */
    static Result run(InetSocketAddress to, List<List<byte[]>> requests, Duration lasting) {
        try (Selector selector = Selector.open()) {
            List<LoadConnection> connections = new ArrayList<>();
            for (List<byte[]> each : requests) {
                connections.add(new LoadConnection(selector, to, each));
            }
            try {
                return run(selector, connections, lasting);
            } finally {
                for (LoadConnection connection : connections) {
                    connection.close();
                }
            }
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static Result run(Selector selector, List<LoadConnection> connections, Duration lasting)
            throws IOException {
        Latencies latencies = new Latencies();
        long answers = 0;
        long refused = 0;
        long start = System.nanoTime();
        long end = start + lasting.toNanos();
        int underWay = connections.size();
        for (LoadConnection connection : connections) {
            connection.send();
        }
        long now = start;
        while (underWay > 0) {
            if (selector.select(10_000) == 0) {
                throw new IOException("no answer within 10 s");
            }
            for (SelectionKey key : selector.selectedKeys()) {
                LoadConnection connection = (LoadConnection) key.attachment();
                if (!connection.arrived()) {
                    continue;
                }
                now = System.nanoTime();
                latencies.add(now - connection.sentAt());
                answers++;
                if (!connection.good()) {
                    refused++;
                }
                if (now < end) {
                    connection.send();
                } else {
                    underWay--;
                }
            }
            selector.selectedKeys().clear();
        }
        return new Result(answers, refused, now - start, latencies);
    }
}
