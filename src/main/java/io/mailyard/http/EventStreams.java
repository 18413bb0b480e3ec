package io.mailyard.http;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Blocker;

/**
 * The open streams of events: limited in total, and to half of that for one owner and for one
 * address. Each is written by its request's virtual thread, which blocks while the reader is slow.
 */
final class EventStreams {
    /**
     * Time between heartbeats: below any timeout of an idle connection on the way;
     * http.idle-timeout may be shorter.
     */
    private static final Duration HEARTBEAT = Duration.ofSeconds(15);

    private static final Duration LIFE = Duration.ofMinutes(15);

    /** Tells a browser how long to wait after the end of a stream before it reconnects. */
    private static final String RETRY = "retry: 2000\n\n";

    private static final String STILL_HERE = ": still here\n\n";

    private final int most;
    private final Duration heartbeat;
    private final Duration life;
    private final Map<String, Integer> shares = new HashMap<>();
    private final Set<StreamPlace> places = new HashSet<>();
    private boolean stopping;

    EventStreams(HttpConfig config) {
        this(config.maxStreams(), shorter(HEARTBEAT, config.idleTimeout().dividedBy(3)), LIFE);
    }

    EventStreams(int most, Duration heartbeat, Duration life) {
        this.most = most;
        this.heartbeat = heartbeat;
        this.life = life;
    }

    private static Duration shorter(Duration left, Duration right) {
        return left.compareTo(right) < 0 ? left : right;
    }

    /** Number of open streams. */
    synchronized int open() {
        return places.size();
    }

    /** A place for a stream, to be closed by the thread that took it; empty if none is free. */
    synchronized Optional<StreamPlace> place(String owner, String address) {
        String group = "address " + IpText.group(address);
        String holder = "owner " + owner;
        if (stopping || places.size() >= most || isFull(group) || isFull(holder)) {
            return Optional.empty();
        }
        shares.merge(group, 1, Integer::sum);
        shares.merge(holder, 1, Integer::sum);
        StreamPlace place = new StreamPlace(List.of(group, holder));
        places.add(place);
        return Optional.of(place);
    }

    private boolean isFull(String share) {
        return shares.getOrDefault(share, 0) >= Math.max(1, most / 2);
    }

    /** One stream's place. */
    final class StreamPlace implements AutoCloseable {
        private final Thread writer = Thread.currentThread();
        private final List<String> taken;
        private boolean writing;

        private StreamPlace(List<String> taken) {
            this.taken = taken;
        }

        /** Writes the feed's events until it ends, or the stream's time is over. */
        void write(EventFeed feed, Response response) throws IOException {
            try (feed) {
                long now = System.nanoTime();
                long end = now + life.toNanos();
                long beat = now + heartbeat.toNanos();
                boolean goesOn = send(response, RETRY);
                while (goesOn && now < end) {
                    List<ServerEvent> events = feed.next();
                    if (!events.isEmpty() || now >= beat) {
                        goesOn = send(response, text(events));
                        beat = System.nanoTime() + heartbeat.toNanos();
                    }
                    goesOn = goesOn && pause(shorter(feed.pause(), heartbeat));
                    now = System.nanoTime();
                }
            } catch (EventFeed.EndOfEvents over) {
                // a regular end of the answer
            }
        }

        /**
         * Blocks until the kernel has the bytes, so that a slow reader blocks this thread only;
         * false if the server stops.
         */
        private boolean send(Response response, String text) throws IOException {
            synchronized (EventStreams.this) {
                if (stopping) {
                    return false;
                }
                writing = true;
            }
            try (Blocker.Callback written = Blocker.callback()) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
                response.write(false, bytes, written);
                written.block();
            } finally {
                synchronized (EventStreams.this) {
                    writing = false;
                }
            }
            return true;
        }

        /** Waits; false if the server stops. */
        private boolean pause(Duration time) {
            long end = System.nanoTime() + time.toNanos();
            synchronized (EventStreams.this) {
                long left = time.toNanos();
                while (!stopping && left > 0) {
                    try {
                        EventStreams.this.wait(left / 1_000_000, (int) (left % 1_000_000));
                    } catch (InterruptedException stop) {
                        return false;
                    }
                    left = end - System.nanoTime();
                }
                return !stopping;
            }
        }

        @Override
        public void close() {
            synchronized (EventStreams.this) {
                places.remove(this);
                taken.forEach(share ->
                        shares.computeIfPresent(
                                share, (_, count) -> count == 1 ? null : count - 1));
            }
            // the interrupt came too late: the thread may continue
            Thread.interrupted();
        }
    }

    private static String text(List<ServerEvent> events) {
        StringBuilder text = new StringBuilder();
        events.forEach(event -> text.append(event.text()));
        return events.isEmpty() ? STILL_HERE : text.toString();
    }

    /**
     * Ends every stream and accepts no more. Interrupts only threads that wait for their reader: a
     * thread that reads the store would break its connection.
     */
    synchronized void stop() {
        stopping = true;
        notifyAll();
        places.stream().filter(place -> place.writing).forEach(place -> place.writer.interrupt());
    }
}
