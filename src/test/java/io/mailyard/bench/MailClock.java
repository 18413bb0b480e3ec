package io.mailyard.bench;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * A mail host on the loopback address that throws all away and notes when it was last asked to take
 * a message.
 */
final class MailClock implements AutoCloseable {
    private static final byte[] HELLO = bytes("250-here\r\n250 PIPELINING\r\n");
    private static final byte[] OK = bytes("250 2.0.0 ok\r\n");
    private static final byte[] GO = bytes("354 go\r\n");

    private final ServerSocket listener;
    private final AtomicLong taken = new AtomicLong();
    private final AtomicLong lastMailMillis = new AtomicLong();

    /** As many as come in a second and more. */
    private static final int KEPT = 8192;

    private final AtomicLongArray mails = new AtomicLongArray(KEPT);
    private final AtomicLong count = new AtomicLong();

    private volatile String watched = "<>";
    private final AtomicLong seen = new AtomicLong();

    private MailClock(ServerSocket listener) {
        this.listener = listener;
    }

    static MailClock start() {
        try {
            MailClock clock =
                    new MailClock(new ServerSocket(0, 500, InetAddress.getLoopbackAddress()));
            Thread.ofVirtual().start(clock::accept);
            return clock;
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    long taken() {
        return taken.get();
    }

    /** Looks out for the next message from that address. */
    void watch(String from) {
        seen.set(0);
        watched = "<" + from + ">";
    }

    /** When MAIL came from it, by {@link System#nanoTime}; 0: not yet. */
    long seen() {
        return seen.get();
    }

    /** When MAIL came last. */
    Instant lastMail() {
        return Instant.ofEpochMilli(lastMailMillis.get());
    }

    /** How many MAILs came after that, of the last {@value #KEPT}. */
    int mailsAfter(Instant instant) {
        long millis = instant.toEpochMilli();
        int after = 0;
        for (int i = 0; i < KEPT; i++) {
            after += mails.get(i) > millis ? 1 : 0;
        }
        return after;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                socket.setTcpNoDelay(true);
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket;
                InputStream in = new BufferedInputStream(socket.getInputStream(), 32 * 1024);
                OutputStream out = socket.getOutputStream()) {
            out.write(bytes("220 clock\r\n"));
            boolean data = false;
            for (String line = line(in); line != null; line = line(in)) {
                if (data) {
                    if (line.equals(".")) {
                        data = false;
                        taken.incrementAndGet();
                        out.write(OK);
                    }
                } else if (line.startsWith("DATA")) {
                    data = true;
                    out.write(GO);
                } else if (line.startsWith("EHLO")) {
                    out.write(HELLO);
                } else if (line.startsWith("QUIT")) {
                    out.write(bytes("221 2.0.0 bye\r\n"));
                    return;
                } else {
                    if (line.startsWith("MAIL")) {
                        if (line.contains(watched)) {
                            seen.compareAndSet(0, System.nanoTime());
                        }
                        long now = System.currentTimeMillis();
                        lastMailMillis.accumulateAndGet(now, Math::max);
                        mails.set((int) (count.getAndIncrement() % KEPT), now);
                    }
                    out.write(OK);
                }
            }
        } catch (IOException gone) {
            // a client may leave as it likes
        }
    }

    private static @Nullable String line(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int b = in.read(); b >= 0; b = in.read()) {
            if (b == '\n') {
                return line.toString();
            }
            if (b != '\r') {
                line.append((char) b);
            }
        }
        return null;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException closed) {
            throw new UncheckedIOException(closed);
        }
    }
}
