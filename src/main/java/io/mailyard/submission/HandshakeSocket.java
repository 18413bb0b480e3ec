package io.mailyard.submission;

import io.mailyard.http.HandshakeScheduler;
import java.io.FilterInputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * A socket during a TLS handshake that computes only with a permit: a thread that reads from or
 * writes to the client lets others compute. After {@link #done} it is an ordinary socket.
 */
final class HandshakeSocket extends Socket {
    private final Socket raw;
    private HandshakeScheduler.@Nullable HandshakePermit turn;

    HandshakeSocket(Socket raw, HandshakeScheduler.HandshakePermit permit) {
        this.raw = raw;
        this.turn = permit;
    }

    /** Ends the handshake, successful or not. */
    void done() {
        turn = null;
    }

    /** A read or write. */
    @FunctionalInterface
    private interface IoCall<T> {
        T run() throws IOException;
    }

    private <T> T outOfTurn(IoCall<T> transfer) throws IOException {
        HandshakeScheduler.HandshakePermit mine = turn;
        if (mine == null) {
            return transfer.run();
        }
        mine.give();
        T result = transfer.run();
        mine.take();
        return result;
    }

    @Override
    public InputStream getInputStream() throws IOException {
        return new FilterInputStream(raw.getInputStream()) {
            @Override
            public int read() throws IOException {
                return outOfTurn(in::read);
            }

            @Override
            public int read(byte[] to, int from, int length) throws IOException {
                return outOfTurn(() -> in.read(to, from, length));
            }
        };
    }

    @Override
    public OutputStream getOutputStream() throws IOException {
        return new FilterOutputStream(raw.getOutputStream()) {
            @Override
            public void write(byte[] words, int from, int length) throws IOException {
                outOfTurn(() -> {
                    out.write(words, from, length);
                    return length;
                });
            }
        };
    }

    @Override
    public boolean isConnected() {
        return raw.isConnected();
    }

    @Override
    public boolean isBound() {
        return raw.isBound();
    }

    @Override
    public boolean isClosed() {
        return raw.isClosed();
    }

    @Override
    public boolean isInputShutdown() {
        return raw.isInputShutdown();
    }

    @Override
    public boolean isOutputShutdown() {
        return raw.isOutputShutdown();
    }

    @Override
    public InetAddress getInetAddress() {
        return raw.getInetAddress();
    }

    @Override
    public InetAddress getLocalAddress() {
        return raw.getLocalAddress();
    }

    @Override
    public int getPort() {
        return raw.getPort();
    }

    @Override
    public int getLocalPort() {
        return raw.getLocalPort();
    }

    @Override
    public SocketAddress getRemoteSocketAddress() {
        return raw.getRemoteSocketAddress();
    }

    @Override
    public SocketAddress getLocalSocketAddress() {
        return raw.getLocalSocketAddress();
    }

    @Override
    public void setSoTimeout(int millis) throws SocketException {
        raw.setSoTimeout(millis);
    }

    @Override
    public int getSoTimeout() throws SocketException {
        return raw.getSoTimeout();
    }

    @Override
    public void setSoLinger(boolean on, int seconds) throws SocketException {
        raw.setSoLinger(on, seconds);
    }

    @Override
    public int getSoLinger() throws SocketException {
        return raw.getSoLinger();
    }

    @Override
    public void setTcpNoDelay(boolean on) throws SocketException {
        raw.setTcpNoDelay(on);
    }

    @Override
    public boolean getTcpNoDelay() throws SocketException {
        return raw.getTcpNoDelay();
    }

    @Override
    public void shutdownInput() throws IOException {
        raw.shutdownInput();
    }

    @Override
    public void shutdownOutput() throws IOException {
        raw.shutdownOutput();
    }

    @Override
    public void close() throws IOException {
        raw.close();
    }
}
