package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.templates.Templates;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays mails out as text and as HTML, ready to be queued. Takes about a millisecond for each. */
public final class MailRenderer {
    private final Templates templates;

    public MailRenderer(Templates templates) {
        this.templates = templates;
    }

    /**
     * Whom a mail is for.
     *
     * @param kind the kind of the notice
     * @param account null if it concerns none
     * @param user null if it is for none
     */
    public record MailTarget(
            String kind, @Nullable AccountId account, @Nullable Long user, String recipient) {}

    /**
     * @throws IllegalArgumentException if mail cannot be sent to the recipient's address
     */
    public Notice letter(MailTarget target, MailLayout letter) {
        return new Notice(
                target.kind(),
                target.account(),
                target.user(),
                target.recipient(),
                letter.language(),
                letter.subject(),
                letter.text(),
                templates.html("mail/letter.jte", Map.of("letter", letter)));
    }

    /**
     * @throws IllegalArgumentException if mail cannot be sent to the recipient's address
     */
    public Notice report(MailTarget target, ReportLayout report) {
        return new Notice(
                target.kind(),
                target.account(),
                target.user(),
                target.recipient(),
                report.language(),
                report.subject(),
                report.text(),
                templates.html("mail/report.jte", Map.of("report", report)));
    }
}
