package io.mailyard.delivery;

import io.mailyard.smtp.Conversation;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Records SMTP conversations within a fixed amount of memory, and decides which are reported.
 * Connections have shares by account, so one account cannot take the memory of the others while
 * recording; of the conversations that wait for the server an account has at most a quarter.
 */
final class ConversationRecorder {
    /** 500 connections with the longest conversations; usual ones have some 1,500 octets. */
    private static final int RECORDING = 8 * 1024 * 1024;

    /** Conversations that wait for the server: those of some 5,000 failed attempts. */
    private static final int WAITING = 8 * 1024 * 1024;

    private static final int WAITING_OF_ACCOUNT = WAITING / 4;

    private final ConversationConfig config;
    private final AtomicLong recording = new AtomicLong();
    private final Conversation.Memory memory =
            new Conversation.Memory() {
                @Override
                public boolean take(int octets) {
                    if (recording.addAndGet(octets) <= RECORDING) {
                        return true;
                    }
                    recording.addAndGet(-octets);
                    return false;
                }

                @Override
                public void giveBack(int octets) {
                    recording.addAndGet(-octets);
                }
            };
    private final Map<Long, Integer> waiting = new HashMap<>();
    private long waitingOctets;

    ConversationRecorder(ConversationConfig config) {
        this.config = config;
    }

    /** A new connection's conversation. */
    Conversation begin() {
        return config.kept() == ConversationConfig.ConversationKind.OFF
                ? Conversation.unrecorded()
                : Conversation.recorded(memory);
    }

    /** Octets of conversations being recorded. */
    long recording() {
        return recording.get();
    }

    /** The recorded conversation of a transaction, whose text one report of it carries. */
    static final class Recording {
        /** Of a transaction that is not recorded. */
        static final Recording NONE = new Recording(0, "");

        private final long id;
        private String text;

        private Recording(long id, String text) {
            this.id = id;
            this.text = text;
        }

        /** Number by which reports refer to it; 0: there is none. */
        long id() {
            return id;
        }

        /** The text for the first report of the transaction, empty for the others. */
        String takeText() {
            String taken = text;
            text = "";
            return taken;
        }
    }

    /**
     * Returns what is kept of the last transaction.
     *
     * @param failed whether a recipient was not accepted
     */
    Recording keep(Conversation conversation, boolean failed) {
        if (!conversation.isRecorded() || !(failed || isSampled())) {
            return Recording.NONE;
        }
        String text = conversation.text();
        return text.isEmpty() ? Recording.NONE : new Recording(newId(), text);
    }

    private boolean isSampled() {
        return config.goodPercent() > 0
                && ThreadLocalRandom.current().nextInt(100) < config.goodPercent();
    }

    /**
     * The server knows a conversation by its message and this number, which is one that JavaScript
     * can hold.
     */
    private static long newId() {
        return ThreadLocalRandom.current().nextLong(1, 1L << 53);
    }

    /** Reserves memory for a conversation until it has been reported; false if there is none. */
    synchronized boolean reserve(long account, int length) {
        int ofAccount = waiting.getOrDefault(account, 0);
        if (waitingOctets + length > WAITING || ofAccount + length > WAITING_OF_ACCOUNT) {
            return false;
        }
        waitingOctets += length;
        waiting.put(account, ofAccount + length);
        return true;
    }

    /** Gives the memory of a reported conversation back. */
    synchronized void release(long account, int length) {
        waitingOctets -= length;
        waiting.computeIfPresent(
                account, (_, octets) -> octets - length <= 0 ? null : octets - length);
    }
}
