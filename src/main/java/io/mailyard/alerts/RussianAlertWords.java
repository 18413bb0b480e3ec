package io.mailyard.alerts;

import io.mailyard.notices.MailText;
import io.mailyard.notices.TimeText;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Alerts in Russian. */
final class RussianAlertWords implements AlertWords {
    static final AlertWords INSTANCE = new RussianAlertWords();

    /** Maximum length of a reason or an address within a sentence. */
    private static final int LONG = 500;

    private RussianAlertWords() {}

    @Override
    public AlertLabels labels() {
        return new AlertLabels(
                "Здравствуйте!",
                "Открыть аккаунт",
                "Если кнопка не работает, скопируйте этот адрес в браузер:",
                "О каком аккаунте речь",
                "Аккаунт",
                "Логин",
                "Время",
                "Письмо отправлено автоматически, отвечать на него не нужно.",
                "Открыть состояние платформы",
                "О какой платформе речь");
    }

    @Override
    public String subject(AlertTopic topic, String title, boolean several) {
        String account = "«" + title.replace('«', '„').replace('»', '“') + "»";
        return switch (topic) {
            case LIMIT_NEAR -> "Аккаунт " + account + " почти исчерпал лимит тарифа";
            case LIMIT_REACHED -> "Аккаунт " + account + " исчерпал лимит тарифа";
            case ACCOUNT_FROZEN -> "Аккаунт " + account + " заморожен";
            case ACCOUNT_UNFROZEN -> "Аккаунт " + account + " разморожен";
            case DOMAIN ->
                    (several ? "Домены аккаунта " : "Домен аккаунта ")
                            + account
                            + (several ? " требуют внимания" : " требует внимания");
            case WEBHOOK ->
                    (several ? "Вебхуки аккаунта " : "Вебхук аккаунта ")
                            + account
                            + (several ? " не работают" : " не работает");
            case COMPLAINTS -> "Много жалоб на письма аккаунта " + account;
            case HARD_BOUNCES -> "Много писем аккаунта " + account + " на несуществующие адреса";
            case PLATFORM -> "Mailyard на " + title + " требует внимания";
            case SOFT_BOUNCES -> "Много отказов в приёме писем аккаунта " + account;
        };
    }

    @Override
    public String sentence(AlertEvent event, AlertThreshold threshold, ZoneId zone) {
        return switch (event.topic()) {
            case LIMIT_NEAR, LIMIT_REACHED -> limit(event);
            case ACCOUNT_FROZEN -> frozen(event, zone);
            case ACCOUNT_UNFROZEN ->
                    "Аккаунт разморожен " + time(event.at(), zone) + ": письма снова уходят.";
            case DOMAIN -> domain(event);
            case WEBHOOK -> webhook(event, zone);
            case COMPLAINTS ->
                    "Жалоб: "
                            + event.amount()
                            + " на "
                            + event.whole()
                            + " доставленных писем "
                            + within(threshold)
                            + ". Это больше, чем "
                            + threshold.limit()
                            + " на тысячу.";
            case HARD_BOUNCES -> rate(event, threshold, "адреса не существуют (hard bounce)");
            case PLATFORM -> PlatformWords.russian(event, time(event.at(), zone));
            case SOFT_BOUNCES ->
                    rate(event, threshold, "письма не приняты или не доставлены (soft bounce)");
        };
    }

    private static String limit(AlertEvent event) {
        String period =
                switch (event.subject()) {
                    case "month" -> "в месяц";
                    case "day" -> "в сутки";
                    default -> "в час";
                };
        String first =
                "Использовано "
                        + event.amount()
                        + " из "
                        + event.whole()
                        + " получателей "
                        + period
                        + ", разрешённых тарифом ("
                        + event.note()
                        + ").";
        return event.topic() == AlertTopic.LIMIT_REACHED
                ? first + " До конца этого срока новые письма могут быть отклонены."
                : first;
    }

    private static String frozen(AlertEvent event, ZoneId zone) {
        List<String> words = new ArrayList<>();
        words.add(
                "Аккаунт заморожен "
                        + time(event.at(), zone)
                        + ": письма ждут отправки и не потеряны.");
        if (!event.note().isEmpty()) {
            words.add("Причина: " + MailText.line(event.note(), LONG));
        }
        if (event.whole() > 0) {
            words.add(
                    "Заморозка закончится сама: "
                            + time(Instant.ofEpochMilli(event.whole()), zone)
                            + ".");
        }
        if (!event.subject().isEmpty()) {
            words.add("Оплатить: " + MailText.line(event.subject(), LONG));
        }
        return String.join(" ", words);
    }

    private static String domain(AlertEvent event) {
        String domain = event.subject();
        return switch (event.note()) {
            case "warning" ->
                    domain
                            + ": ежедневная проверка больше не находит в DNS подтверждения домена."
                            + " Если оно не появится в течение 72 часов, домен перестанет быть"
                            + " подтверждённым.";
            case "pending" ->
                    domain
                            + ": домен больше не подтверждён, письма от него могут уходить без"
                            + " подписи.";
            case "unsigned" ->
                    "Письма от "
                            + domain
                            + " уходят без подписи DKIM: нет активного ключа этого домена, который"
                            + " подписывал бы письма аккаунта. Добавьте домен и опубликуйте его"
                            + " записи.";
            case "shared" ->
                    "Письма от "
                            + domain
                            + " больше не подписываются: через того же отправителя может писать"
                            + " другой аккаунт, а домен "
                            + domain
                            + " никем не подтверждён. Добавьте домен и подтвердите его.";
            case "lost" -> domain + ": другой аккаунт подтвердил, что домен принадлежит ему.";
            default -> domain + ": заявка закрыта, домен не подтвердили за 14 дней.";
        };
    }

    private static String webhook(AlertEvent event, ZoneId zone) {
        String which = "Вебхук " + event.amount() + " (" + event.subject() + ")";
        return event.note().equals("off")
                ? which + " ответил, что его больше нет (410), и выключен."
                : which
                        + " не отвечает как нужно с "
                        + time(event.at(), zone)
                        + "; события ждут доставки.";
    }

    private static String rate(AlertEvent event, AlertThreshold threshold, String which) {
        return String.format(
                Language.RU.locale(),
                "%d из %d получателей %s: %s. Это %.1f %% при пороге %d %%.",
                event.amount(),
                event.whole(),
                within(threshold),
                which,
                100.0 * event.amount() / event.whole(),
                threshold.limit());
    }

    private static String within(AlertThreshold threshold) {
        return String.format(Locale.ROOT, "за последние %d ч", threshold.window().toHours());
    }

    private static String time(Instant at, ZoneId zone) {
        return TimeText.shown(at, zone, Language.RU);
    }

    @Override
    public String more(int count) {
        return "И ещё таких событий: " + count + ".";
    }

    @Override
    public List<String> advice(AlertTopic topic) {
        return switch (topic) {
            case HARD_BOUNCES ->
                    List.of(
                            "Несуществующие адреса сами попадают в стоп-лист. Выясните,"
                                    + " откуда они взялись: когда их много, хуже доставляются все"
                                    + " ваши письма.");
            case COMPLAINTS ->
                    List.of(
                            "Пишите только тем, кто на это согласился, и дайте простой способ"
                                    + " отписаться: письма отправителей, на которых часто жалуются,"
                                    + " почтовые службы перестают принимать.");
            case DOMAIN -> List.of("На странице домена показаны записи, которые нужны в DNS.");
            default -> List.of();
        };
    }

    @Override
    public String flagName(String flag) {
        return switch (flag) {
            case "limits" -> "лимиты тарифа, заморозка, домены и вебхуки";
            case "complaints" -> "жалоб больше безопасного порога";
            case "hard_bounces" -> "жёстких отказов больше безопасного порога";
            case "soft_bounces" -> "мягких отказов больше безопасного порога";
            case "daily_reports" -> "ежедневный отчёт";
            default -> "еженедельный отчёт";
        };
    }

    @Override
    public String why(String flag, String login) {
        return "Вы получили это письмо, потому что для вашего логина "
                + login
                + " включено оповещение «"
                + flagName(flag)
                + "». Чтобы больше не получать таких писем, выключите его в профиле или попросите"
                + " об этом того, кто управляет вашим аккаунтом:";
    }

    @Override
    public String whyPlatform() {
        return "Вы получили это письмо, потому что ваш адрес указан на сервере в настройке"
                + " alerts.platform-addresses. О том, что не прошло, сообщается раз в день.";
    }

    @Override
    public String sample() {
        return "Это образец, отправленный по запросу: ничего из описанного не произошло.";
    }
}
