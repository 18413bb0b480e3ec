package io.mailyard.alerts;

import io.mailyard.alerts.AlertStore.FailingWebhook;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.statistics.AccountFigures;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.users.AlertRecipients;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/** Looks for rates that are too high, and for webhooks that fail. */
final class AlertChecks {
    /** Accounts looked at in one read. */
    private static final int PAGE = 256;

    private static final int PERCENT = 100;
    private static final int THOUSAND = 1000;

    private static final List<String> RATES =
            List.of("complaints", "hard_bounces", "soft_bounces", "limits");

    private final Database database;
    private final AccountFigures figures;
    private final AlertStore store;
    private final AlertsConfig config;
    private final InstantSource clock;

    AlertChecks(
            Database database,
            AccountFigures figures,
            AlertStore store,
            AlertsConfig config,
            InstantSource clock) {
        this.database = database;
        this.figures = figures;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Passes on what it finds, in pages of accounts. */
    interface FoundEvents {
        void found(List<AlertEvent> events);
    }

    void run(BooleanSupplier closing, FoundEvents listener) {
        long after = 0;
        while (!closing.getAsBoolean()) {
            long from = after;
            List<AccountId> page =
                    database.read(tx -> AlertRecipients.accounts(tx, RATES, from, PAGE));
            if (page.isEmpty()) {
                return;
            }
            List<AlertEvent> events = database.read(tx -> look(tx, page));
            if (!events.isEmpty()) {
                listener.found(events);
            }
            after = page.getLast().value();
        }
    }

    private List<AlertEvent> look(Tx tx, List<AccountId> accounts) {
        Instant now = clock.instant();
        List<AlertEvent> events = new ArrayList<>();
        int hours = (int) config.window().toHours();
        figures.last(tx, accounts, hours)
                .forEach((account, counts) -> {
                    complaints(account, counts, now).ifPresent(events::add);
                    bounces(account, counts, now).forEach(events::add);
                });
        store.failing(tx, accounts, now.minus(config.webhookFailing())).stream()
                .map(AlertChecks::event)
                .forEach(events::add);
        return events;
    }

    private Optional<AlertEvent> complaints(
            AccountId account, StatisticsCounts counts, Instant now) {
        long delivered = counts.count(StatisticsFigure.DELIVERED);
        long complaints = counts.count(StatisticsFigure.COMPLAINTS);
        boolean isHigh =
                delivered >= config.least()
                        && complaints * THOUSAND > delivered * config.complaints();
        return isHigh
                ? Optional.of(rate(account, AlertTopic.COMPLAINTS, complaints, delivered, now))
                : Optional.empty();
    }

    private List<AlertEvent> bounces(AccountId account, StatisticsCounts counts, Instant now) {
        long hard = counts.count(StatisticsFigure.BOUNCED_HARD);
        long soft =
                counts.count(StatisticsFigure.BOUNCED_SOFT)
                        + counts.count(StatisticsFigure.EXPIRED);
        long ended = counts.count(StatisticsFigure.DELIVERED) + hard + soft;
        List<AlertEvent> events = new ArrayList<>();
        if (ended >= config.least() && hard * PERCENT >= ended * config.hardBounces()) {
            events.add(rate(account, AlertTopic.HARD_BOUNCES, hard, ended, now));
        }
        if (ended >= config.least() && soft * PERCENT >= ended * config.softBounces()) {
            events.add(rate(account, AlertTopic.SOFT_BOUNCES, soft, ended, now));
        }
        return events;
    }

    /** A rate that stays too high is reported once a day. */
    private static AlertEvent rate(
            AccountId account, AlertTopic topic, long amount, long whole, Instant now) {
        String day = now.atZone(ZoneOffset.UTC).toLocalDate().toString();
        return new AlertEvent(account, topic, day, "", "", amount, whole, now);
    }

    /** Webhooks are reported once for each spell of failures. */
    private static AlertEvent event(FailingWebhook webhook) {
        return new AlertEvent(
                webhook.account(),
                AlertTopic.WEBHOOK,
                webhook.id() + " failing " + webhook.since().toEpochMilli(),
                Alerts.host(webhook.url()),
                "failing",
                webhook.id(),
                0,
                webhook.since());
    }
}
