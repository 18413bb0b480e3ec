package io.mailyard.panel;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Act on an account as a whole; each shows first what it would do. */
enum AccountAct {
    FREEZE,
    UNFREEZE,
    DEACTIVATE,
    ACTIVATE,
    DELETE,
    RESTORE;

    /** As in addresses and calls. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<AccountAct> of(String word) {
        return Arrays.stream(values()).filter(act -> act.word().equals(word)).findFirst();
    }

    String address(long account) {
        return "/admin/accounts/" + account + "/" + word();
    }

    /** Returns the text of the button. */
    String label(Translations words) {
        return words.text("act." + word());
    }

    /** Whether it stops something: its button is red. */
    boolean stops() {
        return this == FREEZE || this == DEACTIVATE || this == DELETE;
    }

    /**
     * Returns the act that undoes it at once; a freeze that was lifted had a notice, which nobody
     * remembers.
     */
    Optional<AccountAct> undo() {
        return switch (this) {
            case FREEZE -> Optional.of(UNFREEZE);
            case DEACTIVATE -> Optional.of(ACTIVATE);
            case ACTIVATE -> Optional.of(DEACTIVATE);
            case DELETE -> Optional.of(RESTORE);
            case UNFREEZE, RESTORE -> Optional.empty();
        };
    }

    /** The acts that make sense in a state, the most frequent first. */
    static List<AccountAct> in(String state) {
        return switch (state) {
            case "active" -> List.of(FREEZE, DEACTIVATE, DELETE);
            case "frozen" -> List.of(UNFREEZE, DEACTIVATE, DELETE);
            case "inactive" -> List.of(ACTIVATE, DELETE);
            case "deleted" -> List.of(RESTORE);
            default -> List.of();
        };
    }
}
