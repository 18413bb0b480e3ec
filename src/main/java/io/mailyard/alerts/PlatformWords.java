package io.mailyard.alerts;

import io.mailyard.notices.MailText;
import java.util.Map;

/** Findings on the platform's health, in sentences. */
final class PlatformWords {
    /** Maximum length of an object's name or of details within a sentence. */
    private static final int LONG = 300;

    private static final Map<String, String> CHECKS =
            Map.ofEntries(
                    Map.entry("database", "Хранилище"),
                    Map.entry("disk", "Диск"),
                    Map.entry("clock", "Часы"),
                    Map.entry("platform", "Платформа"),
                    Map.entry("queue", "Очередь"),
                    Map.entry("ledger", "Баланс писем"),
                    Map.entry("node", "Узел"),
                    Map.entry("certificate", "Сертификат"),
                    Map.entry("audit", "Журнал аудита"),
                    Map.entry("webhook", "Вебхук"),
                    Map.entry("dns", "DNS"),
                    Map.entry("backup", "Резервная копия"));

    private static final Map<String, String> REASONS =
            Map.ofEntries(
                    Map.entry("away", "было недоступно"),
                    Map.entry("slow", "отвечает медленно"),
                    Map.entry("full", "места почти не осталось"),
                    Map.entry("low", "места мало"),
                    Map.entry("off", "расходятся с часами хранилища"),
                    Map.entry("stopped", "вся почта остановлена"),
                    Map.entry("old", "письма ждут больше полусуток"),
                    Map.entry("unbalanced", "не сходится"),
                    Map.entry("silent", "не отвечает"),
                    Map.entry("deactivated", "выключен"),
                    Map.entry("problems", "есть неполадки"),
                    Map.entry("behind", "работает со старыми настройками"),
                    Map.entry("expired", "истёк"),
                    Map.entry("soon", "скоро истечёт"),
                    Map.entry("unusable", "новый не подходит"),
                    Map.entry("broken", "цепочка нарушена"),
                    Map.entry("failing", "не отвечает как нужно"),
                    Map.entry("missing", "нет"),
                    Map.entry("failed", "не удалась"),
                    Map.entry("late", "опаздывает"));

    private PlatformWords() {}

    /** Such as {@code node edge: silent, since ...}. */
    static String english(AlertEvent event, String since) {
        return named(event.subject(), event.subject())
                + ": "
                + reason(event, word(event))
                + ", since "
                + since
                + ".";
    }

    static String russian(AlertEvent event, String since) {
        String check = check(event.subject());
        return named(event.subject(), CHECKS.getOrDefault(check, check))
                + ": "
                + reason(event, REASONS.getOrDefault(word(event), word(event)))
                + " ("
                + since
                + ").";
    }

    /** The check, a blank, and what it looked at. */
    private static String check(String subject) {
        int blank = subject.indexOf(' ');
        return blank < 0 ? subject : subject.substring(0, blank);
    }

    private static String named(String subject, String shown) {
        int blank = subject.indexOf(' ');
        return blank < 0 || shown.equals(subject)
                ? MailText.line(shown, LONG)
                : MailText.line(shown + subject.substring(blank), LONG);
    }

    /** The first line of the note. */
    private static String word(AlertEvent event) {
        int end = event.note().indexOf('\n');
        return end < 0 ? event.note() : event.note().substring(0, end);
    }

    private static String reason(AlertEvent event, String shown) {
        int end = event.note().indexOf('\n');
        return end < 0
                ? shown
                : shown + " (" + MailText.line(event.note().substring(end + 1), LONG) + ")";
    }
}
