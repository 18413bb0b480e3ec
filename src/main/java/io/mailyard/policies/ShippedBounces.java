package io.mailyard.policies;

import io.mailyard.fields.Field;
import io.mailyard.fields.FieldValues;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The shipped bounce patterns in the order in which they are tried, an ISP's own before those of
 * all ISPs. Answers about the sender, policy or content come first, since a host that refuses our
 * mail says nothing about the recipient, whatever else it writes; then temporary conditions (too
 * fast, a full mailbox); then missing recipients; then bare codes.
 *
 * <p>Hard patterns have the names that version 0.1.0 knows: it tries a name that it does not know
 * before all refusals, and nodes of it may run on beside newer ones.
 */
final class ShippedBounces {
    static final String HARD = "hard";
    static final String SOFT = "soft";
    static final String BOUNCE = "bounce";

    /** Incremented with every change of shipped patterns, so that existing stores are updated. */
    static final int VERSION = 11;

    private static final List<FieldValues> ALL = collected();
    private static final Map<String, Integer> RANKS = ranks();
    private static final Set<String> PATTERNS = each(ALL, BouncePattern.PATTERN);
    private static final Set<String> BEFORE_REFUSALS =
            each(ShippedUnknownRecipients.whole(), BouncePattern.NAME);

    private ShippedBounces() {}

    static List<FieldValues> all() {
        return ALL;
    }

    /** Position in the order; empty if no shipped pattern has this name. */
    static OptionalInt rank(String name) {
        Integer rank = RANKS.get(name);
        return rank == null ? OptionalInt.empty() : OptionalInt.of(rank);
    }

    private static List<FieldValues> collected() {
        List<FieldValues> all = new ArrayList<>();
        all.addAll(gmailAndOutlook());
        all.addAll(others());
        all.addAll(ShippedUnknownRecipients.whole());
        all.addAll(ShippedRefusals.all());
        all.addAll(ShippedUnknownRecipients.all());
        return List.copyOf(all);
    }

    /** Whether it is tried before refusals, which only its shipped text may be. */
    static boolean isTriedBeforeRefusals(String name) {
        return BEFORE_REFUSALS.contains(name);
    }

    /** Whether a shipped pattern has this text. */
    static boolean hasPattern(String text) {
        return PATTERNS.contains(text);
    }

    private static Map<String, Integer> ranks() {
        Map<String, Integer> ranks = new HashMap<>();
        ALL.forEach(values -> ranks.put(values.get(BouncePattern.NAME), ranks.size()));
        return Map.copyOf(ranks);
    }

    private static Set<String> each(List<FieldValues> patterns, Field<String> field) {
        return patterns.stream()
                .map(values -> values.get(field))
                .collect(Collectors.toUnmodifiableSet());
    }

    static FieldValues pattern(
            String type, String isp, String name, String pattern, String message) {
        return FieldValues.NONE
                .with(BouncePattern.NAME, name)
                .with(BouncePattern.TYPE, type)
                .with(IspField.ISP, ShippedPolicies.isp(isp))
                .with(BouncePattern.PATTERN, pattern)
                .with(BouncePattern.MESSAGE, message);
    }

    static FieldValues global(String type, String name, String pattern, String message) {
        return pattern(type, "", name, pattern, message);
    }

    private static List<FieldValues> gmailAndOutlook() {
        return List.of(
                pattern(
                        SOFT,
                        ShippedIsps.GMAIL,
                        "Gmail: receives too much",
                        "receiving mail (?:too quickly|at a rate)|ReceivingRate",
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
                        "^5\\d\\d .*(?:NoSuchUser|DisabledUser|InactiveUser)",
                        "The mailbox does not exist, or is disabled."),
                pattern(
                        BOUNCE,
                        ShippedIsps.GMAIL,
                        "Gmail: sender requirements",
                        "^5\\d\\d 5\\.7\\.(?:0|1|2[4-9]|3[0-9]|40)\\b",
                        "Refused by Gmail's requirements on senders: authentication, PTR, TLS, or"
                                + " reputation."),
                pattern(
                        BOUNCE,
                        ShippedIsps.OUTLOOK,
                        "Outlook: address on a block list",
                        "^5\\d\\d .*(?:\\bS(?:3140|3150|77719)\\b|\\b(?:SC|DY|OU)-00[1-9]\\b)",
                        "Outlook blocks the sending address or its network."),
                pattern(
                        BOUNCE,
                        ShippedIsps.OUTLOOK,
                        "Outlook: sender requirements",
                        "^5\\d\\d 5\\.7\\.(?:1\\d\\d|5\\d\\d|6\\d\\d|7\\d\\d)\\b",
                        "Refused by Outlook's requirements on senders: authentication, reputation"
                                + " or permission."),
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
                        "^550 5\\.5\\.0 .*mailbox unavailable|^5\\d\\d .*(?:RecipientNotFound|RecipNotFound)"
                                + "|^550 5\\.4\\.1 .*recipient address rejected: access denied",
                        "The mailbox does not exist."));
    }

    private static List<FieldValues> others() {
        return List.of(
                pattern(
                        BOUNCE,
                        ShippedIsps.YAHOO,
                        "Yahoo: address on a block list",
                        "^5\\d\\d .*\\[(?:BL|TSS?)\\d+\\]",
                        "Yahoo blocks the sending address."),
                pattern(
                        BOUNCE,
                        ShippedIsps.YAHOO,
                        "Yahoo: refused by policy",
                        "^5\\d\\d .*(?:\\[PH\\d+\\]|5\\.7\\.9|\\b(?:RLY|RTR|HVU|CON|DYN):[A-Z])",
                        "Refused by Yahoo's policy: content or authentication."),
                pattern(
                        HARD,
                        ShippedIsps.YAHOO,
                        "Yahoo: no such mailbox",
                        "^5\\d\\d .*(?:this user doesn't have an? |\\(554\\.30\\)|dd \\S* is no longer"
                                + " valid|has been disabled or discontinued)",
                        "The mailbox does not exist, or is disabled."),
                pattern(
                        BOUNCE,
                        ShippedIsps.ICLOUD,
                        "iCloud: refused by policy",
                        "^5\\d\\d .*(?:\\[(?:CS|HM|HME)\\d+\\]|due to local policy)",
                        "Refused by iCloud's policy: content, authentication or reputation."),
                pattern(
                        BOUNCE,
                        ShippedIsps.GMX,
                        "GMX: refused by policy",
                        "^5\\d\\d .*(?:bad dns ptr|policy restrictions|transaction failed|nemesis"
                                + " esmtp service not available)",
                        "Refused by GMX's policy: PTR, content or reputation."),
                pattern(
                        BOUNCE,
                        ShippedIsps.MAIL_RU,
                        "Mail.ru: taken for spam",
                        "^5\\d\\d .*(?:spam message|rejected by .*policy|dmarc|spf)",
                        "Refused by Mail.ru's policy: content or authentication."),
                pattern(
                        HARD,
                        ShippedIsps.MAIL_RU,
                        "Mail.ru: no such mailbox",
                        "^5\\d\\d .*invalid mailbox\\. .*(?:user not found|account is disabled|user is"
                                + " terminated|access to this account is disabled)",
                        "The mailbox does not exist, or is disabled."),
                pattern(
                        BOUNCE,
                        ShippedIsps.YANDEX,
                        "Yandex: taken for spam",
                        "^5\\d\\d .*(?:suspicion of spam|policy rejection|spam statistics)",
                        "Refused by Yandex's policy: content or reputation."),
                pattern(
                        HARD,
                        ShippedIsps.YANDEX,
                        "Yandex: no such mailbox",
                        "^5\\d\\d .*(?:no such user|bad recipient)",
                        "The mailbox does not exist, or is disabled."));
    }
}
