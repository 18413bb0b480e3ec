package io.mailyard.smtp;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Facts about one connection to a host: times, TLS, and, if it is recorded, its lines without
 * logins and message contents. The lines of the connection itself stay, those of a message make
 * room for the next. Not thread-safe.
 */
public final class Conversation {
    /** Octets of a recorded conversation at most. */
    public static final int MAX_OCTETS = 16 * 1024;

    /** Connecting, greeting and TLS; the replies to two EHLO take some 1,000 octets. */
    private static final int GREETING = 4 * 1024;

    /** The beginning of a message's lines: some 60 recipients. */
    private static final int HEAD = 6 * 1024;

    /** The end of a message's lines, which has the answer. */
    private static final int TAIL = 5 * 1024;

    /** A host may not send longer lines (RFC 5321 section 4.5.3.1.5), but some do. */
    private static final int MAX_LINE = 1_000;

    /** Memory for lines, shared with other conversations. */
    public interface Memory {
        /** Takes octets; false if there are none. */
        boolean take(int octets);

        /** Returns octets that were taken; never more than that. */
        void giveBack(int octets);
    }

    private static final Memory NONE =
            new Memory() {
                @Override
                public boolean take(int octets) {
                    return false;
                }

                @Override
                public void giveBack(int octets) {
                    // Nothing was taken.
                }
            };

    private final Memory memory;
    private final boolean recorded;
    private final long begun = System.nanoTime();
    private final BoundedText greeting = new BoundedText(GREETING, 0);
    private final BoundedText message = new BoundedText(HEAD, TAIL);
    private BoundedText current = greeting;
    private long stepBegun = begun;
    private long dialled = begun;
    private long connectMillis = -1;
    private long answerMillis = -1;
    private String tls = "";
    private int messages;

    private Conversation(Memory memory, boolean recorded) {
        this.memory = memory;
        this.recorded = recorded;
    }

    /** A conversation whose lines are recorded. */
    public static Conversation recorded(Memory memory) {
        return new Conversation(memory, true);
    }

    /** A conversation of which only times and TLS are kept. */
    public static Conversation unrecorded() {
        return new Conversation(NONE, false);
    }

    /** Whether lines are recorded. */
    public boolean isRecorded() {
        return recorded;
    }

    /** Milliseconds to connect; -1 if no connection was made. */
    public long connectMillis() {
        return connectMillis;
    }

    /**
     * Milliseconds from the start of the attempt to its answer; on a connection in use, from the
     * first command of the message.
     */
    public long answerMillis() {
        return answerMillis;
    }

    /** TLS version and cipher suite, separated by a space; empty if not encrypted. */
    public String tls() {
        return tls;
    }

    void connecting(String to) {
        dialled = System.nanoTime();
        tls = "";
        note("connecting to " + to);
    }

    void connected(String from) {
        connectMillis = millisSince(dialled);
        note("connected from " + from);
    }

    void encrypted(String protocol, String cipher) {
        tls = protocol + " " + cipher;
        note(tls);
    }

    void beginMessage() {
        if (messages > 0) {
            stepBegun = System.nanoTime();
        }
        messages++;
        message.clear();
        current = message;
    }

    /** Ends a message, or the attempt to connect. */
    void end() {
        answerMillis = millisSince(stepBegun);
    }

    void sent(String command) {
        if (recorded) {
            add('>', command);
        }
    }

    void received(SmtpReply reply) {
        if (!recorded) {
            return;
        }
        List<String> lines = reply.lines();
        long nanos = System.nanoTime() - begun;
        for (int i = 0; i < lines.size(); i++) {
            int code = i < lines.size() - 1 ? -reply.code() : reply.code();
            current.add(new ConversationEntry(nanos, '<', lines.get(i), code));
        }
    }

    /** Adds a sentence of our own. */
    void note(String words) {
        if (recorded) {
            add('*', words);
        }
    }

    private void add(char mark, String text) {
        current.add(new ConversationEntry(System.nanoTime() - begun, mark, text, 0));
    }

    /** The lines of the connection and of its last message; empty if nothing was recorded. */
    public String text() {
        if (!recorded) {
            return "";
        }
        StringBuilder text = new StringBuilder();
        greeting.appendTo(text);
        if (messages > 1) {
            text.append("         * ").append(messages - 1);
            text.append(messages == 2 ? " earlier message" : " earlier messages");
            text.append(" on this connection\n");
        }
        message.appendTo(text);
        return text.toString();
    }

    /** Gives the memory back; nothing is recorded from now on. */
    public void close() {
        greeting.clear();
        message.clear();
    }

    private static long millisSince(long nanos) {
        return (System.nanoTime() - nanos) / 1_000_000;
    }

    /**
     * A line, formatted only when it is needed.
     *
     * @param code of a reply; negative in all of its lines but the last, 0 in what is no reply
     */
    private record ConversationEntry(long nanos, char mark, String text, int code) {
        /** Time, mark, code and line end. */
        private static final int AROUND = 16;

        int octets() {
            int octets = AROUND;
            int length = Math.min(text.length(), MAX_LINE);
            for (int i = 0; i < length; i++) {
                char letter = text.charAt(i);
                octets += letter < 0x80 ? 1 : letter < 0x800 ? 2 : 3;
            }
            return octets;
        }

        void appendTo(StringBuilder to) {
            to.append(String.format(Locale.ROOT, "%8.3f %c ", nanos / 1e9, mark));
            if (code != 0) {
                to.append(Math.abs(code)).append(code < 0 ? '-' : ' ');
            }
            to.append(text, 0, Math.min(text.length(), MAX_LINE));
            to.append(text.length() > MAX_LINE ? " (cut)\n" : "\n");
        }
    }

    /** Lines with their first and last octets; what is between is dropped and counted. */
    private final class BoundedText {
        private final int headLimit;
        private final int tailLimit;
        private final List<ConversationEntry> head = new ArrayList<>(0);
        private final ArrayDeque<ConversationEntry> tail = new ArrayDeque<>(0);
        private int headOctets;
        private int tailOctets;
        private int dropped;

        BoundedText(int headLimit, int tailLimit) {
            this.headLimit = headLimit;
            this.tailLimit = tailLimit;
        }

        void add(ConversationEntry line) {
            int octets = line.octets();
            boolean toHead = dropped == 0 && tail.isEmpty() && headOctets + octets <= headLimit;
            if (octets > (toHead ? headLimit : tailLimit) || !memory.take(octets)) {
                dropped++;
            } else if (toHead) {
                head.add(line);
                headOctets += octets;
            } else {
                tail.add(line);
                tailOctets += octets;
                shorten();
            }
        }

        private void shorten() {
            while (tailOctets > tailLimit) {
                int first = tail.remove().octets();
                memory.giveBack(first);
                tailOctets -= first;
                dropped++;
            }
        }

        void clear() {
            memory.giveBack(headOctets + tailOctets);
            head.clear();
            tail.clear();
            headOctets = 0;
            tailOctets = 0;
            dropped = 0;
        }

        void appendTo(StringBuilder text) {
            head.forEach(line -> line.appendTo(text));
            if (dropped > 0) {
                text.append("         * cut: ").append(dropped);
                text.append(dropped == 1 ? " line" : " lines").append('\n');
            }
            tail.forEach(line -> line.appendTo(text));
        }
    }
}
