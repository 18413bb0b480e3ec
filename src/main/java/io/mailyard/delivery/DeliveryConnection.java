package io.mailyard.delivery;

import io.mailyard.delivery.ConnectionShares.Holder;
import io.mailyard.dns.Family;
import io.mailyard.smtp.ConversationAbort;
import io.mailyard.smtp.SmtpSession;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One connection's life on its own thread: takes what waits in its line, message after message,
 * until there is nothing more to do or nothing more to be done.
 */
final class DeliveryConnection implements Runnable {
    private static final Logger LOG = Logger.getLogger(DeliveryConnection.class.getName());

    /** Hosts, or addresses of ours, that a round goes on to after one that has spoken. */
    private static final int MAX_MOVES = 3;

    private final DestinationQueue outlet;
    private final HostQueue line;
    private SourceRateLimit budget;
    private final Courier courier;
    private final ConversationAbort hangup = new ConversationAbort();
    private @Nullable SmtpSession session;
    private String host = "";
    private @Nullable HostAddresses path;
    private final Set<String> usedIps = new HashSet<>();
    private int carried;
    private int moves;
    private int attempts;
    private volatile Holder holder;
    private boolean dialled;
    private volatile boolean wasOpen;
    private volatile boolean yielded;
    private int sent;

    DeliveryConnection(
            DestinationQueue outlet, HostQueue line, SourceRateLimit budget, Courier courier) {
        this.outlet = outlet;
        this.line = line;
        this.budget = budget;
        this.usedIps.add(budget.source().ip());
        this.courier = courier;
        this.holder = Holder.of(outlet.destination(), 0);
    }

    DestinationQueue outlet() {
        return outlet;
    }

    HostQueue line() {
        return line;
    }

    SourceRateLimit budget() {
        return budget;
    }

    /** Whose share of the connections it is of. */
    Holder holder() {
        return holder;
    }

    void heldBy(Holder next) {
        holder = next;
    }

    /** Ends, to make room for another's. */
    void yields() {
        yielded = true;
        hangup.now();
    }

    boolean yielded() {
        return yielded;
    }

    ConversationAbort hangup() {
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
        if (!wasOpen) {
            wasOpen = true;
            outlet.opened(line);
        }
    }

    /** A round begins, for these. */
    void begins(List<DeliveryTask> recipients) {
        attempts = recipients.stream().mapToInt(DeliveryTask::attempts).max().orElse(0);
        carried = recipients.size();
        moves = 0;
        usedIps.clear();
        usedIps.add(budget.source().ip());
        HostAddresses known = path;
        if (known != null) {
            known.begin();
        }
    }

    /** So many of the round's recipients are left. */
    void left(int recipients) {
        carried = recipients;
    }

    /** How many attempts were made before of what it carries. */
    int attempts() {
        return attempts;
    }

    /** The hosts of its domain that are not tried yet; null: none was looked for. */
    @Nullable HostAddresses path() {
        return path;
    }

    void path(HostAddresses found) {
        path = found;
    }

    /** The families that it can come from, its own first. */
    List<Family> families() {
        return outlet.ofSources(sources -> sources.families(this));
    }

    /** Whether it comes from an address of that family; changes to another one where it can. */
    boolean comesFrom(Family family) {
        return Family.of(budget.address()) == family
                || changes(other -> Family.of(other.address()) == family);
    }

    /** Comes from another address of the sender from now on, with its round from the start. */
    boolean changesSource() {
        boolean changed = moves < MAX_MOVES && changes(this::isUnused);
        if (changed) {
            path = null;
        }
        return changed;
    }

    /** Whether the sender has an address that this round has not tried, free or not. */
    boolean hasOtherSource() {
        return moves < MAX_MOVES
                && outlet.ofSources(sources -> sources.hasOther(this, this::isUnused));
    }

    private boolean isUnused(SourceRateLimit other) {
        return !usedIps.contains(other.source().ip());
    }

    private boolean changes(Predicate<SourceRateLimit> fits) {
        Optional<SourceRateLimit> other =
                outlet.ofSources(sources -> sources.change(this, carried, fits));
        other.ifPresent(next -> {
            budget = next;
            usedIps.add(next.source().ip());
        });
        return other.isPresent();
    }

    /** Whether its round has another host to be tried. */
    boolean hasNextHost() {
        HostAddresses known = path;
        return moves < MAX_MOVES && known != null && known.hasNext();
    }

    /** Says good-bye to its host, for the next one or for good. */
    void leavesHost() {
        SmtpSession known = session;
        if (known != null) {
            known.close();
        }
        session = null;
        moves++;
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
        return wasOpen;
    }

    /** Whether another message can be sent by it. */
    boolean isOpen() {
        SmtpSession known = session;
        return known != null && known.isOpen() && !hangup.isDone();
    }

    @Override
    public void run() {
        try {
            while (!wasOpen || isOpen()) {
                List<DeliveryTask> batch = outlet.take(this);
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
