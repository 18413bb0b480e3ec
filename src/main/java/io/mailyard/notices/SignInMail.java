package io.mailyard.notices;

import io.mailyard.base.AccountId;
import io.mailyard.base.VisibleText;
import io.mailyard.notices.MailLayout.Fact;
import io.mailyard.notices.MailRenderer.MailTarget;
import io.mailyard.templates.Language;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;

/** Writes the mail that tells a person of a sign-in from a new place. */
public final class SignInMail {
    private static final String KIND = "sign_in";

    private final MailRenderer renderer;

    public SignInMail(MailRenderer renderer) {
        this.renderer = renderer;
    }

    /**
     * Contents of the mail.
     *
     * @param account the account whose user it is; the platform: an administrator
     * @param person number of the person
     * @param email where it goes
     * @param login as the person signs in
     * @param address where the sign-in came from
     * @param link where sessions are listed and ended
     * @param zone times are told in it
     */
    public record SignInFacts(
            AccountId account,
            long person,
            Language language,
            String email,
            String login,
            String address,
            String link,
            RequestFacts request,
            ZoneId zone) {
        boolean isOfUser() {
            return !account.equals(AccountId.PLATFORM);
        }
    }

    /**
     * The mail, ready to be queued. Takes about a millisecond: call it before the transaction.
     *
     * @throws IllegalArgumentException where the address is none that mail can be sent to
     */
    public Notice compose(SignInFacts facts) {
        MailLayout letter =
                switch (facts.language()) {
                    case RU -> russian(facts, renderer.platform(facts.account()));
                    case EN -> english(facts, renderer.platform(facts.account()));
                };
        return renderer.letter(
                facts.isOfUser()
                        ? new MailTarget(KIND, facts.account(), facts.person(), facts.email())
                        : new MailTarget(KIND, null, null, facts.email()),
                letter);
    }

    private static MailLayout english(SignInFacts facts, String platform) {
        return new MailLayout(
                Language.EN,
                "New sign-in to " + platform,
                "Hello,",
                List.of(
                        "Someone has signed in as “"
                                + facts.login()
                                + "” from a place that you have not signed in from before."),
                "See your sessions",
                facts.link(),
                "If the button does not work, copy this address into your browser:",
                List.of("If it was you, you need not do anything."),
                "Where the sign-in came from",
                table(facts, List.of("Address", "Device", "Place", "Time", "not stated")),
                List.of(
                        "If it was not you, end that session, change your password, and tell "
                                + (facts.isOfUser()
                                        ? "whoever manages your account."
                                        : "another administrator.")),
                "This mail was sent automatically; replies to it are not read.");
    }

    private static MailLayout russian(SignInFacts facts, String platform) {
        return new MailLayout(
                Language.RU,
                "Новый вход в " + platform,
                "Здравствуйте!",
                List.of(
                        "Кто-то вошёл под логином «"
                                + facts.login()
                                + "» из места, откуда вы раньше не входили."),
                "Посмотреть сеансы",
                facts.link(),
                "Если кнопка не работает, скопируйте этот адрес в браузер:",
                List.of("Если это были вы, ничего делать не нужно."),
                "Откуда выполнен вход",
                table(facts, List.of("Адрес", "Устройство", "Место", "Время", "не указано")),
                List.of(
                        "Если это были не вы, завершите этот сеанс, смените пароль и сообщите "
                                + (facts.isOfUser()
                                        ? "тому, кто управляет вашим аккаунтом."
                                        : "другому администратору.")),
                "Письмо отправлено автоматически, отвечать на него не нужно.");
    }

    private static List<Fact> table(SignInFacts facts, List<String> words) {
        List<Fact> rows = new ArrayList<>();
        rows.add(new Fact(words.get(0), VisibleText.shortened(facts.address())));
        rows.add(
                new Fact(
                        words.get(1),
                        UserAgent.of(facts.request().userAgent())
                                .map(agent -> agent.shown(facts.language()))
                                .orElse(words.get(4))));
        facts.request().place().ifPresent(place -> rows.add(new Fact(words.get(2), place)));
        rows.add(
                new Fact(
                        words.get(3),
                        TimeText.shown(facts.request().time(), facts.zone(), facts.language())));
        return rows;
    }
}
