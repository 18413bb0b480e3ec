package io.mailyard.delivery;

import java.util.HashMap;
import java.util.Map;

/**
 * Bounds the octets of messages in running attempts, each message counted once. An account may use
 * at most twice what remains free, so that messages of others find memory; a message larger than
 * the limit is sent alone. Thread-safe.
 */
final class MessagesInUse {
    private static final int SHARE = 2;

    /** Copies per message: as accepted and as sent. */
    private static final int COPIES = 2;

    private static final class MessageUse {
        private final long accountId;
        private final long octets;
        private int attempts = 1;

        MessageUse(long accountId, long octets) {
            this.accountId = accountId;
            this.octets = octets;
        }
    }

    private final long max;
    private final Map<Long, MessageUse> messages = new HashMap<>();
    private final Map<Long, Long> accounts = new HashMap<>();
    private long used;

    MessagesInUse(long most) {
        this.max = most;
    }

    /** Reserves memory for the task's message; {@link #giveBack} releases it. */
    synchronized boolean take(DeliveryTask task) {
        MessageUse known = messages.get(task.messageId());
        if (known != null) {
            known.attempts++;
            return true;
        }
        long octets = COPIES * Math.max(1, task.size());
        long own = accounts.getOrDefault(task.accountId(), 0L);
        long left = max - used - octets;
        boolean fits = left >= 0 && (own == 0 || own + octets <= SHARE * left);
        if (!fits && used > 0) {
            return false;
        }
        messages.put(task.messageId(), new MessageUse(task.accountId(), octets));
        accounts.merge(task.accountId(), octets, Long::sum);
        used += octets;
        return true;
    }

    synchronized void giveBack(DeliveryTask task) {
        MessageUse use = messages.get(task.messageId());
        if (use == null) {
            throw new IllegalStateException("not in use: message " + task.messageId());
        }
        use.attempts--;
        if (use.attempts == 0) {
            messages.remove(task.messageId());
            accounts.merge(
                    use.accountId, -use.octets, (id, other) -> id + other == 0 ? null : id + other);
            used -= use.octets;
        }
    }
}
