package io.mailyard.events;

import io.mailyard.base.AccountId;
import java.time.Instant;

/**
 * A recorded SMTP conversation of an attempt.
 *
 * @param id number that the node gave it, unique within the message
 */
public record SmtpConversation(AccountId account, long message, long id, Instant at, String text) {
    /** Octets of a conversation at most; nodes send no more. */
    private static final int MAX_CHARS = 16 * 1024;

    /** Keeps lines, and nothing else that a terminal or store would obey. */
    public SmtpConversation {
        StringBuilder kept = new StringBuilder(Math.min(text.length(), MAX_CHARS));
        for (int i = 0; i < text.length() && i < MAX_CHARS; i++) {
            char letter = text.charAt(i);
            boolean plain = letter == '\n' || (letter >= ' ' && letter != 0x7f);
            kept.append(plain && !Character.isSurrogate(letter) ? letter : '?');
        }
        text = kept.toString();
    }
}
