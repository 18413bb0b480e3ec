package io.mailyard.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code mailyard compare} (docs/moving/compare.md). */
final class CompareCommand {
    static final String NAME = "compare";

    /** Calls at once, by default; a server answers more, and others use it meanwhile. */
    static final int USUAL_CONCURRENCY = 4;

    static final int MOST_CONCURRENCY = 16;

    /** Calls a second to each installation, by default: a live one notices no more. */
    static final int USUAL_RATE = 20;

    static final int MOST_RATE = 1000;

    /** Differences shown of one call, by default. */
    static final int USUAL_SHOWN = 20;

    private CompareCommand() {}

    static CommandSpec of(CliEnvironment around) {
        CompareActions run = new CompareActions(around);
        CommandSpec spec =
                Commands.described(
                        CommandSpec.wrapWithoutInspection(run),
                        NAME,
                        "Makes recorded calls at two installations and shows where their answers"
                                + " differ.");
        run.belongsTo(spec);
        Commands.inParts(spec);
        place(spec, "0", "<old>", "Address of the installation that is compared with.");
        place(spec, "1", "<new>", "Address of the one that is to answer the same.");
        place(
                spec,
                "2",
                "<file>",
                "Recorded calls, an object of path and body on each line, or documented examples;"
                        + " - reads standard input.");
        options(spec);
        spec.usageMessage().exitCodeList(exits());
        return spec;
    }

    private static void options(CommandSpec spec) {
        text(
                spec,
                "--old-token-file",
                "<file>",
                "A file whose first line is the token for the old one; without it"
                        + " MAILYARD_OLD_TOKEN.");
        text(
                spec,
                "--new-token-file",
                "<file>",
                "The same for the new one; without it MAILYARD_NEW_TOKEN.");
        spec.addOption(
                Commands.toggle(
                        "--writes",
                        "Makes calls that change something too, one after another; without it they"
                                + " are left out."));
        spec.addOption(
                Commands.toggle("--order", "Compares the order of different elements of XML."));
        spec.addOption(
                Commands.toggle(
                        "--times", "Compares times exactly; without it any time is a time."));
        text(
                spec,
                "--ignore",
                "<path,...>",
                "Members that are not compared, for example data*.title; * stands for anything.");
        text(
                spec,
                "--concurrency",
                "<number>",
                "Calls at once; default " + USUAL_CONCURRENCY + ", with --writes 1.");
        text(
                spec,
                "--rate",
                "<number>",
                "Most calls a second to each installation; default " + USUAL_RATE + ".");
        text(spec, "--timeout", "<seconds>", "For one answer; default 60.");
        text(
                spec,
                "--show",
                "<number>",
                "Differences shown of one call; default " + USUAL_SHOWN + ".");
        spec.addOption(Commands.toggle("--json", "Prints an object for each call and the counts."));
    }

    private static Map<String, String> exits() {
        Map<String, String> exits = new LinkedHashMap<>();
        exits.put("0", "all answers are the same");
        exits.put("1", "answers differ");
        exits.put("2", "the command line or the file is wrong, or calls could not be compared");
        return exits;
    }

    private static void place(CommandSpec spec, String index, String label, String says) {
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index(index)
                        .arity("1")
                        .required(true)
                        .type(String.class)
                        .paramLabel(label)
                        .description(says)
                        .build());
    }

    private static void text(CommandSpec spec, String name, String label, String says) {
        spec.addOption(Commands.option(name, label, says).build());
    }
}
