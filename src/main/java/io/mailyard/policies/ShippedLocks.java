package io.mailyard.policies;

import io.mailyard.fields.FieldValues;
import java.util.List;

/**
 * The shipped lock rules: answers by which a large ISP demands less mail, or none, from an address.
 * None applies to all ISPs: one host's answer must not stop the mail to all others. And each
 * requires text about the sending address or its connections: a greylisted message, or one mailbox
 * that receives too much, must not stop the mail to everybody else.
 */
final class ShippedLocks {
    /** The sending address is throttled or blocked, or has too many connections. */
    private static final String OF_ADDRESS =
            "^4\\d\\d .*(?:too many (?:\\w+ ){0,2}connections"
                    + "|(?:\\bips?\\b|\\byour (?:\\w+ )?(?:host|server|network|mta)\\b|sending (?:host|server|mta))[^;]{0,80}"
                    + "(?:limit|too many|block|black|list|exceed|defer|throttl|reputation|try (?:again )?later)"
                    + "|(?:limit|too many|block|black|exceed|defer|throttl|reputation|suspicious)\\w*[^;]{0,80}"
                    + "(?:\\bips?\\b|\\byour (?:\\w+ )?(?:host|server|network|mta)\\b|sending (?:host|server|mta)))";

    private ShippedLocks() {}

    static List<FieldValues> all() {
        return List.of(
                lock(
                        "Gmail: too fast",
                        ShippedIsps.GMAIL,
                        "^4\\d\\d 4\\.7\\.0 try again later, closing"
                                + "|unusual rate of (?:unsolicited )?mail(?:[.]? *$|[. ]+originating from your ip)"
                                + "|^4\\d\\d 4\\.7\\.(?:0|28)\\b.*(?:your ip|ip (?:address|netblock))",
                        30),
                lock(
                        "Outlook: address on a block list",
                        ShippedIsps.OUTLOOK,
                        "\\b(?:S3140|S3150|S77719)\\b|\\bSC-00[1-9]\\b",
                        240),
                lock(
                        "Outlook: limited by reputation",
                        ShippedIsps.OUTLOOK,
                        "\\bRP-00[1-3]\\b|^4\\d\\d 4\\.7\\.65[0-9]\\b",
                        60),
                lock(
                        "Yahoo: deferred for complaints or volume",
                        ShippedIsps.YAHOO,
                        "\\[TSS?\\d+\\]",
                        60),
                lock("Yahoo: address on a block list", ShippedIsps.YAHOO, "\\[BL\\d+\\]", 240),
                lock("Mail.ru: too fast", ShippedIsps.MAIL_RU, OF_ADDRESS, 60),
                lock("Yandex: too fast", ShippedIsps.YANDEX, OF_ADDRESS, 60),
                lock("iCloud: deferred for reputation", ShippedIsps.ICLOUD, OF_ADDRESS, 60),
                lock(
                        "GMX: address on a block list, or too fast",
                        ShippedIsps.GMX,
                        OF_ADDRESS + "|^554 .*(?:bad dns ptr|black ?list)",
                        120));
    }

    private static FieldValues lock(String name, String isp, String pattern, long minutes) {
        return FieldValues.NONE
                .with(LockRule.NAME, name)
                .with(IspField.ISP, ShippedPolicies.isp(isp))
                .with(LockRule.PATTERN, pattern)
                .with(LockRule.DURATION, minutes);
    }
}
