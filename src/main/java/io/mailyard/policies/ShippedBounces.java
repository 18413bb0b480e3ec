package io.mailyard.policies;

import java.util.ArrayList;
import java.util.List;

/**
 * The bounce patterns shipped. They are asked in this order, an ISP's own before those of all: what
 * is said plainly (a code, a full mailbox) before what is guessed from words.
 */
final class ShippedBounces {
    private static final String HARD = "hard";
    private static final String SOFT = "soft";
    private static final String BOUNCE = "bounce";

    private ShippedBounces() {}

    static List<Values> all() {
        List<Values> all = new ArrayList<>();
        all.addAll(gmailAndOutlook());
        all.addAll(yahooAndAppleAndGmx());
        all.addAll(russian());
        all.addAll(plain());
        all.addAll(refused());
        all.addAll(absent());
        all.addAll(rest());
        return List.copyOf(all);
    }

    private static Values pattern(
            String type, String isp, String name, String pattern, String message) {
        return Values.NONE
                .with(BouncePattern.NAME, name)
                .with(BouncePattern.TYPE, type)
                .with(IspMember.ISP, Shipped.isp(isp))
                .with(BouncePattern.PATTERN, pattern)
                .with(BouncePattern.MESSAGE, message);
    }

    private static Values global(String type, String name, String pattern, String message) {
        return pattern(type, "", name, pattern, message);
    }

    private static List<Values> gmailAndOutlook() {
        return List.of(
                pattern(
                        SOFT,
                        ShippedIsps.GMAIL,
                        "Gmail: receives too much",
                        "receiving mail (?:too quickly|at a rate)",
                        "The mailbox receives more mail than Gmail allows."),
                pattern(
                        SOFT,
                        ShippedIsps.GMAIL,
                        "Gmail: mailbox full",
                        "OverQuota(?:Temp|Perm)|out of storage space",
                        "The mailbox is full."),
                pattern(
                        HARD,
                        ShippedIsps.GMAIL,
                        "Gmail: no such mailbox",
                        "^5\\d\\d .*(?:NoSuchUser|DisabledUser)",
                        "The mailbox does not exist, or is disabled."),
                pattern(
                        BOUNCE,
                        ShippedIsps.GMAIL,
                        "Gmail: sender requirements",
                        "^5\\d\\d 5\\.7\\.(?:1|25|26|27|28|29|30|32|40)\\b",
                        "Refused by Gmail's requirements on senders: authentication, PTR, TLS, or"
                                + " reputation."),
                pattern(
                        BOUNCE,
                        ShippedIsps.OUTLOOK,
                        "Outlook: address on a block list",
                        "\\b(?:S3140|S3150|S77719)\\b|\\b(?:SC|DY|OU)-00[1-9]\\b",
                        "Outlook blocks the sending address or its network."),
                pattern(
                        SOFT,
                        ShippedIsps.OUTLOOK,
                        "Outlook: mailbox full",
                        "QuotaExceeded|mailbox is full",
                        "The mailbox is full."),
                pattern(
                        HARD,
                        ShippedIsps.OUTLOOK,
                        "Outlook: no such mailbox",
                        "^550 5\\.5\\.0 .*mailbox unavailable|^550 5\\.1\\.10\\b|RecipientNotFound"
                                + "|^550 5\\.4\\.1 .*access denied",
                        "The mailbox does not exist."),
                pattern(
                        BOUNCE,
                        ShippedIsps.OUTLOOK,
                        "Outlook: sender requirements",
                        "^5\\d\\d 5\\.7\\.(?:5(?:0\\d|1[125])|6\\d\\d)\\b",
                        "Refused by Outlook's requirements on senders: authentication or"
                                + " reputation."));
    }

    private static List<Values> yahooAndAppleAndGmx() {
        return List.of(
                pattern(
                        SOFT,
                        ShippedIsps.YAHOO,
                        "Yahoo: mailbox full",
                        "over ?quota|out of storage",
                        "The mailbox is full."),
                pattern(
                        HARD,
                        ShippedIsps.YAHOO,
                        "Yahoo: no such mailbox",
                        "^5\\d\\d .*(?:this user doesn't have an? |mailbox not found|no mailbox"
                                + " here|mailbox is (?:disabled|unavailable)|not a valid mailbox"
                                + "|\\(554\\.30\\))",
                        "The mailbox does not exist, or is disabled."),
                pattern(
                        BOUNCE,
                        ShippedIsps.YAHOO,
                        "Yahoo: address on a block list",
                        "\\[BL\\d+\\]",
                        "Yahoo blocks the sending address."),
                pattern(
                        BOUNCE,
                        ShippedIsps.YAHOO,
                        "Yahoo: refused by policy",
                        "^5\\d\\d .*(?:\\[PH\\d+\\]|5\\.7\\.9|not accepted for policy reasons)",
                        "Refused by Yahoo's policy: content or authentication."),
                pattern(
                        BOUNCE,
                        ShippedIsps.ICLOUD,
                        "iCloud: refused by policy",
                        "^5\\d\\d .*(?:\\[(?:CS|HM|HME)\\d+\\]|due to local policy)",
                        "Refused by iCloud's policy: content, authentication or reputation."),
                pattern(
                        HARD,
                        ShippedIsps.GMX,
                        "GMX: no such mailbox",
                        "^550 requested action not taken: mailbox unavailable",
                        "The mailbox does not exist."),
                pattern(
                        BOUNCE,
                        ShippedIsps.GMX,
                        "GMX: refused by policy",
                        "^5\\d\\d .*(?:bad dns ptr|policy restrictions|transaction failed|nemesis"
                                + " esmtp service not available)",
                        "Refused by GMX's policy: PTR, content or reputation."));
    }

    private static List<Values> russian() {
        return List.of(
                pattern(
                        SOFT,
                        ShippedIsps.MAIL_RU,
                        "Mail.ru: mailbox full",
                        "quota exceeded|mailbox is full|box full",
                        "The mailbox is full."),
                pattern(
                        HARD,
                        ShippedIsps.MAIL_RU,
                        "Mail.ru: no such mailbox",
                        "^5\\d\\d .*(?:invalid mailbox|user not found|account is disabled|user is"
                                + " terminated|access to this account is disabled|no such user)",
                        "The mailbox does not exist, or is disabled."),
                pattern(
                        BOUNCE,
                        ShippedIsps.MAIL_RU,
                        "Mail.ru: taken for spam",
                        "^5\\d\\d .*(?:spam message|rejected by .*policy|dmarc|spf)",
                        "Refused by Mail.ru's policy: content or authentication."),
                pattern(
                        SOFT,
                        ShippedIsps.YANDEX,
                        "Yandex: mailbox full",
                        "mailbox size limit exceeded|mailbox is full",
                        "The mailbox is full."),
                pattern(
                        HARD,
                        ShippedIsps.YANDEX,
                        "Yandex: no such mailbox",
                        "^5\\d\\d .*(?:no such user|user not found|mailbox is (?:disabled|blocked)"
                                + "|bad recipient)",
                        "The mailbox does not exist, or is disabled."),
                pattern(
                        BOUNCE,
                        ShippedIsps.YANDEX,
                        "Yandex: taken for spam",
                        "^5\\d\\d .*(?:suspicion of spam|policy rejection)",
                        "Refused by Yandex's policy: content or reputation."));
    }

    private static List<Values> plain() {
        return List.of(
                global(
                        HARD,
                        "Code: no such mailbox",
                        "^5\\d\\d 5\\.1\\.(?:1|10)\\b",
                        "The mailbox does not exist."),
                global(
                        SOFT,
                        "Code: mailbox full",
                        "^[45]\\d\\d [45]\\.2\\.2\\b",
                        "The mailbox is full."),
                global(
                        SOFT,
                        "Mailbox full",
                        "(?:mailbox|mail box|inbox|maildir|account|user|recipient)[^.;:]{0,30}"
                                + " (?:is |was )?(?:full|over ?quota)\\b|quota (?:is )?exceeded"
                                + "|exceed\\w* (?:\\w+ ){0,3}(?:quota|storage)|over (?:the |its )?"
                                + "(?:quota|storage limit)|out of storage",
                        "The mailbox is full."),
                global(
                        SOFT,
                        "Greylisted",
                        "^4\\d\\d .*(?:gr[ea]y ?-?list|try (?:again )?later|temporar)",
                        "The host wants it to be tried again later."));
    }

    private static List<Values> refused() {
        return List.of(
                global(
                        BOUNCE,
                        "Address on a block list",
                        "^5\\d\\d .*(?:spamhaus|spamcop|barracuda|sorbs|uceprotect|spfbl|\\b(?:rbl"
                                + "|dnsbl)\\b|black ?-?list|block ?-?list|blocked (?:using|by|for)"
                                + "|listed (?:at|in|by|on) )",
                        "The sending address is on a block list."),
                global(
                        BOUNCE,
                        "Taken for spam",
                        "^5\\d\\d .*(?:(?:message|mail|content|considered|detected|classified"
                                + "|identified|looks|rejected|refused)[^<>]{0,40}\\bspam\\b"
                                + "|\\bspam (?:message|content|detected|score)|unsolicited"
                                + "|bulk mail|content (?:filter|reject))",
                        "The message was taken for spam."),
                global(
                        BOUNCE,
                        "Authentication failed",
                        "^5\\d\\d .*(?:\\b(?:spf|dkim|dmarc)\\b|unauthenticated|not pass"
                                + " authentication)",
                        "SPF, DKIM or DMARC did not pass."),
                global(
                        BOUNCE,
                        "No PTR record",
                        "^5\\d\\d .*(?:\\bptr\\b|reverse dns|rdns|reverse lookup|cannot find your"
                                + " hostname)",
                        "The sending address has no PTR record, or a wrong one."),
                global(
                        BOUNCE,
                        "Virus",
                        "^5\\d\\d .*(?:virus|malware|infected|dangerous attachment)",
                        "The message was taken for dangerous."),
                global(
                        BOUNCE,
                        "Relaying denied",
                        "^5\\d\\d .*(?:relay(?:ing)? (?:access )?(?:denied|not permitted|not"
                                + " allowed|prohibited)|unable to relay|not permitted to relay|we"
                                + " do not relay)",
                        "The host takes no mail for this domain."),
                global(
                        BOUNCE,
                        "Sender refused",
                        "^5\\d\\d (?:5\\.1\\.[78]\\b|.*sender (?:address )?(?:rejected|denied"
                                + "|refused|verify failed))",
                        "The sender's address was refused."));
    }

    private static List<Values> absent() {
        return List.of(
                global(
                        HARD,
                        "No such mailbox",
                        "^5\\d\\d .*(?:(?:no such|unknown|invalid|nonexistent|non-existent"
                                + "|unrouteable) (?:user|recipient|mailbox|local ?part|address"
                                + "|account|person)|(?:user|recipient|mailbox|account|address)"
                                + "\\b[^;:]{0,80}(?:unknown|not found|not exist|doesn't exist|no longer exists"
                                + "|is invalid|not known|not listed)|no mailbox (?:here|by that"
                                + " name)|not a (?:valid|known) (?:user|mailbox|recipient)"
                                + "|user unknown|unknown or illegal alias|not our customer)",
                        "The mailbox does not exist."),
                global(
                        HARD,
                        "Mailbox disabled",
                        "^5\\d\\d (?:5\\.2\\.1\\b|.*(?:mailbox|account|user|recipient|address)"
                                + "\\b[^;:]{0,80}(?:disabled|deactivated|suspended|inactive|expired"
                                + "|closed|terminated|discontinued))",
                        "The mailbox is disabled."),
                global(
                        HARD,
                        "No such mailbox, in Russian",
                        "^5\\d\\d .*(?:(?:пользователь|получатель|адрес|ящик)[^;:]{0,60}не (?:найден"
                                + "|существует)|нет такого (?:пользователя|ящика|адреса))",
                        "The mailbox does not exist."),
                global(
                        HARD,
                        "Domain takes no mail",
                        "^5\\d\\d .*(?:null mx|domain (?:does not|doesn't) (?:exist|accept mail)"
                                + "|no such domain)",
                        "The domain takes no mail."));
    }

    private static List<Values> rest() {
        return List.of(
                global(
                        BOUNCE,
                        "Too large",
                        "^5\\d\\d (?:5\\.(?:3\\.4|2\\.3)\\b|.*(?:message|size)[^;:]{0,40}(?:too"
                                + " (?:large|big)|exceeds))",
                        "The message is too large for the host."),
                global(
                        BOUNCE,
                        "Loop",
                        "^5\\d\\d (?:5\\.4\\.6\\b|.*(?:too many hops|mail loop|routing loop))",
                        "The message goes round in a loop."),
                global(
                        SOFT,
                        "Too many connections or messages",
                        "^5\\d\\d .*(?:too many (?:connections|messages|recipients|errors)"
                                + "|rate ?limit|throttl|try again)",
                        "The host wants less mail at once."),
                global(
                        SOFT,
                        "Host out of order",
                        "^5\\d\\d .*(?:insufficient (?:system )?(?:storage|resources)|out of"
                                + " (?:memory|disk)|internal (?:server )?error|local error)",
                        "The host is out of order."),
                global(
                        BOUNCE,
                        "Code: refused by policy",
                        "^5\\d\\d 5\\.7\\.\\d+\\b",
                        "Refused by the host's policy."),
                global(
                        BOUNCE,
                        "Refused by policy",
                        "^5\\d\\d .*(?:polic(?:y|ies)|not allowed|not authori[sz]ed|access denied"
                                + "|administrative(?:ly)? prohibit|reputation|blocked|prohibited)",
                        "Refused by the host's policy."));
    }
}
