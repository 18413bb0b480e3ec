package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.base.VisibleText;
import io.mailyard.notices.MailLayout.Fact;
import io.mailyard.notices.MailRenderer.MailTarget;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Writes the mails by which users get back in, and prove a new address. */
public final class UserAccessMail {
    private final MailRenderer renderer;

    public UserAccessMail(MailRenderer renderer) {
        this.renderer = renderer;
    }

    /** Kind of a mail, by what it is about. */
    public enum AccessMailKind {
        /** The user has forgotten the password: a link that sets another. */
        FORGOTTEN("forgotten_password"),
        /** The user gives another address: a link that proves it, sent to that address. */
        PROOF("email_proof"),
        /** The address was changed; goes to the one before. */
        CHANGED("email_changed"),
        /** Alerts and reports shall go to this address: a link that proves it. */
        NOTICES_PROOF("notify_email_proof"),
        /** Alerts and reports go elsewhere; goes to the address before. */
        NOTICES_CHANGED("notify_email_changed");

        private final String word;

        AccessMailKind(String word) {
            this.word = word;
        }
    }

    /**
     * Contents of a mail.
     *
     * @param email where it goes
     * @param login {@code login@account}
     * @param link behind the button
     * @param expires when the link ends; for a change the moment of it
     */
    public record AccessFacts(
            AccessMailKind kind,
            Language language,
            AccountId account,
            long user,
            String email,
            String login,
            String link,
            Instant expires,
            RequestFacts request,
            ZoneId zone) {}

    /**
     * The mail, ready to be queued. Takes about a millisecond.
     *
     * @throws IllegalArgumentException if mail cannot be sent to the address
     */
    public Notice compose(AccessFacts facts) {
        MailLayout letter =
                switch (facts.language()) {
                    case RU -> russian(facts);
                    case EN -> english(facts);
                };
        return renderer.letter(
                new MailTarget(facts.kind().word, facts.account(), facts.user(), facts.email()),
                letter);
    }

    private static MailLayout english(AccessFacts facts) {
        String until = TimeText.shown(facts.expires(), facts.zone(), Language.EN);
        List<String> words =
                switch (facts.kind()) {
                    case FORGOTTEN ->
                            List.of(
                                    "Set a new password",
                                    "Someone, probably you, asked for a new password for “"
                                            + facts.login()
                                            + "”.",
                                    "Set a password",
                                    "The link works once, until "
                                            + until
                                            + ". Your second factor stays as it is.",
                                    "If you did not ask for it, you need not do anything: your"
                                            + " password stays as it is.");
                    case PROOF ->
                            List.of(
                                    "Confirm your new address",
                                    "“"
                                            + facts.login()
                                            + "” gave this address as the new one for mail.",
                                    "Confirm the address",
                                    "The link works once, until "
                                            + until
                                            + ". Until then mail goes to the address before.",
                                    "If that was not you, you need not do anything.");
                    case CHANGED ->
                            List.of(
                                    "Your address was changed",
                                    "Mail for “"
                                            + facts.login()
                                            + "” goes to another address from now on, not to this"
                                            + " one.",
                                    "See your profile",
                                    "The change was made on " + until + ".",
                                    "If that was not you, change your password and tell whoever"
                                            + " manages your account.");
                    case NOTICES_PROOF, NOTICES_CHANGED -> englishOfNotices(facts, until);
                };
        return letter(
                facts,
                words,
                "Hello,",
                "If the button does not work, copy this address into your browser:",
                "Where the request came from",
                table(facts, List.of("Device", "Place", "Time", "not stated")),
                "This mail was sent automatically; replies to it are not read.");
    }

    private static MailLayout russian(AccessFacts facts) {
        String until = TimeText.shown(facts.expires(), facts.zone(), Language.RU);
        List<String> words =
                switch (facts.kind()) {
                    case FORGOTTEN ->
                            List.of(
                                    "Новый пароль",
                                    "Кто-то, вероятно вы, запросил новый пароль для входа под"
                                            + " логином «"
                                            + facts.login()
                                            + "».",
                                    "Задать пароль",
                                    "Ссылка сработает один раз и действует до "
                                            + until
                                            + ". Второй фактор остаётся прежним.",
                                    "Если вы этого не запрашивали, ничего делать не нужно: пароль"
                                            + " останется прежним.");
                    case PROOF ->
                            List.of(
                                    "Подтвердите новый адрес",
                                    "Пользователь «"
                                            + facts.login()
                                            + "» указал этот адрес как новый адрес для писем.",
                                    "Подтвердить адрес",
                                    "Ссылка сработает один раз и действует до "
                                            + until
                                            + ". До этого письма приходят на прежний адрес.",
                                    "Если это были не вы, ничего делать не нужно.");
                    case CHANGED ->
                            List.of(
                                    "Ваш адрес изменён",
                                    "Письма для «"
                                            + facts.login()
                                            + "» теперь приходят на другой адрес, а не на этот.",
                                    "Открыть профиль",
                                    "Время изменения: " + until + ".",
                                    "Если это были не вы, смените пароль и сообщите тому, кто"
                                            + " управляет вашим аккаунтом.");
                    case NOTICES_PROOF, NOTICES_CHANGED -> russianOfNotices(facts, until);
                };
        return letter(
                facts,
                words,
                "Здравствуйте!",
                "Если кнопка не работает, скопируйте этот адрес в браузер:",
                "Откуда поступил запрос",
                table(facts, List.of("Устройство", "Место", "Время", "не указано")),
                "Письмо отправлено автоматически, отвечать на него не нужно.");
    }

    private static List<String> englishOfNotices(AccessFacts facts, String until) {
        return facts.kind() == AccessMailKind.NOTICES_PROOF
                ? List.of(
                        "Confirm this address for alerts and reports",
                        "Alerts and reports for “" + facts.login() + "” shall go to this address.",
                        "Confirm the address",
                        "The link works once, until "
                                + until
                                + ". Until then they go where they went before.",
                        "If you did not ask for it, you need not do anything.")
                : List.of(
                        "Alerts and reports go to another address",
                        "Alerts and reports for “"
                                + facts.login()
                                + "” do not go to this address any more.",
                        "See your profile",
                        "The change was made on " + until + ".",
                        "If that was not you, tell whoever manages your account.");
    }

    private static List<String> russianOfNotices(AccessFacts facts, String until) {
        return facts.kind() == AccessMailKind.NOTICES_PROOF
                ? List.of(
                        "Подтвердите адрес для уведомлений и отчётов",
                        "На этот адрес будут приходить уведомления и отчёты пользователя"
                                + " «"
                                + facts.login()
                                + "».",
                        "Подтвердить адрес",
                        "Ссылка сработает один раз и действует до "
                                + until
                                + ". До этого они приходят туда же, куда и раньше.",
                        "Если вы этого не запрашивали, ничего делать не нужно.")
                : List.of(
                        "Уведомления и отчёты приходят на другой адрес",
                        "Уведомления и отчёты пользователя «"
                                + facts.login()
                                + "» больше не приходят на этот адрес.",
                        "Открыть профиль",
                        "Время изменения: " + until + ".",
                        "Если это были не вы, сообщите тому, кто управляет вашим" + " аккаунтом.");
    }

    /** A letter of a subject, an opening, an action, its note and a closing. */
    private static MailLayout letter(
            AccessFacts facts,
            List<String> words,
            String greeting,
            String hint,
            String factsTitle,
            List<Fact> table,
            String footer) {
        return new MailLayout(
                facts.language(),
                words.get(0),
                greeting,
                List.of(words.get(1)),
                words.get(2),
                facts.link(),
                hint,
                List.of(words.get(3)),
                factsTitle,
                table,
                List.of(words.get(4)),
                footer);
    }

    private static List<Fact> table(AccessFacts facts, List<String> words) {
        List<Fact> rows = new ArrayList<>();
        rows.add(
                new Fact(
                        words.get(0),
                        UserAgent.of(facts.request().userAgent())
                                .map(agent -> agent.shown(facts.language()))
                                .orElse(words.get(3))));
        facts.request()
                .place()
                .ifPresent(place -> rows.add(new Fact(words.get(1), VisibleText.shortened(place))));
        rows.add(
                new Fact(
                        words.get(2),
                        TimeText.shown(facts.request().time(), facts.zone(), facts.language())));
        return rows;
    }
}
