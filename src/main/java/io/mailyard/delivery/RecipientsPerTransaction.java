package io.mailyard.delivery;

import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import java.util.regex.Pattern;

/**
 * A host that wants no more recipients in a transaction (RFC 5321 section 4.5.3.1.10): those that
 * it took are sent, the others go in the next one. RFC 821 said it by 552.
 */
final class RecipientsPerTransaction {
    private static final Pattern WORDS =
            Pattern.compile(
                    "too many (?:recipients|rcpts?|users|addresses|addressees)"
                            + "|(?:recipient|rcpt)s? (?:limit|count|number)|(?:limit|number|maximum) of recipients"
                            + "|(?:maximum|max\\.?) (?:number of )?(?:recipients|rcpts?)",
                    Pattern.CASE_INSENSITIVE);

    /** What a bare 452 may be about instead: the disk, or the mailbox. */
    private static final Pattern ROOM =
            Pattern.compile(
                    "storage|quota|space|full|disk|resource|memory|load|size|limit exceeded|mailbox",
                    Pattern.CASE_INSENSITIVE);

    /** What the limit of an hour or a day says, which the next transaction would meet too. */
    private static final Pattern OF_TIME =
            Pattern.compile(
                    "per (?:hour|day|minute|second)|hourly|daily|rate|invalid|unknown|bad|quota",
                    Pattern.CASE_INSENSITIVE);

    private RecipientsPerTransaction() {}

    /** Whether a recipient was answered so. */
    static boolean says(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.Deferred later ->
                    later.stage() == SmtpStage.RCPT && says(later.reply());
            case RecipientOutcome.Refused no -> no.stage() == SmtpStage.RCPT && says(no.reply());
            case RecipientOutcome.Accepted taken -> false;
            case RecipientOutcome.Broken broken -> false;
            case RecipientOutcome.Unfit unfit -> false;
            case RecipientOutcome.Interrupted lost -> false;
            case RecipientOutcome.Withheld held -> false;
        };
    }

    private static boolean says(SmtpReply reply) {
        String text = String.join(" ", reply.lines());
        if (reply.code() == 421 || OF_TIME.matcher(text).find()) {
            return false;
        }
        String enhanced = reply.enhanced();
        if (!enhanced.isEmpty()) {
            return enhanced.endsWith(".5.3") || WORDS.matcher(text).find();
        }
        return WORDS.matcher(text).find() || (reply.code() == 452 && !ROOM.matcher(text).find());
    }
}
