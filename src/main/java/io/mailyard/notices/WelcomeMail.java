package io.mailyard.notices;

import io.mailyard.templates.Templates;
import java.util.Map;

/** Writes the mail that lets a new user set a password (docs/spec/admin-api.md, section 3). */
public final class WelcomeMail {
    /** Its kind, for {@link Notices#lastOf}. */
    public static final String KIND = "welcome";

    private final Templates templates;

    public WelcomeMail(Templates templates) {
        this.templates = templates;
    }

    /**
     * Composes the mail, ready to be queued. Takes about a millisecond: call it before the
     * transaction.
     *
     * @throws IllegalArgumentException if mail cannot be sent to the user's address
     */
    public Notice compose(Welcome welcome) {
        MailLayout letter =
                switch (welcome.language()) {
                    case RU -> WelcomeWords.russian(welcome);
                    case EN -> WelcomeWords.english(welcome);
                };
        return new Notice(
                KIND,
                welcome.account(),
                welcome.user(),
                welcome.email(),
                letter.language(),
                letter.subject(),
                letter.text(),
                templates.html("mail/letter.jte", Map.of("letter", letter)));
    }
}
