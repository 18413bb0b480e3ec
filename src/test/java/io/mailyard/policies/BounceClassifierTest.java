package io.mailyard.policies;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.fields.FieldValues;
import io.mailyard.smtp.SmtpReply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvFileSource;
import org.junit.jupiter.params.provider.CsvSource;

class BounceClassifierTest {
    static final BounceClassifier SHIPPED = new BounceClassifier(made(ShippedBounces.all()));

    private static SmtpReply lines(String answer) {
        String[] lines = answer.split("\\\\n");
        return new SmtpReply(
                Integer.parseInt(answer.substring(0, 3)),
                Stream.of(lines).map(line -> line.substring(Math.min(4, line.length()))).toList());
    }

    private static List<BouncePattern> made(List<FieldValues> all) {
        List<BouncePattern> made = new ArrayList<>();
        for (FieldValues values : all) {
            FieldValues whole =
                    FieldValues.initial(PolicyKind.BOUNCE_PATTERN.fields()).under(values);
            made.add(
                    PolicyKind.BOUNCE_PATTERN.made(
                            PolicyRow.of(made.size() + 1, true, Instant.EPOCH, whole)));
        }
        return made;
    }

    private static BouncePattern shipped(String name) {
        return made(ShippedBounces.all()).stream()
                .filter(pattern -> pattern.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static SmtpReply reply(String answer) {
        return new SmtpReply(
                Integer.parseInt(answer.substring(0, 3)), List.of(answer.substring(4)));
    }

    private static BouncePattern pattern(
            long id,
            BouncePattern.BounceType type,
            Optional<String> isp,
            String pattern,
            boolean shipped) {
        return new BouncePattern(id, "p" + id, type, isp, BoundedPattern.of(pattern), "", shipped);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    HARD|Gmail|550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking
                    HARD|Gmail|550 5.2.1 The email account that you tried to reach is inactive.
                    SOFT|Gmail|550 5.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages
                    SOFT|Gmail|452 4.2.2 The recipient's inbox is out of storage space.
                    SOFT|Gmail|552 5.2.2 The recipient's inbox is out of storage space.
                    BOUNCE|Gmail|550 5.7.26 This mail has been blocked because the sender is unauthenticated.
                    BOUNCE|Gmail|550 5.7.1 Our system has detected that this message is likely unsolicited mail.
                    SOFT|Gmail|421 4.7.28 Our system has detected an unusual rate of unsolicited mail
                    HARD|Outlook|550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).
                    HARD|Outlook|550 5.4.1 Recipient address rejected: Access denied. [x.protection.outlook.com]
                    HARD|Outlook|550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup
                    BOUNCE|Outlook|550 5.7.1 Unfortunately, messages from [192.0.2.1] weren't sent. Please contact your Internet service provider since part of their network is on our block list (S3150).
                    BOUNCE|Outlook|550 5.7.515 Access denied, sending domain does not meet the required authentication level.
                    SOFT|Outlook|421 RP-001 Unfortunately, some messages from 192.0.2.1 weren't sent.
                    SOFT|Outlook|554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException
                    HARD|Yahoo|554 delivery error: dd This user doesn't have a yahoo.com account (x@yahoo.com) [0]
                    HARD|Yahoo|552 1 Requested mail action aborted, mailbox not found
                    BOUNCE|Yahoo|553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.1
                    SOFT|Yahoo|421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred due to user complaints
                    BOUNCE|Yahoo|554 5.7.9 Message not accepted for policy reasons.
                    HARD|Mail.ru|550 Message was not accepted -- invalid mailbox.  Local mailbox x@mail.ru is unavailable: user not found
                    HARD|Mail.ru|550 Message was not accepted -- invalid mailbox.  Local mailbox x@mail.ru is unavailable: account is disabled
                    BOUNCE|Mail.ru|550 spam message rejected. Please visit http://help.mail.ru/notspam-support
                    SOFT|Mail.ru|552 Message was not accepted: user quota exceeded
                    HARD|Yandex|550 5.7.1 No such user!
                    BOUNCE|Yandex|554 5.7.1 Message rejected under suspicion of SPAM
                    SOFT|Yandex|552 5.2.2 Mailbox size limit exceeded
                    HARD|iCloud|550 5.1.1 <x@icloud.com>: user does not exist
                    BOUNCE|iCloud|554 5.7.1 [CS01] Message rejected due to local policy.
                    SOFT|iCloud|552 5.2.2 <x@icloud.com>: user is over quota
                    HARD|GMX|550 Requested action not taken: mailbox unavailable
                    BOUNCE|GMX|554 Transaction failed Reject due to policy restrictions.
                    HARD|other|550 5.1.1 <x@example.com>: Recipient address rejected: User unknown in virtual mailbox table
                    HARD|other|550 No such user here
                    HARD|other|550 Unrouteable address
                    HARD|other|554 Mailbox disabled for this recipient
                    HARD|other|550 sorry, no mailbox here by that name. (#5.1.1)
                    HARD|other|550 Пользователь не найден
                    HARD|other|556 5.1.10 Recipient address has null MX
                    HARD|other|550 5.1.0 Address rejected
                    SOFT|other|450 4.2.0 <x@example.com>: Recipient address rejected: Greylisted
                    SOFT|other|552 5.2.2 Over quota
                    SOFT|other|552 Mailbox is full / Blocks limit exceeded / Inode limit exceeded
                    SOFT|other|452 4.3.1 Insufficient system storage
                    BOUNCE|other|554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.spamhaus.org
                    BOUNCE|other|550 5.7.1 Message rejected as spam by Content Filtering.
                    BOUNCE|other|554 5.7.1 <x@example.com>: Relay access denied
                    BOUNCE|other|550 5.7.23 SPF validation failed
                    BOUNCE|other|550 Reverse DNS lookup failed for host 192.0.2.1
                    BOUNCE|other|552 5.3.4 Message size exceeds fixed limit
                    BOUNCE|other|550 5.1.8 Sender address rejected: Domain not found
                    BOUNCE|other|554 5.4.6 Too many hops
                    BOUNCE|other|550 no
                    SOFT|other|451 no
                    SOFT|other|354 no
                    HARD|other|550 5.1.1 <antispam@example.com>: no such mailbox
                    HARD|other|550 <policy@example.com> user unknown
                    """)
    void shippedPatterns_knowWhatHostsSay(
            BouncePattern.BounceType type, String isp, String answer) {
        assertThat(SHIPPED.of(isp, reply(answer)).type()).isEqualTo(type);
        assertThat(SHIPPED.explain(isp, "", reply(answer)).verdict())
                .isEqualTo(SHIPPED.of(isp, reply(answer)));
    }

    @ParameterizedTest
    @CsvFileSource(
            resources = {
                "/policies/bounce-answers.tsv",
                "/policies/typical-answers.tsv",
                "/policies/more-answers.tsv"
            },
            delimiter = '\t',
            quoteCharacter = '~',
            numLinesToSkip = 1,
            maxCharsPerColumn = 4096)
    void shippedPatterns_knowWhatHostsSay(String answer, String provider, String expected) {
        String isp =
                ShippedIsps.all().stream()
                        .map(values -> values.get(Isp.NAME))
                        .filter(provider::equals)
                        .findFirst()
                        .orElse(Isp.OTHER);
        BounceClassifier.BounceVerdict verdict = SHIPPED.of(isp, lines(answer));

        assertThat(expected.split(","))
                .as("%s said by %s", answer, verdict.by().map(BouncePattern::name))
                .contains(verdict.type().name().toLowerCase(Locale.ROOT));
    }

    @Test
    void isp_isRecognisedByItsHostsToo() {
        BounceClassifier bounces =
                new BounceClassifier(
                        List.of(
                                pattern(
                                        1,
                                        BouncePattern.BounceType.HARD,
                                        Optional.of("Outlook"),
                                        "^550 5\\.4\\.1",
                                        false)));
        SmtpReply plain = reply("550 5.4.1 Access denied");

        assertThat(bounces.of("other", "mx.corp.example[192.0.2.1]:25", plain).type())
                .isEqualTo(BouncePattern.BounceType.BOUNCE);
        assertThat(
                        bounces.of(
                                        "other",
                                        "corp-example.mail.protection.outlook.com[192.0.2.1]:25",
                                        plain)
                                .type())
                .isEqualTo(BouncePattern.BounceType.HARD);
        assertThat(
                        bounces.of(
                                        "other",
                                        reply(
                                                "550 5.4.1 Access denied [DB5EUR03FT001.eop-EUR03.prod.protection.outlook.com]"))
                                .type())
                .isEqualTo(BouncePattern.BounceType.HARD);
    }

    @Test
    void ownPatterns_areSearchedInTheWholeAnswerToo() {
        BounceClassifier bounces =
                new BounceClassifier(
                        List.of(
                                pattern(
                                        1,
                                        BouncePattern.BounceType.SOFT,
                                        Optional.empty(),
                                        "<anna@corp\\.example>",
                                        false)));

        assertThat(bounces.of("other", reply("550 5.1.1 <anna@corp.example> unknown")).type())
                .isEqualTo(BouncePattern.BounceType.SOFT);
    }

    @Test
    void changedShippedPatterns_areSearchedInTheWholeAnswerToo() {
        BouncePattern changed =
                pattern(
                        1,
                        BouncePattern.BounceType.SOFT,
                        Optional.empty(),
                        "acount|abuse@corp",
                        true);
        String answer = "550 5.1.1 <abuse@corp.example> no such acount";

        assertThat(new BounceClassifier(List.of(changed)).of("other", reply(answer)).by())
                .hasValue(changed);
        assertThat(SHIPPED.of("other", reply("550 5.1.1 <antispam@corp.example> unknown")).type())
                .isEqualTo(BouncePattern.BounceType.HARD);
    }

    @Test
    void hardPatternsOfAnotherVersion_areAskedLast() {
        BouncePattern refusal = shipped("Taken for spam");
        BouncePattern unknown =
                pattern(1, BouncePattern.BounceType.HARD, Optional.empty(), "no such user", true);
        BouncePattern whole = shipped("Code: address rejected");
        BouncePattern changed =
                new BouncePattern(
                        2,
                        whole.name(),
                        whole.type(),
                        whole.isp(),
                        BoundedPattern.of("no such user"),
                        "",
                        true);

        for (BouncePattern hard : List.of(unknown, changed)) {
            BounceClassifier bounces = new BounceClassifier(List.of(hard, refusal));
            assertThat(bounces.of("other", reply("550 spam, no such user")).by()).hasValue(refusal);
            assertThat(bounces.of("other", reply("550 no such user")).by()).hasValue(hard);
        }
        assertThat(
                        new BounceClassifier(List.of(refusal, whole))
                                .of("other", reply("550 5.1.1 user unknown"))
                                .by())
                .hasValue(whole);
    }

    /** Version 0.1.0 tries a shipped name that it does not know before all refusals. */
    @Test
    void hardNames_areKnownToTheFirstVersion() {
        assertThat(
                        ShippedBounces.all().stream()
                                .filter(values ->
                                        values.get(BouncePattern.TYPE).equals(ShippedBounces.HARD))
                                .map(values -> values.get(BouncePattern.NAME)))
                .isSubsetOf(
                        "Gmail: no such mailbox",
                        "Outlook: no such mailbox",
                        "Yahoo: no such mailbox",
                        "Mail.ru: no such mailbox",
                        "Yandex: no such mailbox",
                        "No such mailbox",
                        "Mailbox not found",
                        "Nobody there",
                        "Domain takes no mail",
                        "Mailbox disabled",
                        "No such mailbox, in Russian",
                        "No such mailbox, in German, Polish and others",
                        "No such mailbox, in Romance languages",
                        "No such mailbox, in Nordic and other languages",
                        "No such mailbox, in Asian languages",
                        "Code: address rejected",
                        "Code: no such mailbox");
    }

    @Test
    void patterns_areAskedInTheirOrder() {
        BounceClassifier bounces =
                new BounceClassifier(
                        List.of(
                                pattern(
                                        1,
                                        BouncePattern.BounceType.BOUNCE,
                                        Optional.empty(),
                                        "gone",
                                        true),
                                pattern(
                                        2,
                                        BouncePattern.BounceType.SOFT,
                                        Optional.empty(),
                                        "gone",
                                        false),
                                pattern(
                                        3,
                                        BouncePattern.BounceType.SOFT,
                                        Optional.of("Gmail"),
                                        "gone",
                                        true),
                                pattern(
                                        4,
                                        BouncePattern.BounceType.SOFT,
                                        Optional.of("Gmail"),
                                        "gone home",
                                        false),
                                pattern(
                                        5,
                                        BouncePattern.BounceType.BOUNCE,
                                        Optional.of("Gmail"),
                                        "gone",
                                        true)));

        assertThat(bounces.of("Gmail", reply("550 gone home")).by().map(BouncePattern::id))
                .hasValue(4L);
        assertThat(bounces.of("Gmail", reply("550 gone")).by().map(BouncePattern::id)).hasValue(3L);
        assertThat(bounces.of("Yahoo", reply("550 gone")).by().map(BouncePattern::id)).hasValue(2L);
        assertThat(bounces.of("Yahoo", reply("550 here")).by()).isEmpty();
    }

    @Test
    void shippedNames_areUniqueAndTheirPatternsCheap() {
        List<BouncePattern> all = made(ShippedBounces.all());

        assertThat(all).extracting(BouncePattern::name).doesNotHaveDuplicates();
        assertThat(all).hasSizeGreaterThan(40);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            textBlock =
                    """
                    Gmail|421 4.7.28 Our system has detected an unusual rate of unsolicited mail|true
                    Gmail|421 4.7.0 Try again later, closing connection.|true
                    Gmail|450 4.2.1 The user you are trying to contact is receiving mail too quickly|false
                    Yahoo|421 4.7.0 [TSS04] Messages from 192.0.2.1 temporarily deferred|true
                    Yahoo|421 4.7.1 [TS03] All messages from 192.0.2.1 will be permanently deferred|true
                    Outlook|550 5.7.1 messages from [192.0.2.1] weren't sent. (S3150)|true
                    Outlook|421 RP-001 (BAY004) Unfortunately, some messages weren't sent.|true
                    Outlook|450 4.7.650 The mail server [192.0.2.1] has been temporarily rate limited|true
                    Gmail|421-4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address.|true
                    Gmail|421 4.7.28 Gmail has detected an unusual rate of mail originating from your DKIM domain shop.example.|false
                    Gmail|421 4.7.0 TLS required for RCPT domain, closing connection.|false
                    Gmail|452 4.2.2 The recipient's inbox is out of storage space.|false
                    Mail.ru|451 Try again later.|false
                    Mail.ru|451 Ratelimit exceeded for mailbox anna@mail.ru. Try again later|false
                    Mail.ru|450 4.7.1 Greylisted, try again later|false
                    Mail.ru|450 Too many messages for this user, try again later|false
                    Mail.ru|421 Too many connections from your IP|true
                    Mail.ru|451 Your IP address exceeded the rate limit|true
                    Yandex|451 4.7.1 Sorry, the service is currently unavailable. Please come back later.|false
                    Yandex|450 4.2.1 The recipient has exceeded message rate limit. Try again later.|false
                    Yandex|450 4.7.1 message rate limit for mailbox|false
                    Yandex|421 4.7.0 Too many concurrent SMTP connections, please try again later|true
                    Yandex|450 4.7.1 rate limit for your IP|true
                    iCloud|450 4.7.1 Mailbox temporarily unavailable|false
                    iCloud|421 4.7.0 Blocked - see http://www.spamcop.net/bl.shtml?192.0.2.1, your server is throttled|true
                    GMX|450 Reject due to policy violations.|false
                    GMX|450 Too many recipients|false
                    GMX|421 4.7.0 Your IP is temporarily blocked|true
                    GMX|421 Too many concurrent connections from your IP|true
                    other|421 4.7.28 unusual rate of unsolicited mail|false
                    other|450 Greylisted, try again later|false
                    """)
    void shippedLocks_areSetOffByTheirIsp(String isp, String answer, boolean locked) {
        List<LockRule> rules =
                ShippedLocks.all().stream()
                        .map(values ->
                                PolicyKind.LOCK_RULE.made(
                                        PolicyRow.of(1, true, Instant.EPOCH, values)))
                        .toList();

        assertThat(rules.stream().anyMatch(rule -> rule.setOffBy(isp, reply(answer))))
                .isEqualTo(locked);
    }
}
