package io.mailyard.cli;

import java.util.List;
import picocli.CommandLine.Model.ArgGroupSpec;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** Builds picocli commands from operations: options, help and exit codes from one table. */
final class Commands {
    /** Width of the help: wide enough for its sentences, narrow enough for half a screen. */
    static final int HELP_WIDTH = 100;

    private Commands() {}

    /** A noun with all its verbs. */
    static CommandSpec of(Noun noun, CliEnvironment around) {
        return of(noun, noun.operations(), around);
    }

    /** A noun with some of its verbs. */
    static CommandSpec of(Noun noun, List<Operation> operations, CliEnvironment around) {
        CommandSpec spec = described(CommandSpec.create(), noun.name(), noun.says());
        spec.usageMessage().synopsisSubcommandLabel("<verb>").commandListHeading("%nVerbs:%n");
        for (Operation operation : operations) {
            spec.addSubcommand(operation.verb(), of(noun, operation, around));
        }
        return spec;
    }

    /** The command of one operation. */
    static CommandSpec of(Noun noun, Operation operation, CliEnvironment around) {
        ApiCommand run = new ApiCommand(noun, operation, around);
        CommandSpec spec =
                described(
                        CommandSpec.wrapWithoutInspection(run), operation.verb(), operation.says());
        run.belongsTo(spec);
        inParts(spec);
        own(spec, operation);
        output(spec, operation);
        server(spec);
        return spec;
    }

    /** Has its help show arguments, options and exit codes apart, in the order they were added. */
    static void inParts(CommandSpec spec) {
        spec.usageMessage()
                .sortOptions(false)
                .abbreviateSynopsis(true)
                .parameterListHeading("%n")
                .optionListHeading("%n")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(Exit.list());
    }

    /** A command with its help. */
    static CommandSpec described(CommandSpec spec, String name, String says) {
        spec.name(name)
                .addOption(
                        OptionSpec.builder("-h", "--help")
                                .usageHelp(true)
                                .description("Shows this help.")
                                .build());
        spec.usageMessage().description(says).width(HELP_WIDTH);
        return spec;
    }

    private static void own(CommandSpec spec, Operation operation) {
        int place = 0;
        for (Arg arg : operation.args()) {
            if (arg.placed()) {
                spec.addPositional(
                        PositionalParamSpec.builder()
                                .index(String.valueOf(place++))
                                .arity(arg.required() ? "1" : "0..1")
                                .required(arg.required())
                                .type(String.class)
                                .paramLabel("<" + arg.param() + ">")
                                .description(escaped(arg.says()))
                                .build());
            } else if (arg.kind() == ArgumentKind.FLAG) {
                spec.addOption(
                        option(arg.option(), arg.kind().label(), arg.says())
                                .type(Boolean.class)
                                .arity("0..1")
                                .fallbackValue("true")
                                .build());
            } else {
                spec.addOption(option(arg.option(), arg.kind().label(), arg.says()).build());
            }
        }
    }

    private static void output(CommandSpec spec, Operation operation) {
        if (operation.shape() == Operation.ResponseShape.LIST) {
            spec.addOption(
                    option("--limit", "<number>", "Maximum number of rows; " + Listing.USUAL + ".")
                            .build());
            spec.addOption(toggle("--all", "All rows, " + Listing.MOST + " at most."));
            spec.addOption(
                    option(
                                    "--columns",
                                    "<name,...>",
                                    "The columns to show, by their names in the API.")
                            .build());
        }
        if (operation.shape() == Operation.ResponseShape.WATCHED) {
            watch(spec);
        }
        if (operation.writes()) {
            spec.addOption(toggle("--dry-run", "Shows what would change; changes nothing."));
            spec.addOption(
                    option(
                                    "--idempotency-key",
                                    "<text>",
                                    "A command repeated with the same key within 24 hours is executed"
                                            + " once.")
                            .build());
        }
        if (operation.planned()) {
            spec.addOption(
                    option(
                                    "--plan-token",
                                    "<text>",
                                    "The token that --dry-run printed: does exactly what it showed, or nothing"
                                            + " if that is no longer possible.")
                            .build());
        }
        if (operation.shape() == Operation.ResponseShape.DELETED) {
            spec.addOption(
                    toggle("--yes", "Does not ask for confirmation; needed without a terminal."));
        }
        spec.addOption(toggle("--json", "Prints the answer's data as JSON."));
    }

    private static void watch(CommandSpec spec) {
        spec.addOption(toggle("--once", "Shows it once, without rates."));
        spec.addOption(option("--every", "<seconds>", "Time between updates; default 1.").build());
        spec.addOption(
                option(
                                "--count",
                                "<number>",
                                "Number of updates; " + QueueWatch.MOST_ROUNDS + " at most.")
                        .build());
        spec.addOption(
                option(
                                "--rows",
                                "<number>",
                                "Maximum number of rows; "
                                        + QueueWatch.USUAL_ROWS
                                        + " unless given.")
                        .build());
    }

    /** Adds the options for the server's address and token. */
    static void server(CommandSpec spec) {
        spec.addArgGroup(
                ArgGroupSpec.builder()
                        .heading("%nThe server:%n")
                        .exclusive(false)
                        .multiplicity("0..1")
                        .addArg(
                                option(
                                                "--url",
                                                "<address>",
                                                "Its address; default MAILYARD_URL, else "
                                                        + ServerConnection.DEFAULT_URL
                                                        + ".")
                                        .build())
                        .addArg(
                                option(
                                                "--token-file",
                                                "<file>",
                                                "A file whose first line is the token; - reads it"
                                                        + " from standard input. Without it"
                                                        + " MAILYARD_TOKEN; for a server on this"
                                                        + " machine, the file admin-token in"
                                                        + " MAILYARD_DATA or data/.")
                                        .build())
                        .addArg(
                                option(
                                                "--token",
                                                "<token>",
                                                "The token itself; others on this machine can see"
                                                        + " it.")
                                        .build())
                        .addArg(
                                option("--timeout", "<seconds>", "For one answer; default 60.")
                                        .build())
                        .build());
    }

    static OptionSpec.Builder option(String name, String label, String says) {
        return OptionSpec.builder(name)
                .type(String.class)
                .arity("1")
                .paramLabel(label)
                .description(escaped(says));
    }

    static OptionSpec toggle(String name, String says) {
        return OptionSpec.builder(name)
                .type(boolean.class)
                .arity("0")
                .description(escaped(says))
                .build();
    }

    /** Escapes a description, since picocli formats it. */
    static String escaped(String says) {
        return says.replace("%", "%%");
    }
}
