package io.mailyard.delivery;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the octets of the messages that attempts hold, each message once however many attempts
 * have it. No account may have more than twice what is left free, so that another one's message
 * finds room; a message that is larger than all of it goes alone. Safe for many threads.
 */
final class MessagesInUse {
    private static final int SHARE = 2;

    /** As it came, and as it goes out. */
    private static final int COPIES = 2;

    private static final class Use {
        private final long accountId;
        private final long octets;
        private int attempts = 1;

        Use(long accountId, long octets) {
            this.accountId = accountId;
            this.octets = octets;
        }
    }

    private final long most;
    private final Map<Long, Use> messages = new HashMap<>();
    private final Map<Long, Long> accounts = new HashMap<>();
    private long used;

    MessagesInUse(long most) {
        this.most = most;
    }

    /** Whether an attempt may hold the parcel's message now; to be given back then. */
    synchronized boolean take(DeliveryTask parcel) {
        Use known = messages.get(parcel.messageId());
        if (known != null) {
            known.attempts++;
            return true;
        }
        long octets = COPIES * Math.max(1, parcel.size());
        long own = accounts.getOrDefault(parcel.accountId(), 0L);
        long left = most - used - octets;
        boolean fits = left >= 0 && (own == 0 || own + octets <= SHARE * left);
        if (!fits && used > 0) {
            return false;
        }
        messages.put(parcel.messageId(), new Use(parcel.accountId(), octets));
        accounts.merge(parcel.accountId(), octets, Long::sum);
        used += octets;
        return true;
    }

    synchronized void giveBack(DeliveryTask parcel) {
        Use use = messages.get(parcel.messageId());
        if (use == null) {
            throw new IllegalStateException("not in use: message " + parcel.messageId());
        }
        use.attempts--;
        if (use.attempts == 0) {
            messages.remove(parcel.messageId());
            accounts.merge(
                    use.accountId,
                    -use.octets,
                    (one, other) -> one + other == 0 ? null : one + other);
            used -= use.octets;
        }
    }
}
