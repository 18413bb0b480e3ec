package io.mailyard.server;

import io.mailyard.api.ObjectSchema;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Finding of a check.
 *
 * @param check what was looked at
 * @param object which of them, such as a node's name; empty: there is one
 * @param id the object's id; 0: it has none
 * @param reason a word for what was found
 * @param value the number that decided
 * @param details sentences about it
 * @param since since when it has been so; empty: as long as this process has looked
 * @param checkedAt when it was looked at, where that is not now
 */
record HealthCheck(
        String check,
        String object,
        long id,
        HealthState state,
        String reason,
        long value,
        List<String> details,
        Optional<Instant> since,
        Optional<Instant> checkedAt) {

    /** Health of something; the last is the worst. */
    enum HealthState {
        OK,
        UNKNOWN,
        WARNING,
        BAD;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final ObjectSchema SCHEMA =
            ObjectSchema.of("HealthCheck", "What a check of the platform's health found.")
                    .word(
                            "check",
                            "What was looked at.",
                            "database",
                            "disk",
                            "clock",
                            "platform",
                            "queue",
                            "ledger",
                            "node",
                            "certificate",
                            "audit",
                            "webhook",
                            "dns",
                            "backup",
                            "schema",
                            "move")
                    .text("object", "Which of them, such as a node's name; empty: there is one.")
                    .number("id", "The object's id; 0: it has none.")
                    .word("state", "How well it is.", "ok", "unknown", "warning", "bad")
                    .text("reason", "A word for what was found, such as ok, low, silent, missing.")
                    .number("value", "The number that decided; docs/api.md says of what.")
                    .texts("details", "Sentences about it.")
                    .time("since", "Since when it has been so, as far as is known.")
                    .time("checked_at", "When it was looked at.");

    static HealthCheck of(
            String check, String object, HealthState state, String reason, long value) {
        return new HealthCheck(
                check,
                object,
                0,
                state,
                reason,
                value,
                List.of(),
                Optional.empty(),
                Optional.empty());
    }

    HealthCheck about(long of, List<String> sentences) {
        return new HealthCheck(
                check, object, of, state, reason, value, sentences, since, checkedAt);
    }

    HealthCheck since(Optional<Instant> at) {
        return new HealthCheck(check, object, id, state, reason, value, details, at, checkedAt);
    }

    HealthCheck checked(Instant at) {
        return new HealthCheck(
                check, object, id, state, reason, value, details, since, Optional.of(at));
    }

    /** Returns the key that makes it the same finding as before. */
    String key() {
        return check + "/" + id + "/" + object + "/" + reason;
    }

    void write(Out out, Instant now) {
        out.text("check", check)
                .text("object", object)
                .number("id", id)
                .text("state", state.word())
                .text("reason", reason)
                .number("value", value)
                .texts("details", details)
                .time("since", since.orElse(now))
                .time("checked_at", checkedAt.orElse(now));
    }
}
