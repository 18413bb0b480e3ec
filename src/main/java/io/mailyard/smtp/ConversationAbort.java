package io.mailyard.smtp;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketException;
import org.jspecify.annotations.Nullable;

/**
 * Lets any thread abort another thread's SMTP conversation at any time. For one session;
 * thread-safe.
 */
public final class ConversationAbort {
    private @Nullable Socket socket;
    private boolean aborted;

    /** Closes the connection at once; a connection being opened is abandoned. */
    public void abort() {
        Socket open;
        synchronized (this) {
            aborted = true;
            open = socket;
        }
        if (open != null) {
            try {
                open.close();
            } catch (IOException closed) {
                // Nothing remains to be done with it.
            }
        }
    }

    /** Whether it was aborted. */
    public synchronized boolean isAborted() {
        return aborted;
    }

    /**
     * @throws SocketException if already aborted
     */
    synchronized void attach(Socket next) throws SocketException {
        if (aborted) {
            throw new SocketException("hung up");
        }
        socket = next;
    }
}
