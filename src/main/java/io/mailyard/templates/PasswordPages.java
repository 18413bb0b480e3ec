package io.mailyard.templates;

import java.util.List;
import java.util.Map;

/**
 * The pages behind the link in a welcome mail. They work without scripts; send them with {@link
 * #policy}, {@code Referrer-Policy: no-referrer} (the link is a secret) and {@code Cache-Control:
 * no-store}.
 */
public final class PasswordPages {
    private final Templates templates;
    private final PlatformBrand brand;
    private final PageStyle style;

    public PasswordPages(Templates templates, PlatformBrand brand) {
        this.templates = templates;
        this.brand = brand;
        this.style = PageStyle.of(brand);
    }

    /** The value of Content-Security-Policy for them. */
    public String policy() {
        return style.policy();
    }

    /**
     * The form; never with a password in it.
     *
     * @param theme of a {@link PageLook}
     */
    public String form(PasswordForm form, String theme) {
        return templates.html(
                "pages/password.jte",
                Map.of(
                        "form", form,
                        "words", PasswordWords.of(form),
                        "look", new PageLook(form.language(), theme),
                        "brand", brand,
                        "style", style));
    }

    /** The page after a password was set. */
    public String done(PageLook look, String login) {
        return switch (look.language()) {
            case EN ->
                    said(
                            look,
                            "Your password is set",
                            List.of(
                                    "You can now sign in as " + login + ".",
                                    "The link has done its work and opens nothing any more."),
                            "Sign in");
            case RU ->
                    said(
                            look,
                            "Пароль сохранён",
                            List.of(
                                    "Теперь вы можете войти. Ваш логин: " + login + ".",
                                    "Ссылка из письма больше не действует."),
                            "Войти");
        };
    }

    /** The page for an invalid link: why it is invalid, and what to do. */
    public String voided(PageLook look, VoidLink why) {
        return switch (look.language()) {
            case EN -> said(look, "This link does not work", english(why));
            case RU -> said(look, "Ссылка не действует", russian(why));
        };
    }

    private String said(PageLook look, String title, List<String> words) {
        return said(look, title, words, "");
    }

    /** A page with these words and a link to the page to sign in; empty: without it. */
    private String said(PageLook look, String title, List<String> words, String signIn) {
        return templates.html(
                "pages/said.jte",
                Map.of(
                        "look", look,
                        "title", title,
                        "words", words,
                        "signIn", signIn,
                        "brand", brand,
                        "style", style));
    }

    private static List<String> english(VoidLink why) {
        return switch (why) {
            case USED ->
                    List.of(
                            "A password has already been set with it, and it works once.",
                            "If that was you, sign in with your password. If it was not, or you"
                                    + " have forgotten the password, ask the person who manages"
                                    + " your account to send you a new link.");
            case EXPIRED ->
                    List.of(
                            "Its time is over.",
                            "Ask the person who manages your account to send you a new one.");
            case REPLACED ->
                    List.of(
                            "A newer mail with another link has been sent to you since.",
                            "Open the link in the latest mail. If you cannot find it, ask the"
                                    + " person who manages your account to send it again.");
            case CLOSED ->
                    List.of(
                            "Access to this account is switched off at present.",
                            "Ask the person who manages your account.");
            case UNKNOWN ->
                    List.of(
                            "Perhaps it was not copied whole: open it from the mail itself.",
                            "If that does not help, ask the person who manages your account to"
                                    + " send you a new one.");
        };
    }

    private static List<String> russian(VoidLink why) {
        return switch (why) {
            case USED ->
                    List.of(
                            "По ней уже задали пароль, а сработать она может только один раз.",
                            "Если это сделали вы, войдите со своим паролем. Если не вы или пароль"
                                    + " забыт, попросите администратора вашего аккаунта прислать"
                                    + " новую ссылку.");
            case EXPIRED ->
                    List.of(
                            "Срок её действия истёк.",
                            "Попросите администратора вашего аккаунта прислать новую.");
            case REPLACED ->
                    List.of(
                            "После неё вам отправили новое письмо с другой ссылкой.",
                            "Откройте ссылку из последнего письма. Если не можете его найти,"
                                    + " попросите администратора вашего аккаунта отправить его"
                                    + " ещё раз.");
            case CLOSED ->
                    List.of(
                            "Доступ к этому аккаунту сейчас отключён.",
                            "Обратитесь к администратору вашего аккаунта.");
            case UNKNOWN ->
                    List.of(
                            "Возможно, адрес скопирован не целиком: откройте ссылку прямо из"
                                    + " письма.",
                            "Если это не помогло, попросите администратора вашего аккаунта"
                                    + " прислать новую.");
        };
    }
}
