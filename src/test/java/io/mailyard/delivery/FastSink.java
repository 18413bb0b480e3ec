package io.mailyard.delivery;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.LongAdder;

/** A mail host that takes everything as fast as it can and keeps nothing, for measuring. */
final class FastSink implements AutoCloseable {
    private static final byte[] EHLO =
            bytes("250-sink.example\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 SIZE 104857600\r\n");
    private static final byte[] OK = bytes("250 2.0.0 ok\r\n");
    private static final byte[] GO = bytes("354 go on\r\n");

    private final ServerSocket listener;
    private final LongAdder taken = new LongAdder();

    FastSink() throws IOException {
        listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    int port() {
        return listener.getLocalPort();
    }

    long taken() {
        return taken.sum();
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
        try (socket) {
            new Session(socket).run();
        } catch (IOException gone) {
            // A client may leave as it likes.
        }
    }

    private final class Session {
        private final InputStream in;
        private final OutputStream out;
        private final byte[] buffer = new byte[32 * 1024];
        private final byte[] answers = new byte[4096];
        private int filled;
        private boolean data;
        private int matched;
        private final StringBuilder line = new StringBuilder();

        Session(Socket socket) throws IOException {
            in = socket.getInputStream();
            out = socket.getOutputStream();
        }

        void run() throws IOException {
            out.write(bytes("220 sink.example ESMTP\r\n"));
            while (true) {
                int read = in.read(buffer);
                if (read < 0) {
                    return;
                }
                for (int i = 0; i < read; i++) {
                    if (data) {
                        content(buffer[i]);
                    } else {
                        command(buffer[i]);
                    }
                }
                out.write(answers, 0, filled);
                filled = 0;
            }
        }

        private void content(byte b) {
            byte[] end = {'\r', '\n', '.', '\r', '\n'};
            matched = b == end[matched] ? matched + 1 : b == '\r' ? 1 : 0;
            if (matched == end.length) {
                data = false;
                matched = 0;
                taken.increment();
                answer(OK);
            }
        }

        private void command(byte b) throws IOException {
            if (b != '\n') {
                line.append((char) b);
                return;
            }
            char first = line.charAt(0);
            char second = line.charAt(1);
            line.setLength(0);
            switch (first) {
                case 'E' -> answer(EHLO);
                case 'D' -> {
                    data = true;
                    matched = 2;
                    answer(GO);
                }
                case 'Q' -> throw new IOException("bye");
                default -> {
                    answer(OK);
                    assert second != 0;
                }
            }
        }

        private void answer(byte[] words) {
            System.arraycopy(words, 0, answers, filled, words.length);
            filled += words.length;
        }
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
