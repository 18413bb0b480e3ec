package io.mailyard.alerts;

import io.mailyard.accounts.Account;
import io.mailyard.accounts.Accounts;
import io.mailyard.alerts.AlertStore.StoredAlert;
import io.mailyard.alerts.AlertStore.WaitingTopic;
import io.mailyard.db.Database;
import io.mailyard.notices.Notice;
import io.mailyard.notices.Notices;
import io.mailyard.users.AlertRecipients;
import io.mailyard.users.AlertRecipients.AlertRecipient;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends alerts of waiting events: their mails are queued, and the events ended, in one transaction,
 * so that each is in exactly one alert, however many servers do so at once.
 */
final class AlertDispatcher {
    private static final Logger LOG = LoggerFactory.getLogger(AlertDispatcher.class);

    /** Topics of accounts in one round. */
    private static final int MOST = 50;

    /** Topics of a hundred accounts whose own mail does not go out; each costs a few statements. */
    private static final int MOST_STUCK = 1_000;

    /** An event that could not be reported for a day is no news any more. */
    private static final Duration TOO_OLD = Duration.ofDays(1);

    private static final int END_AT_ONCE = 500;

    private final Database database;
    private final Accounts accounts;
    private final Notices notices;
    private final AlertLetter letter;
    private final AlertStore store;
    private final AlertsConfig config;
    private final AlertCounts counts;
    private final InstantSource clock;

    AlertDispatcher(
            Database database,
            Accounts accounts,
            Notices notices,
            AlertLetter letter,
            AlertStore store,
            AlertsConfig config,
            AlertCounts counts,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.notices = notices;
        this.letter = letter;
        this.store = store;
        this.config = config;
        this.counts = counts;
        this.clock = clock;
    }

    private record WaitingAlert(
            Account account, List<AlertRecipient> recipients, List<StoredAlert> events) {}

    /**
     * Sends the alerts that are due; returns whether more may be. Those for which the queue has no
     * room stay, and those behind them come all the same.
     */
    boolean round() {
        boolean progress = false;
        int stuck = 0;
        while (stuck <= MOST_STUCK) {
            List<WaitingTopic> due = due(stuck);
            int before = stuck;
            for (WaitingTopic topic : due) {
                stuck += send(topic) ? 0 : 1;
            }
            progress |= stuck - before < due.size();
            if (due.size() < MOST) {
                return false;
            }
        }
        return progress;
    }

    private List<WaitingTopic> due(int skipped) {
        Instant now = clock.instant();
        return database.readOne(tx ->
                store.due(
                        tx,
                        now.minus(config.interval()),
                        now.minus(config.collect()),
                        now,
                        skipped,
                        MOST));
    }

    /** Ends events that have waited too long, for example because the queue had no room. */
    void endOld() {
        Instant now = clock.instant();
        int ended = database.write(tx -> store.endOld(tx, now.minus(TOO_OLD), now, END_AT_ONCE));
        if (ended > 0) {
            counts.addDropped(ended);
            LOG.warn("{} events were dropped: nobody could be alerted of them for a day", ended);
        }
    }

    private boolean sendOfPlatform(WaitingTopic topic) {
        List<StoredAlert> events =
                database.read(tx -> store.waiting(tx, topic.account(), topic.topic()));
        if (events.isEmpty()) {
            return false;
        }
        List<AlertEvent> found = events.stream().map(StoredAlert::event).toList();
        List<Notice> mails =
                config.platformAddresses().stream()
                        .map(address -> letter.platform(address, found))
                        .toList();
        return queue(topic, events, mails);
    }

    private boolean send(WaitingTopic topic) {
        if (topic.topic() == AlertTopic.PLATFORM) {
            return sendOfPlatform(topic);
        }
        Optional<WaitingAlert> alert =
                database.read(tx -> {
                    List<StoredAlert> events = store.waiting(tx, topic.account(), topic.topic());
                    return accounts.find(tx, topic.account())
                            .map(account ->
                                    new WaitingAlert(
                                            account,
                                            mayHear(account, topic.topic())
                                                    ? AlertRecipients.of(
                                                            tx, account.id(), topic.topic().flag())
                                                    : List.of(),
                                            events));
                });
        if (alert.isEmpty() || alert.get().events().isEmpty()) {
            return false;
        }
        List<Notice> mails = new ArrayList<>();
        List<AlertEvent> events = alert.get().events().stream().map(StoredAlert::event).toList();
        for (AlertRecipient recipient : alert.get().recipients()) {
            try {
                mails.add(letter.compose(alert.get().account(), recipient, events));
            } catch (IllegalArgumentException unfit) {
                LOG.warn(
                        "no alert goes to user {} of account {}: {}",
                        recipient.user(),
                        topic.account(),
                        unfit.getMessage());
            }
        }
        return queue(topic, alert.get().events(), mails);
    }

    /** Users of a frozen account hear of the freeze alone, those of a stopped one of nothing. */
    private static boolean mayHear(Account account, AlertTopic topic) {
        return switch (account.state()) {
            case ACTIVE -> true;
            case FROZEN -> topic == AlertTopic.ACCOUNT_FROZEN;
            case INACTIVE, DELETED -> false;
        };
    }

    private boolean queue(WaitingTopic topic, List<StoredAlert> events, List<Notice> mails) {
        Instant now = clock.instant();
        List<Long> ids = events.stream().map(StoredAlert::id).toList();
        return database.write(tx -> {
            if (mails.isEmpty()) {
                return store.end(tx, topic.account(), ids, now) > 0;
            }
            if (!notices.hasRoomForMore(tx, topic.account())
                    || !store.claim(tx, topic, now.minus(config.interval()), now)) {
                return false;
            }
            if (store.end(tx, topic.account(), ids, now) > 0) {
                mails.forEach(mail -> notices.add(tx, mail));
                tx.afterCommit(() -> counts.addAlerts(mails.size()));
            }
            return true;
        });
    }
}
