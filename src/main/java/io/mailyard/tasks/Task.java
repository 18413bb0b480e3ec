package io.mailyard.tasks;

import io.mailyard.api.ObjectSchema;
import io.mailyard.audit.Actor;
import io.mailyard.base.AccountId;
import io.mailyard.db.Row;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A piece of long work.
 *
 * @param kind name of its {@link TaskKind}
 * @param account the account that it concerns; empty: the platform
 * @param actor who asked for it; its changes are that person's in the audit
 * @param details a JSON object that describes it to people, without secrets
 * @param cursor where it is, known to its kind alone; empty once it has ended
 * @param done what is done of {@code total}, in whatever its kind counts
 * @param total 0 while unknown
 * @param result a JSON object; {@code {}} until it is done
 * @param error why it failed; empty unless it did
 */
public record Task(
        long id,
        String kind,
        Optional<AccountId> account,
        TaskState state,
        Actor actor,
        String reason,
        String details,
        String cursor,
        long done,
        long total,
        String result,
        String error,
        Instant createdAt,
        @Nullable Instant startedAt,
        @Nullable Instant endedAt) {
    static final String COLUMNS =
            "id, kind, account_id, state, actor, address, user_agent, request_id, reason, details,"
                    + " work, done, total, result, error, created_at, started_at, ended_at";

    /** As {@link #write} writes it. */
    public static final ObjectSchema SCHEMA =
            ObjectSchema.of("Task", "Long work that goes on in the background.")
                    .number("id", "Its id.")
                    .text("kind", "What it does, such as recipients.erase.")
                    .number("account_id", "The account that it concerns; 0: the platform.")
                    .word(
                            "state",
                            "waiting, running, done, failed or cancelled.",
                            TaskState.words())
                    .text("actor", "Who asked for it, as in the audit.")
                    .text("reason", "Why, as the caller said.")
                    .object("details", TaskSchemas.DETAILS, "What it is about.")
                    .number("done", "How much is done.")
                    .number("total", "Of how much; 0: not known yet.")
                    .object(
                            "result",
                            TaskSchemas.RESULT,
                            "What came of it; without members until it is done.")
                    .text("error", "Why it failed; empty unless it did.")
                    .time("created_at", "When it was asked for.")
                    .time("started_at", "When it began; null: it waits.")
                    .orNull()
                    .time("ended_at", "When it ended; null: it has not.")
                    .orNull();

    static Task read(Row row) {
        long account = row.number("account_id");
        return new Task(
                row.number("id"),
                row.text("kind"),
                account == 0 ? Optional.empty() : Optional.of(new AccountId(account)),
                TaskState.of(row.text("state")),
                new Actor(
                        row.text("actor"),
                        row.text("address"),
                        row.text("user_agent"),
                        row.text("request_id")),
                row.text("reason"),
                row.text("details"),
                row.text("work"),
                row.number("done"),
                row.number("total"),
                row.text("result"),
                row.text("error"),
                row.time("created_at"),
                row.timeOrNull("started_at"),
                row.timeOrNull("ended_at"));
    }

    /** Without its cursor. */
    public void write(Out out) {
        out.number("id", id)
                .text("kind", kind)
                .number("account_id", account.map(AccountId::value).orElse(0L))
                .text("state", state.wire())
                .text("actor", actor.name())
                .text("reason", reason)
                .value("details", JsonText.read(details))
                .number("done", done)
                .number("total", total)
                .value("result", JsonText.read(result))
                .text("error", error)
                .time("created_at", createdAt)
                .time("started_at", startedAt)
                .time("ended_at", endedAt);
    }
}
