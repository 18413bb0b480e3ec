package io.mailyard.messages;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.base.AccountId;
import io.mailyard.db.Tx;
import io.mailyard.events.Event;
import io.mailyard.events.EventKind;
import io.mailyard.events.Events;
import io.mailyard.identity.SigningKeys;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Alerts accounts about unsigned mail, once a day per domain, and counts it in a metric. */
final class UnsignedMailAlert implements AccountDependent {
    /** Domains per account and day: an account that sends from more knows by then. */
    private static final int MOST_DOMAINS = 100;

    /** Remembered domains of the day: some 200 bytes each. */
    private static final int MOST_KNOWN = 20_000;

    private record AlertKey(AccountId account, String domain, long day) {}

    private final Events events;
    private final SigningKeys keys;
    private final AtomicLong count = new AtomicLong();
    private final Cache<AlertKey, Boolean> raised =
            Caffeine.newBuilder().maximumSize(MOST_KNOWN).build();

    UnsignedMailAlert(Events events, SigningKeys keys) {
        this.events = events;
        this.keys = keys;
    }

    /** Messages since start. */
    long count() {
        return count.get();
    }

    /** Records that a message is sent from these domains without a signature. */
    void recordUnsigned(Tx tx, AccountId account, Set<String> domains, Instant now) {
        tx.afterCommit(count::incrementAndGet);
        domains.forEach(domain -> recordUnsigned(tx, account, domain, now));
    }

    private void recordUnsigned(Tx tx, AccountId account, String domain, Instant now) {
        AlertKey today =
                new AlertKey(account, domain, TimeUnit.MILLISECONDS.toDays(now.toEpochMilli()));
        if (raised.getIfPresent(today) == null) {
            if (isFirst(tx, today)) {
                events.happened(
                        tx, Event.of(account, EventKind.DOMAIN_UNSIGNED, now, text(domain)));
                keys.listener().unsigned(tx, account, domain, now);
            }
            tx.afterCommit(() -> raised.put(today, true));
        }
    }

    private static String text(String domain) {
        return "mail from "
                + (domain.isEmpty() ? "an address without a domain" : domain)
                + " goes out without a DKIM signature: no active key of the domain may sign for the"
                + " account; add the domain by domains/add and publish what it answers";
    }

    private static boolean isFirst(Tx tx, AlertKey today) {
        tx.update(
                "DELETE FROM unsigned_days WHERE account_id = ? AND day < ?",
                today.account().value(),
                today.day());
        long known =
                tx.number(
                        "SELECT count(*) FROM unsigned_days WHERE account_id = ?",
                        today.account().value());
        return known < MOST_DOMAINS
                && tx.update(
                                "INSERT INTO unsigned_days (account_id, domain, day) VALUES (?, ?, ?)"
                                        + " ON CONFLICT (account_id, domain) DO NOTHING",
                                today.account().value(),
                                today.domain(),
                                today.day())
                        > 0;
    }

    @Override
    public String noun() {
        return "days of unsigned mail";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return 0;
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        tx.update("DELETE FROM unsigned_days WHERE account_id = ?", account.value());
    }
}
