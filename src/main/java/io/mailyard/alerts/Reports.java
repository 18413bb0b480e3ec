package io.mailyard.alerts;

import io.mailyard.accounts.Account;
import io.mailyard.accounts.Accounts;
import io.mailyard.base.AccountId;
import io.mailyard.base.AccountState;
import io.mailyard.db.Database;
import io.mailyard.db.Tx;
import io.mailyard.notices.Notice;
import io.mailyard.notices.Notices;
import io.mailyard.statistics.AccountFigures;
import io.mailyard.users.AlertRecipients;
import io.mailyard.users.AlertRecipients.AlertRecipient;
import io.mailyard.users.AlertRecipients.AlertedUser;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends reports that are due. A report of a user is recorded in the transaction that queues its
 * mail, so that there is one in each period, whatever happens to clocks and servers.
 */
final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    /** Accounts looked at in one read. */
    private static final int PAGE = 256;

    /** A report that is recorded was due at most a day before. */
    private static final Duration LONGER_THAN_LATE = Duration.ofDays(8);

    private static final List<String> FLAGS =
            Arrays.stream(ReportKind.values()).map(ReportKind::flag).toList();

    private final Database database;
    private final Accounts accounts;
    private final Notices notices;
    private final AccountFigures figures;
    private final ReportLetter letter;
    private final AlertStore store;
    private final AlertCounts counts;
    private final InstantSource clock;

    Reports(
            Database database,
            Accounts accounts,
            Notices notices,
            AccountFigures figures,
            ReportLetter letter,
            AlertStore store,
            AlertCounts counts,
            InstantSource clock) {
        this.database = database;
        this.accounts = accounts;
        this.notices = notices;
        this.figures = figures;
        this.letter = letter;
        this.store = store;
        this.counts = counts;
        this.clock = clock;
    }

    /** A report with those who still lack it. */
    private record ReportMailing(
            Account account, ReportFigures figures, List<AlertRecipient> recipients) {}

    /**
     * Sends all reports that are due; those for which the queue has no room go with a later run.
     */
    void run(BooleanSupplier closing) {
        long after = 0;
        while (!closing.getAsBoolean()) {
            long from = after;
            List<AccountId> page =
                    database.read(tx -> AlertRecipients.accounts(tx, FLAGS, from, PAGE));
            if (page.isEmpty()) {
                return;
            }
            for (ReportKind kind : ReportKind.values()) {
                for (AccountId account : database.read(tx -> lacking(tx, page, kind))) {
                    if (closing.getAsBoolean()) {
                        return;
                    }
                    send(account, kind);
                }
            }
            after = page.getLast().value();
        }
    }

    /**
     * Returns those of some accounts in which a user lacks a report that is due: a few statements,
     * since most users have theirs.
     */
    private Set<AccountId> lacking(Tx tx, List<AccountId> page, ReportKind kind) {
        Instant now = clock.instant();
        Map<AccountId, DueReport> due = store.due(tx, page, kind, now);
        Set<AlertStore.SentReport> sent =
                store.reports(tx, List.copyOf(due.keySet()), kind, now.minus(LONGER_THAN_LATE));
        Set<AccountId> lacking = new LinkedHashSet<>();
        for (AlertedUser user : AlertRecipients.of(tx, List.copyOf(due.keySet()), kind.flag())) {
            DueReport report = due.get(user.account());
            if (report != null
                    && !sent.contains(new AlertStore.SentReport(user.user(), report.period()))) {
                lacking.add(user.account());
            }
        }
        return lacking;
    }

    private void send(AccountId id, ReportKind kind) {
        database.read(tx -> due(tx, id, kind)).ifPresent(this::send);
    }

    private Optional<ReportMailing> due(Tx tx, AccountId id, ReportKind kind) {
        Instant now = clock.instant();
        Account account =
                accounts.find(tx, id)
                        .filter(found -> found.state() == AccountState.ACTIVE)
                        .orElse(null);
        if (account == null) {
            return Optional.empty();
        }
        Optional<DueReport> due =
                DueReport.at(
                        now, kind, account.timezone(), account.reportsDay(), account.reportsHour());
        if (due.isEmpty()) {
            return Optional.empty();
        }
        Set<Long> reported = new HashSet<>(store.reported(tx, id, due.get()));
        List<AlertRecipient> recipients =
                AlertRecipients.of(tx, id, kind.flag()).stream()
                        .filter(recipient -> !reported.contains(recipient.user()))
                        .toList();
        return recipients.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new ReportMailing(
                                account,
                                ReportFigures.read(tx, figures, account, due.get(), now),
                                recipients));
    }

    private void send(ReportMailing mailing) {
        ReportFigures report = mailing.figures();
        boolean isSent = report.report().kind() == ReportKind.WEEKLY || !report.isNothing();
        for (AlertRecipient recipient : mailing.recipients()) {
            Optional<Notice> mail =
                    isSent ? composed(mailing.account(), recipient, report) : Optional.empty();
            database.write(tx -> queue(tx, mailing.account().id(), recipient, report, mail));
        }
    }

    private Optional<Notice> composed(
            Account account, AlertRecipient recipient, ReportFigures report) {
        try {
            return Optional.of(letter.compose(account, recipient, report));
        } catch (IllegalArgumentException unfit) {
            LOG.warn(
                    "no report goes to user {} of account {}: {}",
                    recipient.user(),
                    account.id(),
                    unfit.getMessage());
            return Optional.empty();
        }
    }

    private boolean queue(
            Tx tx,
            AccountId account,
            AlertRecipient recipient,
            ReportFigures report,
            Optional<Notice> mail) {
        boolean mayQueue = mail.isEmpty() || notices.hasRoomForMore(tx, account);
        if (mayQueue
                && store.report(tx, account, recipient.user(), report.report(), clock.instant())) {
            mail.ifPresent(notice -> {
                notices.add(tx, notice);
                tx.afterCommit(counts::addReport);
            });
        }
        return true;
    }
}
