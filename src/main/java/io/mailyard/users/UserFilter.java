package io.mailyard.users;

import java.util.Optional;

/** Filter of a list; an empty value matches all users. */
public record UserFilter(
        Optional<Boolean> active, Optional<Boolean> master, Optional<String> lang) {
    /** Whether every user passes. */
    boolean passesAll() {
        return active.isEmpty() && master.isEmpty() && lang.isEmpty();
    }

    boolean passes(User user) {
        return active.orElse(user.active()) == user.active()
                && master.orElse(user.master()) == user.master()
                && lang.orElse(user.lang()).equals(user.lang());
    }
}
