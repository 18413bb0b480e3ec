package io.mailyard.drill;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A line between two processes that can be cut: it passes bytes on, late, or not at all. */
final class TcpProxy implements AutoCloseable {
    /** Treatment of bytes and connections. */
    enum LinkState {
        /** Passes everything on. */
        WHOLE,
        /** Passes everything on 50 ms later. */
        SLOW,
        /** Accepts and passes nothing on; what was sent arrives afterwards. */
        SILENT,
        /** Breaks open connections and new ones. */
        BROKEN
    }

    private static final int DELAY_MILLIS = 50;
    private static final int LOOK_MILLIS = 10;
    private static final int CONNECT_MILLIS = 5_000;

    private final ServerSocket listener;
    private final InetSocketAddress target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile LinkState state = LinkState.WHOLE;
    private volatile boolean closed;

    /** Listens on a free port of the loopback address. */
    TcpProxy(InetSocketAddress target) throws IOException {
        this.target = target;
        this.listener = new ServerSocket(0, 200, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().name("drill-link").start(this::accept);
    }

    int port() {
        return listener.getLocalPort();
    }

    void become(LinkState next) {
        state = next;
        if (next == LinkState.BROKEN) {
            breakConnections();
        }
    }

    /** Breaks the connections that are open now. */
    void breakConnections() {
        open.forEach(TcpProxy::close);
    }

    private void accept() {
        while (!closed) {
            try {
                Socket client = listener.accept();
                if (state == LinkState.BROKEN) {
                    close(client);
                } else {
                    open.add(client);
                    Thread.ofVirtual().name("drill-link").start(() -> serve(client));
                }
            } catch (IOException failed) {
                pause(LOOK_MILLIS);
            }
        }
    }

    private void serve(Socket client) {
        try (client;
                Socket server = new Socket()) {
            waitWhileSilent();
            server.connect(target, CONNECT_MILLIS);
            client.setTcpNoDelay(true);
            server.setTcpNoDelay(true);
            open.add(server);
            if (state == LinkState.BROKEN) {
                return;
            }
            Thread back = Thread.ofVirtual().name("drill-link").start(() -> pass(server, client));
            pass(client, server);
            back.join();
            open.remove(server);
        } catch (IOException gone) {
            // whoever is at the other end sees it
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        } finally {
            open.remove(client);
        }
    }

    private void pass(Socket from, Socket to) {
        byte[] buffer = new byte[16 * 1024];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                if (state == LinkState.SLOW) {
                    pause(DELAY_MILLIS);
                }
                waitWhileSilent();
                out.write(buffer, 0, read);
            }
        } catch (IOException gone) {
            // the same for the other direction
        }
        close(from);
        close(to);
    }

    private void waitWhileSilent() {
        while (state == LinkState.SILENT && !closed) {
            pause(LOOK_MILLIS);
        }
    }

    private static void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException closed) {
            // it is closed
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            listener.close();
        } catch (IOException gone) {
            // it listens no more
        }
        breakConnections();
    }
}
