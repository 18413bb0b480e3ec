package io.mailyard.panel;

import io.mailyard.access.Scopes;
import io.mailyard.wire.Value;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Act on a user, which first shows what it would do. */
enum UserAct {
    WELCOME("accounts/users/send_welcome"),
    ACTIVATE("accounts/users/update"),
    DEACTIVATE("accounts/users/update"),
    ENTER("accounts/users/enter"),
    SESSIONS("accounts/users/sessions/end"),
    FACTORS("accounts/users/factors/reset"),
    DELETE("accounts/users/delete");

    private final String call;

    UserAct(String call) {
        this.call = call;
    }

    String call() {
        return call;
    }

    /** As in addresses. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<UserAct> of(String word) {
        return Arrays.stream(values()).filter(act -> act.word().equals(word)).findFirst();
    }

    /** Label of the button. */
    String label(Translations words) {
        return words.text("user.act." + word());
    }

    /** The acts that make sense for a user, the most frequent first. */
    static List<UserAct> of(Value.Members user) {
        if (!Values.flag(user, "active")) {
            return List.of(ACTIVATE, DELETE);
        }
        return Values.flag(user, "second_factor")
                ? List.of(ENTER, WELCOME, SESSIONS, FACTORS, DEACTIVATE, DELETE)
                : List.of(ENTER, WELCOME, SESSIONS, DEACTIVATE, DELETE);
    }

    boolean isAllowed(PanelPerson person) {
        return person.mayWrite(UserPages.NOUN)
                || (this == WELCOME && person.scopes().includes(Scopes.WELCOME));
    }

    /** Whether it takes something away, so that the person is asked why. */
    boolean isExplained() {
        return this == DEACTIVATE || this == SESSIONS || this == FACTORS || this == DELETE;
    }

    /** Whether its button is red, and the password is asked for. */
    boolean isDangerous() {
        return this == DELETE || this == FACTORS;
    }
}
