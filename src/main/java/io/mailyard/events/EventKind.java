package io.mailyard.events;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What can happen, by the words of the wire: those of mail as documented, and ours. */
public enum EventKind {
    /** Accepted into the queue. */
    SEND("send"),
    /** The mail host has taken it. */
    DELIV("deliv"),
    /** It will not be delivered: refused, but not as an absent mailbox; or its time is over. */
    UNDELIV("undeliv"),
    /** Not now; it is tried again. */
    SBOUNCE("sbounce"),
    /** The mailbox does not exist; the address is suppressed from here on. */
    HBOUNCE("hbounce"),
    /** Not sent: the address is suppressed. */
    SUPPRESS("suppress"),
    /** Taken out of the queue by an administrator, or with its account. */
    PURGE("purge"),
    ACCOUNT_ACTIVATED("account.activated"),
    ACCOUNT_DEACTIVATED("account.deactivated"),
    ACCOUNT_FROZEN("account.frozen"),
    ACCOUNT_UNFROZEN("account.unfrozen"),
    ACCOUNT_DELETED("account.deleted"),
    ACCOUNT_RESTORED("account.restored"),
    /** Half, three quarters or nine tenths of a limit of its tariff are used. */
    ACCOUNT_USAGE("account.usage"),
    /** Of an account: the senders of a rule got what they cannot have got by chance. */
    VSENDER_SHARES("vsender.shares"),
    /** Of an account: a key signs its mail no more, since a second account could use it. */
    KEY_SHARED("key.shared"),
    /** Of an account: mail from a domain goes out unsigned; once a day for each domain. */
    DOMAIN_UNSIGNED("domain.unsigned"),
    DOMAIN_VERIFIED("domain.verified"),
    /** The daily check no longer finds the proof of a domain. */
    DOMAIN_WARNING("domain.warning"),
    /** A domain is not owned any more, for want of a proof or of an administrator's word. */
    DOMAIN_PENDING("domain.pending"),
    /** Another account has proved the domain. */
    DOMAIN_LOST("domain.lost"),
    /** A claim that was never proved has ended. */
    DOMAIN_EXPIRED("domain.expired"),
    /** Another account owns a subdomain. */
    DOMAIN_SUBDOMAIN("domain.subdomain"),
    /** Of the platform: a check of all domains was thrown away, since too many failed. */
    DOMAIN_ALARM("domain.alarm"),
    /** Of the platform: an administrator has stopped all of its mail. */
    PLATFORM_STOPPED("platform.stopped"),
    /** Of the platform: its mail goes on. */
    PLATFORM_RESUMED("platform.resumed"),
    /** Of the platform: a mail of its own, such as a welcome mail, did not arrive. */
    PLATFORM_MAIL_FAILED("platform.mail_failed");

    private static final List<EventKind> ALL = List.of(values());

    private final String word;

    EventKind(String word) {
        this.word = word;
    }

    /** On the wire. */
    public String word() {
        return word;
    }

    /** Whether it happens to a recipient's mail, and not to an account. */
    public boolean ofMail() {
        return compareTo(PURGE) <= 0;
    }

    /** By its word. */
    public static Optional<EventKind> of(String word) {
        return ALL.stream().filter(kind -> kind.word.equals(word)).findFirst();
    }

    /** Every word there is. */
    static List<String> words() {
        return Arrays.stream(values()).map(EventKind::word).toList();
    }
}
