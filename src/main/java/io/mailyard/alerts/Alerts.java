package io.mailyard.alerts;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.mailyard.accounts.Account;
import io.mailyard.accounts.AccountDependent;
import io.mailyard.accounts.AccountStateListener.Transition;
import io.mailyard.accounts.Accounts;
import io.mailyard.accounts.FreezeDetails;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.domains.DomainEvent;
import io.mailyard.identity.UnsignedDomainListener;
import io.mailyard.messages.LimitListener;
import io.mailyard.users.AlertRecipients;
import io.mailyard.writes.Change;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

/**
 * Takes events of accounts, limits, domains and webhooks, which alerts are about, and keeps those
 * that a user of the account wants to hear of, in the transaction that causes them.
 */
public final class Alerts implements AccountDependent, LimitListener, UnsignedDomainListener {
    /** Refused messages whose limit is not stored yet; a further one comes with the next. */
    private static final int MOST_REFUSALS = 1000;

    /** Limits that were reported just now; about 100 bytes each. */
    private static final int MOST_RECENT = 10_000;

    /** Time that a message does not ask again whether its limit was reported. */
    private static final Duration RECENT = Duration.ofMinutes(1);

    private static final int MAX_NOTE = 1000;

    private record LimitKey(AccountId account, AlertTopic topic, String key) {}

    private final Accounts accounts;
    private final AlertStore store;
    private final AlertsConfig config;
    private final AlertCounts counts;
    private final Cache<LimitKey, Boolean> recent =
            Caffeine.newBuilder().maximumSize(MOST_RECENT).expireAfterWrite(RECENT).build();
    private final BlockingQueue<AlertEvent> refusals = new ArrayBlockingQueue<>(MOST_REFUSALS);
    private volatile Runnable onAdded = () -> {};

    Alerts(Accounts accounts, AlertStore store, AlertsConfig config, AlertCounts counts) {
        this.accounts = accounts;
        this.store = store;
        this.config = config;
        this.counts = counts;
    }

    /** Runs after a commit that adds an event. */
    void onAdded(Runnable listener) {
        onAdded = listener;
    }

    /** Adds an event if somebody wants to hear of it. */
    void add(Tx tx, AlertEvent event) {
        if (!config.enabled()
                || AlertRecipients.of(tx, event.account(), event.topic().flag()).isEmpty()) {
            return;
        }
        switch (store.add(tx, event)) {
            case ADDED -> tx.afterCommit(() -> onAdded.run());
            case FULL -> tx.afterCommit(() -> counts.addDropped(1));
            case KNOWN -> {
                // It is reported once.
            }
        }
    }

    /** An account changed its state. */
    void stateChanged(Change change, AccountId id, Transition transition) {
        String key = Long.toString(change.now().toEpochMilli());
        switch (transition) {
            case FROZEN ->
                    accounts.find(change.tx(), id)
                            .flatMap(Account::frozen)
                            .ifPresent(freeze -> add(change.tx(), frozen(id, key, freeze)));
            case UNFROZEN ->
                    add(
                            change.tx(),
                            new AlertEvent(
                                    id,
                                    AlertTopic.ACCOUNT_UNFROZEN,
                                    key,
                                    "",
                                    "",
                                    0,
                                    0,
                                    change.now()));
            case ACTIVATED, DEACTIVATED, DELETED, RESTORED -> {
                // Users of an account that is switched off or deleted get no mail.
            }
        }
    }

    private static AlertEvent frozen(AccountId id, String key, FreezeDetails freeze) {
        return new AlertEvent(
                id,
                AlertTopic.ACCOUNT_FROZEN,
                key,
                freeze.paymentUrl().orElse(""),
                shortened(freeze.reason().orElse("")),
                0,
                freeze.until().map(Instant::toEpochMilli).orElse(0L),
                freeze.since());
    }

    private static String shortened(String text) {
        return text.length() <= MAX_NOTE ? text : text.substring(0, MAX_NOTE);
    }

    /** Something happened to a domain. */
    public void domain(Tx tx, AccountId account, DomainEvent event, String domain, Instant at) {
        switch (event) {
            case WARNING, PENDING, LOST, EXPIRED -> {
                String what = event.name().toLowerCase(Locale.ROOT);
                String key = domain + " " + what + " " + at.toEpochMilli();
                add(tx, new AlertEvent(account, AlertTopic.DOMAIN, key, domain, what, 0, 0, at));
            }
            case VERIFIED, SUBDOMAIN, ALARM -> {
                // Nothing that the account must mend.
            }
        }
    }

    @Override
    public void unsigned(Tx tx, AccountId account, String domain, Instant at) {
        // an address without a domain has nothing that could be mended
        if (!domain.isEmpty()) {
            String day = at.atZone(ZoneOffset.UTC).toLocalDate().toString();
            unsigned(tx, account, domain, "unsigned", day, at);
        }
    }

    @Override
    public void keyShared(Tx tx, AccountId account, String domain, Instant at) {
        unsigned(tx, account, domain, "shared", Long.toString(at.toEpochMilli()), at);
    }

    private void unsigned(
            Tx tx, AccountId account, String domain, String what, String when, Instant at) {
        String key = domain + " " + what + " " + when;
        add(tx, new AlertEvent(account, AlertTopic.DOMAIN, key, domain, what, 0, 0, at));
    }

    /** A webhook was switched off. */
    void webhookOff(Change change, AccountId account, long webhook, String url) {
        String key = webhook + " off " + change.now().toEpochMilli();
        add(
                change.tx(),
                new AlertEvent(
                        account,
                        AlertTopic.WEBHOOK,
                        key,
                        host(url),
                        "off",
                        webhook,
                        0,
                        change.now()));
    }

    /** The host of an address, which may hold a secret elsewhere. */
    static String host(String url) {
        try {
            return Optional.ofNullable(URI.create(url).getHost()).orElse("?");
        } catch (IllegalArgumentException unreadable) {
            return "?";
        }
    }

    @Override
    public void used(Tx tx, AccountId account, LimitUse use) {
        boolean isHourly = use.period().equals("hour");
        if (!config.enabled() || (isHourly && !use.isReached())) {
            return;
        }
        AlertEvent event = limit(account, use, use.isReached());
        LimitKey key = new LimitKey(account, event.topic(), event.key());
        if (recent.getIfPresent(key) == null) {
            add(tx, event);
            tx.afterCommit(() -> recent.put(key, true));
        }
    }

    @Override
    public void refused(AccountId account, LimitUse use) {
        if (!config.enabled()) {
            return;
        }
        AlertEvent event = limit(account, use, true);
        LimitKey key = new LimitKey(account, event.topic(), event.key());
        if (recent.getIfPresent(key) == null) {
            recent.put(key, true);
            if (!refusals.offer(event)) {
                recent.invalidate(key);
            }
            onAdded.run();
        }
    }

    /** An alert of a limit in one of its periods is the same, until the limit is another. */
    private static AlertEvent limit(AccountId account, LimitUse use, boolean isReached) {
        return new AlertEvent(
                account,
                isReached ? AlertTopic.LIMIT_REACHED : AlertTopic.LIMIT_NEAR,
                use.period() + " " + use.name() + " " + use.limit(),
                use.period(),
                use.name(),
                use.used(),
                use.limit(),
                use.at());
    }

    /** Stores limits that refused messages. */
    void storeRefusals(Database database) {
        List<AlertEvent> events = new ArrayList<>();
        refusals.drainTo(events);
        if (!events.isEmpty()) {
            addAll(database, events);
        }
    }

    /** Adds events that no other transaction causes. */
    void addAll(Database database, List<AlertEvent> events) {
        database.write(tx -> {
            events.forEach(event -> add(tx, event));
            return true;
        });
    }

    @Override
    public String noun() {
        return "alerts";
    }

    @Override
    public long count(Tx tx, AccountId account) {
        return 0;
    }

    @Override
    public void purge(Tx tx, AccountId account) {
        store.deleteAll(tx, account);
    }
}
