package io.mailyard.bench;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** One connection that is kept alive: it sends its requests in turn, each after the last answer. */
final class LoadConnection implements AutoCloseable {
    private static final byte[] HEAD_END = "\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LENGTH = "Content-Length: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] OK = "HTTP/1.1 200 ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_ERROR = "\"error\":0".getBytes(StandardCharsets.US_ASCII);
    private static final int BUFFER = 64 * 1024;

    private final SocketChannel channel;
    private final ByteBuffer[] requests;
    private final ByteBuffer in = ByteBuffer.allocateDirect(BUFFER);
    private final byte[] seen = new byte[BUFFER];
    private int next;
    private long sentAt;
    private boolean inBody;
    private boolean good;
    private long bodyLeft;

    LoadConnection(Selector selector, InetSocketAddress to, List<byte[]> prepared)
            throws IOException {
        channel = SocketChannel.open(to);
        channel.configureBlocking(false);
        channel.setOption(StandardSocketOptions.TCP_NODELAY, true);
        requests = new ByteBuffer[prepared.size()];
        for (int i = 0; i < requests.length; i++) {
            byte[] bytes = prepared.get(i);
            requests[i] = ByteBuffer.allocateDirect(bytes.length).put(bytes).flip();
        }
        channel.register(selector, SelectionKey.OP_READ, this);
    }

    void send() throws IOException {
        ByteBuffer request = requests[next];
        next = next + 1 == requests.length ? 0 : next + 1;
        sentAt = System.nanoTime();
        request.rewind();
        while (request.hasRemaining()) {
            channel.write(request); // some hundred bytes: they fit the socket's buffer
        }
    }

    /** Reads what is there; true when an answer is whole. */
    boolean arrived() throws IOException {
        int count = channel.read(in);
        if (count < 0) {
            throw new EOFException("the server closed a connection");
        }
        int length = in.position();
        in.get(0, seen, 0, length);
        if (!inBody) {
            int end = indexOf(HEAD_END, 0, length);
            if (end < 0) {
                return false;
            }
            int bodyStart = end + HEAD_END.length;
            good = indexOf(OK, 0, OK.length) == 0;
            bodyLeft = contentLength(end) + (long) bodyStart - length;
            inBody = true;
        } else {
            bodyLeft -= length;
        }
        in.clear();
        if (bodyLeft > 0) {
            return false;
        }
        inBody = false;
        good = good && (length < 128 || indexOf(NO_ERROR, 0, length) >= 0);
        return true;
    }

    /** Whether the last answer was HTTP 200 and said error 0. */
    boolean good() {
        return good;
    }

    long sentAt() {
        return sentAt;
    }

    private int contentLength(int headEnd) throws IOException {
        int at = indexOf(LENGTH, 0, headEnd);
        if (at < 0) {
            throw new IOException("an answer without Content-Length");
        }
        int value = 0;
        for (int i = at + LENGTH.length; i < headEnd && seen[i] >= '0' && seen[i] <= '9'; i++) {
            value = value * 10 + seen[i] - '0';
        }
        return value;
    }

    private int indexOf(byte[] sought, int from, int to) {
        int last = Math.min(to, seen.length) - sought.length;
        for (int i = from; i <= last; i++) {
            int k = 0;
            while (k < sought.length && seen[i + k] == sought[k]) {
                k++;
            }
            if (k == sought.length) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
