package io.mailyard.templates;

import java.util.List;

/**
 * The texts of the form for setting a password.
 *
 * @param title the page's heading
 * @param login the label of the field with the login
 * @param password the label of the first field
 * @param again the label of the second field
 * @param rules the rules for passwords
 * @param submit the button's label
 * @param faultsTitle the title of the faults
 * @param faults the faults of the password sent before
 */
public record PasswordWords(
        String title,
        String login,
        String password,
        String again,
        List<String> rules,
        String submit,
        String faultsTitle,
        List<String> faults) {

    static PasswordWords of(PasswordForm form) {
        return switch (form.language()) {
            case EN -> english(form);
            case RU -> russian(form);
        };
    }

    private static PasswordWords english(PasswordForm form) {
        return new PasswordWords(
                "Set a password for " + form.accountTitle(),
                "Login",
                "New password",
                "The same once more",
                List.of(
                        "From "
                                + form.leastLength()
                                + " to "
                                + form.mostLength()
                                + " characters"
                                + " of any kind; a few words in a row are good.",
                        "Not your login, and not one that everybody tries first."),
                "Set the password",
                "The password was not set:",
                form.faults().stream().map(fault -> english(fault, form)).toList());
    }

    private static String english(PasswordFault fault, PasswordForm form) {
        return switch (fault) {
            case TOO_SHORT -> "It is shorter than " + form.leastLength() + " characters.";
            case TOO_LONG -> "It is longer than " + form.mostLength() + " characters.";
            case NOT_THE_SAME -> "The two fields differ.";
            case TOO_COMMON -> "It is one of those that are tried first. Choose another.";
            case LIKE_THE_LOGIN -> "It is your login or close to it. Choose another.";
        };
    }

    private static PasswordWords russian(PasswordForm form) {
        return new PasswordWords(
                "Задайте пароль для входа в аккаунт «" + form.accountTitle() + "»",
                "Логин",
                "Новый пароль",
                "Новый пароль ещё раз",
                List.of(
                        "Длина — от "
                                + form.leastLength()
                                + " до "
                                + form.mostLength()
                                + " знаков, любых; подойдут несколько слов подряд.",
                        "Не используйте логин и пароли, которые подбирают в первую очередь."),
                "Задать пароль",
                "Пароль не сохранён:",
                form.faults().stream().map(fault -> russian(fault, form)).toList());
    }

    private static String russian(PasswordFault fault, PasswordForm form) {
        return switch (fault) {
            case TOO_SHORT -> "Минимальная длина пароля в знаках — " + form.leastLength() + ".";
            case TOO_LONG -> "Максимальная длина пароля в знаках — " + form.mostLength() + ".";
            case NOT_THE_SAME -> "Пароли в двух полях не совпадают.";
            case TOO_COMMON -> "Этот пароль подбирают в первую очередь. Выберите другой.";
            case LIKE_THE_LOGIN -> "Пароль совпадает с логином или похож на него. Выберите другой.";
        };
    }
}
