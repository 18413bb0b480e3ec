package io.mailyard.alerts;

import io.mailyard.templates.Language;
import java.time.LocalDate;
import java.time.format.DateTimeFormatter;
import java.util.List;

/**
 * The texts of reports in one language.
 *
 * @param daily a subject with the account's title and the day
 * @param weekly a subject with the account's title, the first and the last day
 * @param nothing says that there was no mail
 * @param mailTitle the title of the table of figures, whose columns are the next three
 * @param rows the names of figures, in the order of {@link ReportLetter}
 */
record ReportWords(
        Language language,
        String daily,
        String weekly,
        String greeting,
        String intro,
        String nothing,
        String mailTitle,
        String now,
        String before,
        String change,
        List<String> rows,
        String ispsTitle,
        String otherIsp,
        String delivered,
        String bounced,
        String accountTitle,
        String number,
        List<String> accountRows,
        String ofLimit,
        String failing,
        String action,
        String linkHint,
        String sample,
        String footer,
        String datePattern) {
    private static final ReportWords ENGLISH =
            new ReportWords(
                    Language.EN,
                    "“%1$s”: mail of %2$s",
                    "“%1$s”: mail from %2$s to %3$s",
                    "Hello,",
                    "this is what account %1$s (%2$s) sent, in its time zone, %3$s.",
                    "No mail was sent in this time.",
                    "Mail, in recipients",
                    "Now",
                    "Before",
                    "Change",
                    List.of(
                            "Sent",
                            "Delivered",
                            "Bounced: no such mailbox",
                            "Bounced: refused or given up",
                            "Not sent: suppressed",
                            "Refused: not accepted from you",
                            "Complaints",
                            "Newly suppressed addresses"),
                    "Where most went",
                    "Other",
                    "Delivered",
                    "Bounced",
                    "Account",
                    "Number",
                    List.of(
                            "Domains: verified",
                            "Domains: proof missing",
                            "Domains: not proved yet",
                            "Recipients counted in %s"),
                    "%1$s of %2$s (%3$s %%)",
                    "Domains that need attention: %s.",
                    "Open the account",
                    "If the button does not work, copy this address into your browser:",
                    "This is a sample that was asked for.",
                    "This mail was sent automatically; replies to it are not read.",
                    "d MMMM y");

    private static final ReportWords RUSSIAN =
            new ReportWords(
                    Language.RU,
                    "«%1$s»: почта за %2$s",
                    "«%1$s»: почта с %2$s по %3$s",
                    "Здравствуйте!",
                    "Вот что отправил аккаунт %1$s (%2$s); время по его часовому поясу, %3$s.",
                    "За это время не отправлено ни одного письма.",
                    "Почта, число получателей",
                    "Сейчас",
                    "До этого",
                    "Изменение",
                    List.of(
                            "Отправлено",
                            "Доставлено",
                            "Не доставлено: адреса нет",
                            "Не доставлено: отказ или истёк срок",
                            "Не отправлено: стоп-лист",
                            "Не принято от вас",
                            "Жалобы",
                            "Новых адресов в стоп-листе"),
                    "Куда ушло больше всего",
                    "Другие",
                    "Доставлено",
                    "Не доставлено",
                    "Аккаунт",
                    "Число",
                    List.of(
                            "Домены: подтверждены",
                            "Домены: пропало подтверждение",
                            "Домены: ещё не подтверждены",
                            "Учтено получателей за %s"),
                    "%1$s из %2$s (%3$s %%)",
                    "Домены, которые требуют внимания: %s.",
                    "Открыть аккаунт",
                    "Если кнопка не работает, скопируйте этот адрес в браузер:",
                    "Это образец, отправленный по запросу.",
                    "Письмо отправлено автоматически, отвечать на него не нужно.",
                    "d MMMM y 'г.'");

    static ReportWords of(Language language) {
        return switch (language) {
            case RU -> RUSSIAN;
            case EN -> ENGLISH;
        };
    }

    String date(LocalDate date) {
        return DateTimeFormatter.ofPattern(datePattern, language.locale()).format(date);
    }
}
