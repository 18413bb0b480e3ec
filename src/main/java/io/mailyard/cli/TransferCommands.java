package io.mailyard.cli;

import io.mailyard.wire.Value;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/**
 * {@code suppressions import}, {@code export} and {@code review}; {@code audit export}; {@code
 * tasks export}; {@code messages raw}; {@code accounts export-file}.
 */
final class TransferCommands {
    /** The calls that these commands make. */
    static final List<String> PATHS =
            List.of(
                    "suppressions/import",
                    "suppressions/export",
                    "suppressions/review",
                    "audit/export",
                    "tasks/export",
                    "accounts/export/download",
                    "messages/raw");

    /** Options of {@code audit export}, besides the account. */
    static final List<String> AUDIT_FILTERS =
            List.of("since", "until", "actor", "action", "object-type", "object-id", "request-id");

    private TransferCommands() {}

    /** Adds these commands below the noun. */
    static void below(CommandSpec noun, CliEnvironment around) {
        noun.addSubcommand("import", importing(around));
        noun.addSubcommand("export", exporting(around));
        noun.addSubcommand("review", reviewing(around));
    }

    /** Adds {@code export} below {@code audit}. */
    static void belowAudit(CommandSpec noun, CliEnvironment around) {
        CommandSpec spec =
                command(
                        "export",
                        "Writes the rows of the audit as CSV, oldest first.",
                        TransferActions.TransferVerb.AUDIT,
                        around);
        AUDIT_FILTERS.forEach(filter ->
                spec.addOption(Commands.option("--" + filter, "<text>", "As of list.").build()));
        spec.addOption(output());
        noun.addSubcommand("export", whole(spec, "Writes one JSON object per line."));
    }

    /** Adds {@code export} below {@code tasks}. */
    static void belowTasks(CommandSpec noun, CliEnvironment around) {
        CommandSpec spec =
                command(
                        "export",
                        "Writes what became of each object of a task on many as CSV.",
                        TransferActions.TransferVerb.TASK,
                        around);
        spec.addPositional(id("The task's id."));
        spec.addOption(
                Commands.option(
                                "--outcome",
                                "<word>",
                                "Only waiting, done, unchanged or failed ones.")
                        .build());
        spec.addOption(output());
        Commands.server(spec);
        noun.addSubcommand("export", spec);
    }

    /** Adds {@code export-file} below {@code accounts}. */
    static void belowAccounts(CommandSpec noun, CliEnvironment around) {
        CommandSpec spec =
                command(
                        "export-file",
                        "Writes what export has written on the server to a file; the audit records it.",
                        TransferActions.TransferVerb.ACCOUNT,
                        around);
        spec.addPositional(id("The account's id."));
        spec.addPositional(place("1", "<task-id>", "The task of export, once it is done."));
        spec.addOption(
                Commands.option(
                                "--output",
                                "<file>",
                                "Writes this file, completely or not at all; without it,"
                                        + " account-ID.ndjson.gz.")
                        .build());
        Commands.server(spec);
        noun.addSubcommand("export-file", spec);
    }

    private static PositionalParamSpec id(String says) {
        return place("0", "<id>", says);
    }

    private static PositionalParamSpec place(String index, String label, String says) {
        return PositionalParamSpec.builder()
                .index(index)
                .arity("1")
                .required(true)
                .type(String.class)
                .paramLabel(label)
                .description(says)
                .build();
    }

    /** Adds {@code raw} below {@code messages}. */
    static void belowMessages(CommandSpec noun, CliEnvironment around) {
        CommandSpec spec =
                command(
                        "raw",
                        "Writes a message as it was accepted to a file; the audit records it.",
                        TransferActions.TransferVerb.RAW,
                        around);
        spec.addPositional(id("The message's id."));
        spec.addOption(
                Commands.option(
                                "--output",
                                "<file>",
                                "Writes this file, completely or not at all; without it, message-ID.eml.")
                        .build());
        spec.addOption(
                Commands.option("--octets", "<number>", "Writes the first octets alone.").build());
        Commands.server(spec);
        noun.addSubcommand("raw", spec);
    }

    private static OptionSpec output() {
        return Commands.option(
                        "--output",
                        "<file>",
                        "Writes this file, completely or not at all; without it, standard output.")
                .build();
    }

    private static CommandSpec importing(CliEnvironment around) {
        CommandSpec spec =
                command(
                        "import",
                        "Adds addresses from a CSV file, or from another provider's export; faulty"
                                + " lines are reported, the others are kept.",
                        TransferActions.TransferVerb.IMPORT,
                        around);
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .required(true)
                        .type(String.class)
                        .paramLabel("<file>")
                        .description(
                                "Lines of email, class, reason, expires_at, unless the first line"
                                        + " names other columns; - reads standard input.")
                        .build());
        spec.addOption(
                Commands.option(
                                "--from",
                                "<word>",
                                "Whose export it is: mailyard, sendgrid, mailgun, ses or postmark;"
                                        + " without it, the names of its columns tell.")
                        .build());
        spec.addOption(
                Commands.option(
                                "--class",
                                "<word>",
                                "The class of lines without one: hard, complaint, unsubscribe or manual.")
                        .build());
        spec.addOption(
                Commands.option("--reason", "<text>", "The reason of lines without one.").build());
        spec.addOption(Commands.toggle("--dry-run", "Checks every line; changes nothing."));
        return whole(spec, "Prints the answer's data as JSON.");
    }

    private static CommandSpec exporting(CliEnvironment around) {
        CommandSpec spec =
                command(
                        "export",
                        "Writes all rows as CSV, in the format of import.",
                        TransferActions.TransferVerb.EXPORT,
                        around);
        spec.addOption(Commands.option("--class", "<word>", "Only this class.").build());
        spec.addOption(
                Commands.option(
                                "--source",
                                "<word>",
                                "Only rows added by these: administrator, account or bounce.")
                        .build());
        spec.addOption(
                Commands.option("--search", "<text>", "Only addresses that contain this text.")
                        .build());
        spec.addOption(
                Commands.option("--expires", "<word>", "Only those that end (ends), or never do.")
                        .build());
        spec.addOption(
                Commands.option("--expires-before", "<time>", "Only those that end before then.")
                        .build());
        spec.addOption(output());
        return whole(spec, "Writes one JSON object per line instead of CSV.");
    }

    private static CommandSpec reviewing(CliEnvironment around) {
        CommandSpec spec =
                command(
                        "review",
                        "Lists addresses that our own reply (own_words) or an answer to several"
                                + " recipients (shared_answer) suppressed in older versions.",
                        TransferActions.TransferVerb.REVIEW,
                        around);
        spec.addOption(Commands.toggle("--remove", "Removes them, after asking."));
        spec.addOption(
                Commands.toggle(
                        "--yes", "Does not ask for confirmation; needed without a terminal."));
        return whole(spec, "Prints one JSON object per line.");
    }

    private static CommandSpec whole(CommandSpec spec, String json) {
        spec.addOption(
                Commands.option(
                                "--account-id",
                                "<number>",
                                "The list of this account; default the platform's.")
                        .build());
        spec.addOption(Commands.toggle("--json", json));
        Commands.server(spec);
        return spec;
    }

    private static CommandSpec command(
            String name, String says, TransferActions.TransferVerb verb, CliEnvironment around) {
        TransferActions run = new TransferActions(verb, around);
        CommandSpec spec = Commands.described(CommandSpec.wrapWithoutInspection(run), name, says);
        run.belongsTo(spec);
        Commands.inParts(spec);
        return spec;
    }

    /** Whose list an import was of, for its last line; our own is not said. */
    static String provider(@Nullable Value format) {
        return format instanceof Value.Text(String word)
                        && !List.of("mailyard", "auto").contains(word)
                ? " of " + word
                : "";
    }
}
