package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.templates.Language;
import io.mailyard.templates.PlatformBrand;
import io.mailyard.templates.Templates;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Lays mails out as text and as HTML, ready to be queued. Takes about a millisecond for each. */
public final class MailRenderer {
    private final Templates templates;
    private final PlatformBrand brand;

    /**
     * @param brand of mail to users of accounts; what goes to administrators has the program's own
     */
    public MailRenderer(Templates templates, PlatformBrand brand) {
        this.templates = templates;
        this.brand = brand;
    }

    /** Returns the platform's name in mail to users of an account. */
    String platform(AccountId account) {
        return account.equals(AccountId.PLATFORM) ? PlatformBrand.PLAIN.named() : brand.named();
    }

    private PlatformBrand brandOf(MailTarget target) {
        return target.account() == null ? PlatformBrand.PLAIN : brand;
    }

    /** Lines below the footer of a plain text: whose mail it is, and where help is. */
    private static String signature(PlatformBrand brand, Language language) {
        String help = brand.support().isEmpty() ? "" : help(language) + brand.support() + "\n";
        return (brand.name().isEmpty() ? "" : brand.name() + "\n") + help;
    }

    /** The word before the address for help. */
    public static String help(Language language) {
        return switch (language) {
            case EN -> "Help: ";
            case RU -> "Помощь: ";
        };
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
        PlatformBrand of = brandOf(target);
        return new Notice(
                target.kind(),
                target.account(),
                target.user(),
                target.recipient(),
                letter.language(),
                letter.subject(),
                letter.text() + signature(of, letter.language()),
                templates.html("mail/letter.jte", Map.of("letter", letter, "brand", of)));
    }

    /**
     * @throws IllegalArgumentException if mail cannot be sent to the recipient's address
     */
    public Notice report(MailTarget target, ReportLayout report) {
        PlatformBrand of = brandOf(target);
        return new Notice(
                target.kind(),
                target.account(),
                target.user(),
                target.recipient(),
                report.language(),
                report.subject(),
                report.text() + signature(of, report.language()),
                templates.html("mail/report.jte", Map.of("report", report, "brand", of)));
    }
}
