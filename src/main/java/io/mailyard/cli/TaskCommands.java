package io.mailyard.cli;

import static io.mailyard.cli.Arg.option;
import static io.mailyard.cli.Arg.place;
import static io.mailyard.cli.ArgumentKind.NUMBER;
import static io.mailyard.cli.ArgumentKind.TEXT;
import static io.mailyard.cli.ArgumentKind.TEXTS;

import java.util.List;

/** {@code mailyard tasks}. */
final class TaskCommands {
    private static final Arg ID = place("id", NUMBER, "The task's id.");

    private TaskCommands() {}

    static Noun recipients() {
        return new Noun(
                "recipients",
                "recipient",
                "Recipients of mail.",
                List.of(
                        Operation.remove(
                                "erase",
                                "recipients/erase",
                                "Erases a recipient everywhere, as a task.",
                                "is being erased",
                                place("email", TEXT, "The address."),
                                option("reason", TEXT, "Why, for the audit; needed."))));
    }

    static Noun noun() {
        return new Noun(
                "tasks",
                "task",
                "Tasks: long work in the background.",
                List.of(
                        Operation.list(
                                "list",
                                "tasks/list",
                                "Lists tasks, newest first.",
                                List.of(
                                        "id",
                                        "kind",
                                        "account_id",
                                        "state",
                                        "done",
                                        "total",
                                        "created_at",
                                        "ended_at"),
                                option("state", TEXT, "Only tasks in this state."),
                                option("kind", TEXT, "Only tasks of this kind."),
                                option(
                                        "kinds",
                                        TEXTS,
                                        "Only tasks of one of these kinds, beside those that search finds."),
                                option("search", TEXT, "Words in kind, caller or reason."),
                                option("account_id", NUMBER, "Only tasks of this account."),
                                option("order", TEXT, "asc: oldest first."),
                                Arg.FROM_ID),
                        Operation.show("get", "tasks/get", "Shows a task.", ID),
                        Operation.list(
                                "objects",
                                "tasks/objects",
                                "Lists what became of each object of a task on many.",
                                List.of("id", "account_id", "name", "outcome", "fault"),
                                ID,
                                option(
                                        "outcome",
                                        TEXT,
                                        "Only waiting, done, unchanged or failed ones."),
                                Arg.FROM_ID),
                        Operation.act(
                                "cancel",
                                "tasks/cancel",
                                "Cancels a task; what is done stays done.",
                                "cancelled",
                                ID)));
    }
}
