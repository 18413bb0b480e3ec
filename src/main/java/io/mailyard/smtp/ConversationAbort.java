package io.mailyard.smtp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Lets any thread break off a conversation that another is having, from the connection's first
 * moment to its last. For one session; safe for many threads.
 */
public final class ConversationAbort {
    private @Nullable Socket socket;
    private boolean done;

    /** Closes the connection at once; one that is being made is never made. */
    public void now() {
        Socket open;
        synchronized (this) {
            done = true;
            open = socket;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException closed) {
                // Nothing is left to do with it.
            }
        }
    }

    /** Whether it was told to. */
    public synchronized boolean isDone() {
        return done;
    }

    /**
     * @throws SocketException where it was told to before
     */
    synchronized void attach(Socket next) throws SocketException {
        if (done) {
            throw new SocketException("hung up");
        }
        socket = next;
    }
}
