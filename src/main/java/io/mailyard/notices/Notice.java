package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.mime.Mailbox;
import io.mailyard.templates.Language;
import org.jspecify.annotations.Nullable;

/**
 * A mail of ours, ready to be queued.
 *
 * @param kind what it is, such as {@code welcome}
 * @param account the account it concerns; null where it concerns none
 * @param user the user it is for; null where it is for none
 * @param recipient an address
 * @param subject one line
 * @param text the plain form
 * @param html the HTML form
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
     * @throws IllegalArgumentException where {@code recipient} is not a mail address
     */
    public Notice {
        recipient = new Mailbox("", recipient).address();
    }
}
