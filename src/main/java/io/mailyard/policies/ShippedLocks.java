package io.mailyard.policies;

import java.util.List;

/**
 * The lock rules shipped: answers by which a large ISP says that it wants less, or nothing, from
 * this address. None is for all ISPs: one host's word must not stop the mail to every other.
 */
final class ShippedLocks {
    private ShippedLocks() {}

    static List<Values> all() {
        return List.of(
                lock(
                        "Gmail: too fast",
                        ShippedIsps.GMAIL,
                        "^4\\d\\d 4\\.7\\.(?:0|28)\\b|unusual rate of (?:unsolicited )?mail",
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
                        "\\[TSS?0\\d\\]",
                        60),
                lock("Yahoo: address on a block list", ShippedIsps.YAHOO, "\\[BL\\d+\\]", 240),
                lock(
                        "Mail.ru: too fast",
                        ShippedIsps.MAIL_RU,
                        "^4\\d\\d .*(?:rate ?limit|too many|try again later)",
                        60),
                lock(
                        "Yandex: too fast",
                        ShippedIsps.YANDEX,
                        "^4\\d\\d .*(?:rate ?limit|too many|sorry, the service is currently"
                                + " unavailable)",
                        60),
                lock(
                        "iCloud: deferred for reputation",
                        ShippedIsps.ICLOUD,
                        "^4\\d\\d .*(?:\\[(?:CS|HM)\\d+\\]|too many|temporarily)",
                        60),
                lock(
                        "GMX: address on a block list, or too fast",
                        ShippedIsps.GMX,
                        "^4\\d\\d .*(?:too many|black ?list|policy)|^554 .*(?:bad dns ptr|black"
                                + " ?list)",
                        120));
    }

    private static Values lock(String name, String isp, String pattern, long minutes) {
        return Values.NONE
                .with(LockRule.NAME, name)
                .with(IspMember.ISP, Shipped.isp(isp))
                .with(LockRule.PATTERN, pattern)
                .with(LockRule.DURATION, minutes);
    }
}
