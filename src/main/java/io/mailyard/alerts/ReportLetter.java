package io.mailyard.alerts;

import io.mailyard.accounts.Account;
import io.mailyard.alerts.ReportFigures.DomainPart;
import io.mailyard.notices.MailRenderer;
import io.mailyard.notices.MailRenderer.MailTarget;
import io.mailyard.notices.MailText;
import io.mailyard.notices.Notice;
import io.mailyard.notices.ReportLayout;
import io.mailyard.notices.ReportLayout.ReportTable;
import io.mailyard.statistics.StatisticsCounts;
import io.mailyard.statistics.StatisticsFigure;
import io.mailyard.users.AlertRecipients.AlertRecipient;
import java.text.NumberFormat;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/** Composes the mail of a report. */
final class ReportLetter {
    /** Beginning of the kind of its notice. */
    static final String KIND = "report.";

    /** Maximum length of a title or login within a sentence. */
    private static final int MAX_NAME = 100;

    private static final double PERCENT = 100.0;

    private final MailRenderer renderer;
    private final MailLinks links;

    ReportLetter(MailRenderer renderer, MailLinks links) {
        this.renderer = renderer;
        this.links = links;
    }

    /**
     * Composes a report.
     *
     * @throws IllegalArgumentException if mail cannot be sent to the address
     */
    Notice compose(Account account, AlertRecipient recipient, ReportFigures figures) {
        return compose(account, recipient, figures, false);
    }

    /** Composes a sample with the figures of now. */
    Notice sample(Account account, AlertRecipient recipient, ReportFigures figures) {
        return compose(account, recipient, figures, true);
    }

    private Notice compose(
            Account account, AlertRecipient recipient, ReportFigures figures, boolean isSample) {
        ReportWords words = ReportWords.of(recipient.language());
        ReportKind kind = figures.report().kind();
        String title = MailText.line(account.title(), MAX_NAME);
        String login = MailText.line(recipient.login(), MAX_NAME) + "@" + account.name();
        List<String> opening = new ArrayList<>();
        if (isSample) {
            opening.add(words.sample());
        }
        opening.add(
                String.format(
                        words.intro(), "“" + title + "”", account.name(), account.timezone()));
        if (figures.isNothing()) {
            opening.add(words.nothing());
        }
        if (!figures.domains().failing().isEmpty()) {
            opening.add(
                    String.format(words.failing(), String.join(", ", figures.domains().failing())));
        }
        String noticeKind = isSample ? AlertLetter.SAMPLE : KIND + kind.flag();
        return renderer.report(
                new MailTarget(noticeKind, account.id(), recipient.user(), recipient.address()),
                new ReportLayout(
                        recipient.language(),
                        subject(words, title, figures.report()),
                        words.greeting(),
                        opening,
                        tables(words, figures),
                        words.action(),
                        links.statistics(),
                        words.linkHint(),
                        List.of(
                                AlertWords.of(recipient.language()).why(kind.flag(), login),
                                links.profile()),
                        words.footer()));
    }

    private static String subject(ReportWords words, String title, DueReport report) {
        return String.format(
                report.kind() == ReportKind.DAILY ? words.daily() : words.weekly(),
                title,
                words.date(report.since()),
                words.date(report.last()));
    }

    private static List<ReportTable> tables(ReportWords words, ReportFigures figures) {
        List<ReportTable> tables = new ArrayList<>();
        if (!figures.isNothing()) {
            tables.add(mail(words, figures));
            if (!figures.isps().isEmpty()) {
                tables.add(isps(words, figures));
            }
        }
        tables.add(account(words, figures));
        return tables;
    }

    private static ReportTable mail(ReportWords words, ReportFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        StatisticsCounts now = figures.now();
        StatisticsCounts before = figures.before();
        long[][] values = {
            {ReportFigures.sent(now), ReportFigures.sent(before)},
            of(now, before, StatisticsFigure.DELIVERED),
            of(now, before, StatisticsFigure.BOUNCED_HARD),
            {ReportFigures.soft(now), ReportFigures.soft(before)},
            of(now, before, StatisticsFigure.SUPPRESSED),
            of(now, before, StatisticsFigure.REFUSED),
            of(now, before, StatisticsFigure.COMPLAINTS),
            {figures.suppressed().now(), figures.suppressed().before()}
        };
        for (int i = 0; i < values.length; i++) {
            rows.add(
                    List.of(
                            words.rows().get(i),
                            number(words, values[i][0]),
                            number(words, values[i][1]),
                            change(words, values[i][0], values[i][1])));
        }
        return new ReportTable(
                words.mailTitle(), List.of("", words.now(), words.before(), words.change()), rows);
    }

    private static long[] of(
            StatisticsCounts now, StatisticsCounts before, StatisticsFigure figure) {
        return new long[] {now.count(figure), before.count(figure)};
    }

    private static ReportTable isps(ReportWords words, ReportFigures figures) {
        return new ReportTable(
                words.ispsTitle(),
                List.of("", words.delivered(), words.bounced()),
                figures.isps().stream()
                        .map(isp ->
                                List.of(
                                        isp.isp().isEmpty()
                                                ? words.otherIsp()
                                                : MailText.line(isp.isp(), MAX_NAME),
                                        number(
                                                words,
                                                isp.counts().count(StatisticsFigure.DELIVERED)),
                                        number(
                                                words,
                                                isp.counts().count(StatisticsFigure.BOUNCED_HARD)
                                                        + ReportFigures.soft(isp.counts()))))
                        .toList());
    }

    private static ReportTable account(ReportWords words, ReportFigures figures) {
        List<List<String>> rows = new ArrayList<>();
        Iterator<String> names = words.accountRows().iterator();
        for (DomainPart part : DomainPart.values()) {
            long count = figures.domains().counts().getOrDefault(part, 0L);
            rows.add(List.of(names.next(), number(words, count)));
        }
        figures.usage()
                .ifPresent(use ->
                        rows.add(
                                List.of(
                                        String.format(words.accountRows().getLast(), use.month()),
                                        use.limit() == 0
                                                ? number(words, use.recipients())
                                                : String.format(
                                                        words.ofLimit(),
                                                        number(words, use.recipients()),
                                                        number(words, use.limit()),
                                                        percent(
                                                                words,
                                                                PERCENT
                                                                        * use.recipients()
                                                                        / use.limit())))));
        return new ReportTable(words.accountTitle(), List.of("", words.number()), rows);
    }

    private static String number(ReportWords words, long number) {
        return NumberFormat.getIntegerInstance(words.language().locale()).format(number);
    }

    private static String percent(ReportWords words, double percent) {
        return String.format(words.language().locale(), "%.1f", percent);
    }

    private static String change(ReportWords words, long now, long before) {
        if (before == 0 || now == before) {
            return now == before ? "=" : "+" + number(words, now - before);
        }
        return String.format(
                words.language().locale(), "%+.1f %%", PERCENT * (now - before) / before);
    }
}
