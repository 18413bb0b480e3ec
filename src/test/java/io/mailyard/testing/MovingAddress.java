package io.mailyard.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** A loopback port behind which servers change, as behind an address that moves. */
public final class MovingAddress implements AutoCloseable {
    private final ServerSocket socket;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private volatile int target;

    private MovingAddress(ServerSocket socket, int target) {
        this.socket = socket;
        this.target = target;
    }

    /** Leads to the loopback port {@code target}. */
    public static MovingAddress to(int target) throws IOException {
        ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        MovingAddress address = new MovingAddress(socket, target);
        Thread.ofVirtual().start(address::accept);
        return address;
    }

    public int port() {
        return socket.getLocalPort();
    }

    /** Leads elsewhere from now on; connections to the server before are cut. */
    public void move(int to) {
        target = to;
        cut();
    }

    private void cut() {
        for (Socket socket : open) {
            close(socket);
        }
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
                open.add(client);
                open.add(server);
                Thread.ofVirtual().start(() -> pass(client, server));
                Thread.ofVirtual().start(() -> pass(server, client));
            } catch (IOException over) {
                // closed, or nobody listens there: the client sees it
            }
        }
    }

    private void pass(Socket from, Socket to) {
        try (from;
                to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            in.transferTo(out);
        } catch (IOException cut) {
            // either end is gone
        } finally {
            open.remove(from);
            open.remove(to);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException gone) {
            // as was wanted
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
        cut();
    }
}
