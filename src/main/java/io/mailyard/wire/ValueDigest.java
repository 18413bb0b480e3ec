package io.mailyard.wire;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;

/**
 * Feeds values to a digest piece by piece, so that comparing large requests takes no second copy.
 */
public final class ValueDigest {
    private static final int PIECE_CHARS = 8192;

    private ValueDigest() {}

    /** Adds the members in their order; different members add different bytes. */
    public static void add(MessageDigest digest, Map<String, Value> members) {
        count(digest, 'm', members.size());
        members.forEach((name, value) -> {
            text(digest, 'n', name);
            add(digest, value);
        });
    }

    private static void add(MessageDigest digest, Value value) {
        switch (value) {
            case Value.Text(String text) -> text(digest, 't', text);
            case Value.Numeral(String literal) -> text(digest, 'd', literal);
            case Value.Flag(boolean on) -> count(digest, 'f', on ? 1 : 0);
            case Value.Nothing _ -> count(digest, '0', 0);
            case Value.Items(var items) -> {
                count(digest, 'i', items.size());
                items.forEach(item -> add(digest, item));
            }
            case Value.Members(var members) -> add(digest, members);
        }
    }

    private static void count(MessageDigest digest, char kind, int count) {
        digest.update((kind + Integer.toString(count) + ";").getBytes(StandardCharsets.US_ASCII));
    }

    private static void text(MessageDigest digest, char kind, String text) {
        count(digest, kind, text.length());
        for (int from = 0; from < text.length(); ) {
            int to = Math.min(text.length(), from + PIECE_CHARS);
            if (to < text.length() && Character.isHighSurrogate(text.charAt(to - 1))) {
                to++;
            }
            digest.update(text.substring(from, to).getBytes(StandardCharsets.UTF_8));
            from = to;
        }
    }
}
