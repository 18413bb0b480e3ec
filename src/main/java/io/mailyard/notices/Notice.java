package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.mime.Mailbox;
import io.mailyard.templates.Language;
import org.jspecify.annotations.Nullable;

/**
 * A mail of the platform, ready to be queued.
 *
 * @param kind its kind, for example {@code welcome}
 * @param account the account it concerns; null if none
 * @param user the user it is for; null if none
 * @param recipient an address
 * @param subject one line
 * @param text the plain text
 * @param html the HTML
 */
public record Notice(
        String kind,
        @Nullable AccountId account,
        @Nullable Long user,
        String recipient,
        Language language,
        String subject,
        String text,
        String html) {
    /**
     * Creates a notice.
     *
     * @throws IllegalArgumentException if {@code recipient} is not a mail address
     */
    public Notice {
        recipient = new Mailbox("", recipient).address();
    }
}
