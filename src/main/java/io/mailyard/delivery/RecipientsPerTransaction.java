package io.mailyard.delivery;

import io.mailyard.smtp.RecipientOutcome;
import io.mailyard.smtp.SmtpReply;
import io.mailyard.smtp.SmtpStage;
import java.util.regex.Pattern;

/**
 * Recognizes a host that accepts no more recipients in a transaction (RFC 5321 section 4.5.3.1.10):
 * accepted recipients are sent, the others go in the next transaction. RFC 821 used 552.
 */
final class RecipientsPerTransaction {
    private static final Pattern WORDS =
            Pattern.compile(
                    "too many (?:recipients|rcpts?|users|addresses|addressees)"
                            + "|(?:recipient|rcpt)s? (?:limit|count|number)|(?:limit|number|maximum) of recipients"
                            + "|(?:maximum|max\\.?) (?:number of )?(?:recipients|rcpts?)",
                    Pattern.CASE_INSENSITIVE);

    /** Other meanings of a bare 452: disk or mailbox. */
    private static final Pattern OTHER_452 =
            Pattern.compile(
                    "storage|quota|space|full|disk|resource|memory|load|size|limit exceeded|mailbox",
                    Pattern.CASE_INSENSITIVE);

    /** Limits over time, which the next transaction would meet too. */
    private static final Pattern OVER_TIME =
            Pattern.compile(
                    "\\b(?:(?:per|an?|each|every) (?:hour|day|minute|second)|hourly|daily|rates?|quota)\\b",
                    Pattern.CASE_INSENSITIVE);

    /** Limits of recipients that do not exist: more of them would count too. */
    private static final Pattern OF_ABSENT_RECIPIENTS =
            Pattern.compile(
                    "\\b(?:invalid|unknown|bad|wrong|non-?existent|incorrect) (?:\\w+ )?(?:recipient|rcpt|user|address|mailbox)"
                            + "|\\b(?:recipient|rcpt|user|address|mailbox)(?:s|es)? (?:(?:is|are|was|were) )?(?:invalid|unknown|bad)\\b",
                    Pattern.CASE_INSENSITIVE);

    /** Links and names of hosts, whose words are not about recipients. */
    private static final Pattern NAMES =
            Pattern.compile(
                    "\\bhttps?://\\S+|(?<![\\w-])[\\w-]++(?:\\.[\\w-]++)+",
                    Pattern.CASE_INSENSITIVE);

    private RecipientsPerTransaction() {}

    /** Whether a recipient got such a reply. */
    static boolean isLimit(RecipientOutcome outcome) {
        return switch (outcome) {
            case RecipientOutcome.RecipientDeferred deferred ->
                    deferred.stage() == SmtpStage.RCPT && isLimit(deferred.reply());
            case RecipientOutcome.RecipientRefused refused ->
                    refused.stage() == SmtpStage.RCPT && isLimit(refused.reply());
            case RecipientOutcome.RecipientAccepted accepted -> false;
            case RecipientOutcome.ConnectionLost broken -> false;
            case RecipientOutcome.Unsendable unsendable -> false;
            case RecipientOutcome.TransactionLost lost -> false;
            case RecipientOutcome.NotSent notSent -> false;
        };
    }

    private static boolean isLimit(SmtpReply reply) {
        String text = NAMES.matcher(String.join(" ", reply.lines())).replaceAll(" ");
        if (reply.code() == 421
                || OVER_TIME.matcher(text).find()
                || OF_ABSENT_RECIPIENTS.matcher(text).find()) {
            return false;
        }
        String enhanced = reply.enhanced();
        if (!enhanced.isEmpty()) {
            return enhanced.endsWith(".5.3") || WORDS.matcher(text).find();
        }
        return WORDS.matcher(text).find()
                || (reply.code() == 452 && !OTHER_452.matcher(text).find());
    }
}
