package io.mailyard.delivery;

import io.mailyard.smtp.Hangup;
import io.mailyard.smtp.SmtpSession;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection's life on its own thread: takes what waits in its line, message after message,
 * until there is nothing more to do or nothing more to be done.
 */
final class Connection implements Runnable {
    private static final Logger LOG = Logger.getLogger(Connection.class.getName());

    private final Outlet outlet;
    private final Line line;
    private final Budget budget;
    private final Courier courier;
    private final Hangup hangup = new Hangup();
    private @Nullable SmtpSession session;
    private String host = "";
    private boolean dialled;
    private int sent;

    Connection(Outlet outlet, Line line, Budget budget, Courier courier) {
        this.outlet = outlet;
        this.line = line;
        this.budget = budget;
        this.courier = courier;
    }

    Outlet outlet() {
        return outlet;
    }

    Line line() {
        return line;
    }

    Budget budget() {
        return budget;
    }

    Hangup hangup() {
        return hangup;
    }

    /** Recipients that were offered by it. */
    int sent() {
        return sent;
    }

    void sent(int more) {
        sent += more;
    }

    /** The session, where a host is on the line. */
    @Nullable SmtpSession session() {
        return session;
    }

    /** The host on the line, {@code name[address]:port}. */
    String host() {
        return host;
    }

    /** A host is on the line. */
    void reached(SmtpSession with, String named) {
        session = with;
        host = named;
        outlet.opened(line);
    }

    /** A connection is tried. */
    void dials() {
        dialled = true;
    }

    boolean hasDialled() {
        return dialled;
    }

    /** Whether a host was on the line at any time. */
    boolean wasOpen() {
        return session != null;
    }

    /** Whether another message can be sent by it. */
    boolean isOpen() {
        SmtpSession known = session;
        return known != null && known.isOpen() && !hangup.isDone();
    }

    @Override
    public void run() {
        try {
            while (session == null || isOpen()) {
                List<Parcel> batch = outlet.take(this);
                if (batch.isEmpty() || !courier.carry(batch, this)) {
                    break;
                }
            }
        } catch (InterruptedException stopped) {
            hangup.now();
        } catch (RuntimeException broken) {
            LOG.log(Level.SEVERE, "a connection to " + host + " ended by a fault of ours", broken);
        } finally {
            SmtpSession known = session;
            if (known != null) {
                known.close();
            }
            outlet.left(this);
        }
    }
}
