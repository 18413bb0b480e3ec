package io.mailyard.events;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** The kinds of events, by their words on the wire: the documented ones of mail, and our own. */
public enum EventKind {
    /** Accepted into the queue. */
    SEND("send"),
    /** The mail host accepted it. */
    DELIV("deliv"),
    /**
     * It will not be delivered: refused, though not because the mailbox does not exist; or expired.
     */
    UNDELIV("undeliv"),
    /** Deferred; it is tried again. */
    SBOUNCE("sbounce"),
    /** The mailbox does not exist; the address is suppressed from now on. */
    HBOUNCE("hbounce"),
    /** Not sent: the address is suppressed. */
    SUPPRESS("suppress"),
    /** Removed from the queue by an administrator, or with its account. */
    PURGE("purge"),
    ACCOUNT_ACTIVATED("account.activated"),
    ACCOUNT_DEACTIVATED("account.deactivated"),
    ACCOUNT_FROZEN("account.frozen"),
    ACCOUNT_UNFROZEN("account.unfrozen"),
    ACCOUNT_DELETED("account.deleted"),
    ACCOUNT_RESTORED("account.restored"),
    /** Half, three quarters or nine tenths of a limit of its tariff are used. */
    ACCOUNT_USAGE("account.usage"),
    /** Of an account: the senders of a rule got shares that chance cannot explain. */
    VSENDER_SHARES("vsender.shares"),
    /** Of an account: a key no longer signs its mail, since a second account could use it. */
    KEY_SHARED("key.shared"),
    /** Of an account: mail from a domain is sent unsigned; once a day for each domain. */
    DOMAIN_UNSIGNED("domain.unsigned"),
    DOMAIN_VERIFIED("domain.verified"),
    /** The daily check no longer finds the proof of a domain. */
    DOMAIN_WARNING("domain.warning"),
    /** A domain is no longer owned, because a proof is missing or an administrator withdrew it. */
    DOMAIN_PENDING("domain.pending"),
    /** Another account has proved the domain. */
    DOMAIN_LOST("domain.lost"),
    /** A claim that was never proved has ended. */
    DOMAIN_EXPIRED("domain.expired"),
    /** Another account owns a subdomain. */
    DOMAIN_SUBDOMAIN("domain.subdomain"),
    /** Of the platform: a check of all domains was discarded, because too many failed. */
    DOMAIN_ALARM("domain.alarm"),
    /** Of the platform: an administrator has stopped all of its mail. */
    PLATFORM_STOPPED("platform.stopped"),
    /** Of the platform: its mail was resumed. */
    PLATFORM_RESUMED("platform.resumed"),
    /** Of the platform: one of its own mails, for example a welcome mail, did not arrive. */
    PLATFORM_MAIL_FAILED("platform.mail_failed"),
    /** Of the platform: a scheduled backup failed; the next one that does says nothing more. */
    PLATFORM_BACKUP_FAILED("platform.backup_failed");

    private static final List<EventKind> ALL = List.of(values());

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    /** The word on the wire. */
    public String word() {
        return word;
    }

    /** Whether it concerns a recipient's mail instead of an account. */
    public boolean ofMail() {
        return compareTo(PURGE) <= 0;
    }

    /** The kind with that word. */
    public static Optional<EventKind> of(String word) {
        return ALL.stream().filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** All words. */
    static List<String> words() {
        return Arrays.stream(values()).map(EventKind::word).toList();
    }
}
