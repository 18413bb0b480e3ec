package io.mailyard.notices;

import io.mailyard.notices.MailRenderer.MailTarget;

/** Writes the mail that lets a new user set a password (docs/spec/admin-api.md, section 3). */
public final class WelcomeMail {
    /** Its kind, for {@link Notices#lastOf}. */
    public static final String KIND = "welcome";

    private final MailRenderer renderer;

    public WelcomeMail(MailRenderer renderer) {
        this.renderer = renderer;
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
        return renderer.letter(
                new MailTarget(KIND, welcome.account(), welcome.user(), welcome.email()), letter);
    }
}
