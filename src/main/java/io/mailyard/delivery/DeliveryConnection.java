package io.mailyard.delivery;

import io.mailyard.base.CallTrace;
import io.mailyard.base.TraceId;
import io.mailyard.delivery.ConnectionShares.ConnectionHolder;
import io.mailyard.dns.Family;
import io.mailyard.smtp.Conversation;
import io.mailyard.smtp.ConversationAbort;
import io.mailyard.smtp.SmtpSession;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A connection to one host queue, on its own thread: delivers message after message until none is
 * waiting or the connection cannot be used any more.
 */
final class DeliveryConnection implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryConnection.class);

    /** Further hosts or source addresses that a round tries after one that has replied. */
    private static final int MAX_MOVES = 3;

    private final DestinationQueue queue;
    private final HostQueue hostQueue;
    private SourceRateLimit rateLimit;
    private final Courier courier;
    private final ConversationAbort abort = new ConversationAbort();
    private Conversation conversation = Conversation.unrecorded();
    private @Nullable SmtpSession session;
    private String host = "";
    private @Nullable HostAddresses hostAddresses;
    private final Set<String> usedIps = new HashSet<>();
    private int remaining;
    private int moves;
    private int attempts;
    private volatile ConnectionHolder holder;
    private boolean dialled;
    private volatile boolean wasOpen;
    private volatile boolean yielded;
    private int sent;

    DeliveryConnection(
            DestinationQueue queue,
            HostQueue hostQueue,
            SourceRateLimit rateLimit,
            Courier courier) {
        this.queue = queue;
        this.hostQueue = hostQueue;
        this.rateLimit = rateLimit;
        this.usedIps.add(rateLimit.source().ip());
        this.courier = courier;
        this.holder = ConnectionHolder.of(queue.destination(), 0);
    }

    DestinationQueue queue() {
        return queue;
    }

    HostQueue hostQueue() {
        return hostQueue;
    }

    SourceRateLimit rateLimit() {
        return rateLimit;
    }

    /** The holder this connection is counted for. */
    ConnectionHolder holder() {
        return holder;
    }

    void setHolder(ConnectionHolder next) {
        holder = next;
    }

    /** Ends this connection in favour of another account. */
    void yieldToOther() {
        yielded = true;
        abort.abort();
    }

    boolean yielded() {
        return yielded;
    }

    ConversationAbort abort() {
        return abort;
    }

    /** Number of recipients offered over this connection. */
    int sent() {
        return sent;
    }

    void sent(int more) {
        sent += more;
    }

    /** The SMTP session; null while not connected. */
    @Nullable SmtpSession session() {
        return session;
    }

    /** The conversation with the present host. */
    Conversation conversation() {
        return conversation;
    }

    /** Begins a conversation, in place of the last one. */
    void setConversation(Conversation next) {
        conversation.close();
        conversation = next;
    }

    /** The connected host as {@code name[address]:port}. */
    String host() {
        return host;
    }

    /** Records that a host has greeted. */
    void setSession(SmtpSession with, String named) {
        session = with;
        host = named;
        if (!wasOpen) {
            wasOpen = true;
            queue.connectionOpened(hostQueue);
        }
    }

    /** Begins a round for these tasks. */
    void beginRound(List<DeliveryTask> recipients) {
        attempts = recipients.stream().mapToInt(DeliveryTask::attempts).max().orElse(0);
        remaining = recipients.size();
        moves = 0;
        usedIps.clear();
        usedIps.add(rateLimit.source().ip());
        HostAddresses known = hostAddresses;
        if (known != null) {
            known.beginRound();
        }
    }

    /** Sets how many recipients of the round remain. */
    void setRemaining(int recipients) {
        remaining = recipients;
    }

    /** The largest number of earlier attempts among the current tasks. */
    int attempts() {
        return attempts;
    }

    /** The host addresses not tried yet; null if not looked up. */
    @Nullable HostAddresses hostAddresses() {
        return hostAddresses;
    }

    void hostAddresses(HostAddresses found) {
        hostAddresses = found;
    }

    /** Address families this connection can use, the current one first. */
    List<Family> families() {
        return queue.withRateLimits(rateLimits -> rateLimits.families(this));
    }

    /** Whether the source address has this family; switches to another address if possible. */
    boolean useFamily(Family family) {
        return Family.of(rateLimit.address()) == family
                || switchSource(other -> Family.of(other.address()) == family);
    }

    /** Switches to another source address of the sender and restarts the round. */
    boolean useOtherSource() {
        boolean changed = moves < MAX_MOVES && switchSource(this::isUnused);
        if (changed) {
            hostAddresses = null;
        }
        return changed;
    }

    /** Whether the sender has an address that this round has not tried, free or not. */
    boolean hasOtherSource() {
        return moves < MAX_MOVES
                && queue.withRateLimits(rateLimits -> rateLimits.hasOther(this, this::isUnused));
    }

    private boolean isUnused(SourceRateLimit other) {
        return !usedIps.contains(other.source().ip());
    }

    private boolean switchSource(Predicate<SourceRateLimit> fits) {
        Optional<SourceRateLimit> other =
                queue.withRateLimits(rateLimits -> rateLimits.switchAddress(this, remaining, fits));
        other.ifPresent(next -> {
            rateLimit = next;
            usedIps.add(next.source().ip());
        });
        return other.isPresent();
    }

    /** Whether the round has another host to try. */
    boolean hasNextHost() {
        HostAddresses known = hostAddresses;
        return moves < MAX_MOVES && known != null && known.hasNext();
    }

    /** Quits the session, before the next host or at the end. */
    void leaveHost() {
        SmtpSession known = session;
        if (known != null) {
            known.close();
        }
        session = null;
        moves++;
    }

    /** Records that a connection attempt was made. */
    void markDialled() {
        dialled = true;
    }

    boolean hasDialled() {
        return dialled;
    }

    /** Whether a host has ever greeted on this connection. */
    boolean wasOpen() {
        return wasOpen;
    }

    /** Whether another message can be sent. */
    boolean isOpen() {
        SmtpSession known = session;
        return known != null && known.isOpen() && !abort.isAborted();
    }

    @Override
    public void run() {
        TraceId trace = TraceId.NONE;
        try {
            while (!wasOpen || isOpen()) {
                List<DeliveryTask> batch = queue.take(this);
                trace = batch.isEmpty() ? TraceId.NONE : batch.getFirst().trace();
                if (batch.isEmpty() || !courier.deliver(batch, this)) {
                    break;
                }
            }
        } catch (InterruptedException stopped) {
            abort.abort();
        } catch (RuntimeException broken) {
            CallTrace.of(trace)
                    .run(() ->
                            LOG.error(
                                    "a connection to {} ended by an internal error", host, broken));
        } finally {
            SmtpSession known = session;
            if (known != null) {
                known.close();
            }
            conversation.close();
            queue.connectionEnded(this);
        }
    }
}
