package io.mailyard.notices;

import io.mailyard.notices.MailLayout.Fact;
import io.mailyard.templates.Language;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** The texts of the welcome mail, written in each language rather than translated. */
final class WelcomeWords {
    /** Maximum length of a title or name that was meant to be read in a sentence. */
    private static final int MAX_NAME = 100;

    private WelcomeWords() {}

    static MailLayout english(Welcome welcome) {
        String title = MailText.line(welcome.accountTitle(), MAX_NAME);
        String name = MailText.line(welcome.firstName(), MAX_NAME);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Device", platform(welcome, "not stated")));
        welcome.request().place().ifPresent(place -> facts.add(new Fact("Place", place)));
        facts.add(new Fact("Time", time(welcome, welcome.request().time())));
        return new MailLayout(
                Language.EN,
                "Set your password for " + title,
                name.isEmpty() ? "Hello," : "Hello " + name + ",",
                List.of(
                        "You have been given access to the account “" + title + "”.",
                        "Your login: " + welcome.login(),
                        "Choose a password to start."),
                "Set a password",
                welcome.link(),
                "If the button does not work, copy this address into your browser:",
                List.of(
                        "The link works once, until "
                                + time(welcome, welcome.expires())
                                + "."
                                + " If a newer mail like this one reaches you, use the link in"
                                + " that one: it replaces this."),
                "Where the request came from",
                facts,
                List.of(
                        "Please do not forward this mail: whoever opens the link can set the"
                                + " password in your place. If you did not expect it, you need"
                                + " not do anything."),
                "This mail was sent automatically; replies to it are not read.");
    }

    static MailLayout russian(Welcome welcome) {
        String title = innerQuotes(MailText.line(welcome.accountTitle(), MAX_NAME));
        String name = MailText.line(welcome.firstName(), MAX_NAME);
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Устройство", platform(welcome, "не указано")));
        welcome.request().place().ifPresent(place -> facts.add(new Fact("Место", place)));
        facts.add(new Fact("Время", time(welcome, welcome.request().time())));
        return new MailLayout(
                Language.RU,
                "Задайте пароль для входа в аккаунт «" + title + "»",
                name.isEmpty() ? "Здравствуйте!" : "Здравствуйте, " + name + "!",
                List.of(
                        "Вам открыли доступ к аккаунту «" + title + "».",
                        "Ваш логин: " + welcome.login(),
                        "Чтобы начать работу, задайте пароль."),
                "Задать пароль",
                welcome.link(),
                "Если кнопка не работает, скопируйте этот адрес в браузер:",
                List.of(
                        "Ссылка сработает один раз и действует до "
                                + time(welcome, welcome.expires())
                                + ". Если вам пришлют такое письмо ещё раз, воспользуйтесь ссылкой"
                                + " из нового: прежняя перестанет действовать."),
                "Откуда поступил запрос",
                facts,
                List.of(
                        "Пожалуйста, никому не пересылайте это письмо: любой, кто откроет ссылку,"
                                + " сможет задать пароль вместо вас. Если вы не ждали этого"
                                + " письма, ничего делать не нужно."),
                "Письмо отправлено автоматически, отвечать на него не нужно.");
    }

    /** Quotes within quotes have another form in Russian. */
    private static String innerQuotes(String title) {
        return title.replace('«', '„').replace('»', '“');
    }

    private static String platform(Welcome welcome, String unknown) {
        return UserAgent.of(welcome.request().userAgent())
                .map(platform -> platform.shown(welcome.language()))
                .orElse(unknown);
    }

    private static String time(Welcome welcome, Instant time) {
        return TimeText.shown(time, welcome.zone(), welcome.language());
    }
}
