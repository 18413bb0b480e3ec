package io.mailyard.cli;

import io.mailyard.document.ObjectKind;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code mailyard export}, {@code plan} and {@code apply} (docs/declarative.md). */
final class DeclareCommands {
    private static final String KINDS =
            Arrays.stream(ObjectKind.values())
                    .map(ObjectKind::word)
                    .collect(Collectors.joining(", "));

    /** In the order of the help. */
    static final List<String> NAMES = List.of("export", "plan", "apply");

    private DeclareCommands() {}

    /** The command of that name; empty if it is none of {@link #NAMES}. */
    static Optional<CommandSpec> named(String name, CliEnvironment around) {
        return switch (name) {
            case "export" -> Optional.of(export(around));
            case "plan" -> Optional.of(plan(around));
            case "apply" -> Optional.of(apply(around));
            default -> Optional.empty();
        };
    }

    private static CommandSpec export(CliEnvironment around) {
        CommandSpec spec =
                command(
                        "export",
                        "Prints the server's objects as a document for plan and apply.",
                        DeclareActions.DeclareVerb.EXPORT,
                        around);
        spec.addOption(
                Commands.option("--only", "<kind,...>", "Only of these kinds: " + KINDS + ".")
                        .build());
        spec.addOption(Commands.toggle("--json", "Prints JSON instead of YAML."));
        Commands.server(spec);
        return spec;
    }

    private static CommandSpec plan(CliEnvironment around) {
        CommandSpec spec =
                command(
                        "plan",
                        "Shows how a server differs from a document; changes nothing.",
                        DeclareActions.DeclareVerb.PLAN,
                        around);
        document(spec);
        spec.addOption(Commands.toggle("--json", "Prints the plan as JSON."));
        Commands.server(spec);
        return spec;
    }

    private static CommandSpec apply(CliEnvironment around) {
        CommandSpec spec =
                command(
                        "apply",
                        "Changes a server to match a document, step by step; stops at the first that"
                                + " fails.",
                        DeclareActions.DeclareVerb.APPLY,
                        around);
        document(spec);
        spec.addOption(
                Commands.toggle(
                        "--send-welcome", "Sends new users the welcome mail, to set a password."));
        spec.addOption(
                Commands.toggle(
                        "--yes",
                        "Does not ask for confirmation; without a terminal it never does."));
        spec.addOption(
                Commands.option(
                                "--idempotency-key",
                                "<text>",
                                "If repeated with the same key within 24 hours, nothing is done twice.")
                        .build());
        spec.addOption(Commands.toggle("--json", "Prints what was done and what was not as JSON."));
        Commands.server(spec);
        return spec;
    }

    private static CommandSpec command(
            String name, String says, DeclareActions.DeclareVerb verb, CliEnvironment around) {
        DeclareActions run = new DeclareActions(verb, around);
        CommandSpec spec = Commands.described(CommandSpec.wrapWithoutInspection(run), name, says);
        run.belongsTo(spec);
        Commands.inParts(spec);
        return spec;
    }

    private static void document(CommandSpec spec) {
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .required(true)
                        .type(String.class)
                        .paramLabel("<file>")
                        .description(
                                "The document, YAML or JSON, or a folder of them; - reads it from standard"
                                        + " input.")
                        .build());
        spec.addOption(
                Commands.option(
                                "--prune",
                                "<kind,...>",
                                "Deletes objects of these kinds that the document does not contain; without it"
                                        + " nothing is deleted.")
                        .build());
    }
}
