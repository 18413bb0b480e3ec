package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.smtp.SmtpReply;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * Every sentence of who and what, as hosts put them together. A false hard bounce suppresses an
 * address that is well, so what says less than "the recipient is not there" is none.
 */
class AnswerWordingsTest {
    private static final BounceClassifier SHIPPED = BounceClassifierTest.SHIPPED;

    private static final Set<BouncePattern.BounceType> NOT_HARD =
            EnumSet.of(BouncePattern.BounceType.SOFT, BouncePattern.BounceType.BOUNCE);

    private static final List<String> RECIPIENTS =
            List.of(
                    "Recipient",
                    "The user",
                    "Mailbox",
                    "Account",
                    "The email address",
                    "Addressee",
                    "<anna@corp.example>",
                    "Recipient <anna@corp.example>",
                    "User anna",
                    "The recipient's mailbox",
                    "Your recipient");

    private static final List<String> SENDERS =
            List.of(
                    "Sender",
                    "Sender address",
                    "Envelope sender",
                    "Your address",
                    "The from address",
                    "Author address",
                    "Return path",
                    "HELO name",
                    "Reverse DNS",
                    "The sending domain",
                    "Client host",
                    "The originator",
                    "MAIL FROM domain",
                    "Your account",
                    "The mailbox you send from",
                    "From: address");

    private static final List<String> ABSENT =
            List.of(
                    "unknown",
                    "not found",
                    "does not exist",
                    "doesn't exist",
                    "no longer exists",
                    "is not known here",
                    "could not be found",
                    "is invalid",
                    "is disabled",
                    "has been deactivated",
                    "is inactive",
                    "was deleted",
                    "not recognized",
                    "no longer valid",
                    "has been closed",
                    "is not a known user on this system",
                    "has been terminated");

    private static final List<String> FULL =
            List.of(
                    "is full",
                    "over quota",
                    "quota exceeded",
                    "quota unknown",
                    "has exceeded its storage limit",
                    "is out of storage space",
                    "has reached its quota",
                    "exceeded storage allocation",
                    "has no space left",
                    "has insufficient space",
                    "cannot accept more mail: disk quota reached");

    private static final List<String> PASSING =
            List.of(
                    "temporarily unavailable",
                    "is temporarily disabled",
                    "is busy",
                    "is locked by another process",
                    "is being migrated",
                    "is under maintenance",
                    "could not be verified, try again later",
                    "lookup failed: directory unavailable",
                    "verification timed out",
                    "cannot be checked right now",
                    "is receiving mail too fast",
                    "does not accept mail from you",
                    "does not accept mail from unknown senders",
                    "has blocked your domain",
                    "only accepts mail from authenticated users",
                    "rejects messages from invalid senders",
                    "requires TLS",
                    "refuses mail without valid DKIM",
                    "does not wish to receive mail from this address",
                    "is restricted to internal senders",
                    "has blocked this sender",
                    "accepts no mail from outside the organization",
                    "has a policy against unknown attachments",
                    "does not accept bounces",
                    "does not accept messages of this size");

    private static final List<String> MANY =
            List.of(
                    "Too many invalid recipients",
                    "Too many unknown users in this session",
                    "You have sent to too many nonexistent mailboxes",
                    "Your IP sent mail to unknown users",
                    "Message rejected: sent to invalid spamtrap recipients",
                    "Excessive unknown recipients - possible Open Relay",
                    "Connection dropped, number of bad recipients exceeded",
                    "Your message to an unknown user list was identified as spam",
                    "Rejected: recipients unknown rate above threshold",
                    "Directory harvest attack: unknown recipients");

    private static List<String> sentences(List<String> subjects, List<String> predicates) {
        List<String> all = new ArrayList<>();
        subjects.forEach(
                subject -> predicates.forEach(predicate -> all.add(subject + " " + predicate)));
        return all;
    }

    private static void mean(
            Set<BouncePattern.BounceType> expected, List<String> codes, List<String> sentences) {
        List<String> wrong = new ArrayList<>();
        for (String code : codes) {
            for (String sentence : sentences) {
                SmtpReply reply =
                        new SmtpReply(
                                Integer.parseInt(code.substring(0, 3)),
                                List.of(code.substring(4) + sentence));
                BounceClassifier.BounceVerdict verdict = SHIPPED.of(Isp.OTHER, reply);
                if (!expected.contains(verdict.type())) {
                    wrong.add(
                            verdict.type()
                                    + " by "
                                    + verdict.by().map(BouncePattern::name)
                                    + ": "
                                    + code
                                    + sentence);
                }
            }
        }
        assertThat(wrong).isEmpty();
    }

    @Test
    void recipientThatIsNotThere_isHard() {
        mean(
                EnumSet.of(BouncePattern.BounceType.HARD),
                List.of("550 ", "550 5.1.1 ", "554 5.0.0 ", "553 5.3.0 ", "550 5.2.1 "),
                sentences(RECIPIENTS, ABSENT));
        mean(
                EnumSet.of(BouncePattern.BounceType.HARD),
                List.of("550 ", "554 5.0.0 "),
                sentences(
                        List.of("No such", "Unknown", "Invalid", "Nonexistent", "Disabled"),
                        List.of(
                                "user",
                                "recipient",
                                "mailbox here",
                                "local user",
                                "email address")));
    }

    @Test
    void senderThatIsNotThere_isNotHard() {
        mean(NOT_HARD, List.of("550 ", "550 5.1.1 ", "554 5.0.0 "), sentences(SENDERS, ABSENT));
    }

    @Test
    void fullMailbox_isSoft() {
        mean(
                EnumSet.of(BouncePattern.BounceType.SOFT),
                List.of("552 ", "550 ", "550 5.2.2 ", "550 5.1.1 "),
                sentences(RECIPIENTS, FULL));
    }

    @Test
    void whatPassesOrIsRefused_isNotHard() {
        mean(NOT_HARD, List.of("550 ", "550 5.1.1 "), sentences(RECIPIENTS, PASSING));
        mean(NOT_HARD, List.of("550 ", "550 5.1.1 ", "554 5.0.0 "), MANY);
    }

    /** RFC 3463: the code says that something else is the matter. */
    @Test
    void codeOfTheHostTheNetworkOrTheContent_isNotHard() {
        mean(
                NOT_HARD,
                List.of(
                        "550 5.2.2 ",
                        "550 5.2.3 ",
                        "550 5.3.1 ",
                        "550 5.3.190 ",
                        "550 5.4.4 ",
                        "550 5.4.310 ",
                        "550 5.5.2 ",
                        "554 5.6.0 ",
                        "550 5.6.11 ",
                        "550 5.1.7 ",
                        "550 5.1.8 ",
                        "550 5.1.90 "),
                sentences(RECIPIENTS, ABSENT));
    }

    @Test
    void answerOfAnotherHost_meansWhatItSays() {
        List<String> hosts =
                List.of(
                        "Remote server returned ",
                        "The remote host said: ",
                        "Recipient server mx.corp.example responded: ",
                        "Destination mail server has rejected: ");
        mean(
                EnumSet.of(BouncePattern.BounceType.HARD),
                List.of("550 5.1.351 ", "550 ", "550 5.1.1 "),
                sentences(
                        hosts, List.of("unknown recipient", "mailbox not found", "no such user")));
        mean(
                NOT_HARD,
                List.of("550 5.1.351 ", "550 "),
                sentences(hosts, List.of("sender unknown", "mailbox full", "message is spam")));
    }

    /** A page with advice has any words in its address, and is not the answer. */
    @Test
    void wordsOfLinks_doNotDecide() {
        List<String> links =
                List.of(
                        "See https://mail.example.org/policy",
                        "see http://example.org/security/restricted.html.",
                        "(https://policy.example.org/denied?why=spam&from=x#sender)",
                        "<https://help.example.org/mail/prohibited>",
                        "- www.example.org/quota/full/try-again-later");
        mean(
                EnumSet.of(BouncePattern.BounceType.HARD),
                List.of("550 5.1.1 ", "550 "),
                sentences(List.of("User unknown.", "No such user here;"), links));
        mean(
                EnumSet.of(BouncePattern.BounceType.BOUNCE),
                List.of("554 5.7.1 ", "554 "),
                sentences(
                        List.of("Rejected by policy."),
                        List.of(
                                "https://a.example/user-unknown",
                                "www.b.example/no-such-mailbox")));
    }

    /** 5.1.1 with a sentence that says the same is decided, whatever the host then does. */
    @Test
    void refusalOfMailToNobody_isHard() {
        List<String> nobody =
                List.of(
                        "Unknown user",
                        "User unknown",
                        "No such user",
                        "Recipient not found",
                        "<anna@corp.example>: Mailbox does not exist");
        mean(
                EnumSet.of(BouncePattern.BounceType.HARD),
                List.of("550 5.1.1 ", "550 5.1.10 "),
                sentences(
                        nobody,
                        List.of(
                                "; mail denied",
                                ". Access denied",
                                "; rejected",
                                "- mail refused")));
    }
}
