package io.mailyard.cli;

import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command line {@code mailyard}. */
public final class Cli {
    private Cli() {}

    /**
     * The root command: the commands that call a server's API, and {@code more}, which work on this
     * machine. {@link CommandLine#execute} runs it and returns the exit code. Output is UTF-8
     * whatever the locale.
     *
     * @param more commands that picocli knows by their annotations, or their specs, in the order of
     *     the help; {@link CommandLine#getSubcommands} adds one below another
     */
    public static CommandLine root(Object... more) {
        return root(CliEnvironment.ofProcess(), more);
    }

    /** Only the commands that call a server. */
    public static CommandLine commands() {
        return root();
    }

    /**
     * The root with only the command that {@code args} name, for example {@code accounts list} or
     * {@code plan}, since the whole tree takes a second to build. Empty if they name neither a call
     * of the API nor a command about a document.
     */
    public static Optional<CommandLine> only(String... args) {
        return only(CliEnvironment.ofProcess(), args);
    }

    static Optional<CommandLine> only(CliEnvironment around, String... args) {
        Optional<CommandSpec> declared =
                args.length == 0 ? Optional.empty() : DeclareCommands.named(args[0], around);
        if (declared.isPresent()) {
            CommandLine commandLine = bare();
            commandLine.addSubcommand(args[0], declared.get());
            return Optional.of(finished(commandLine));
        }
        if (args.length < 2) {
            return Optional.empty();
        }
        return nouns().stream()
                .filter(noun -> noun.name().equals(args[0]))
                .flatMap(noun ->
                        noun.operations().stream()
                                .filter(operation -> operation.verb().equals(args[1]))
                                .map(operation -> only(around, noun, operation)))
                .findFirst();
    }

    private static CommandLine only(CliEnvironment around, Noun noun, Operation operation) {
        CommandLine commandLine = bare();
        commandLine.addSubcommand(noun.name(), Commands.of(noun, List.of(operation), around));
        return finished(commandLine);
    }

    private static CommandLine bare() {
        CommandSpec root = Commands.described(CommandSpec.create(), "mailyard", "");
        root.addOption(
                OptionSpec.builder("-V", "--version")
                        .versionHelp(true)
                        .description("Shows the version.")
                        .build());
        root.versionProvider(() -> RootHelp.version().toArray(new String[0]));
        return new CommandLine(root);
    }

    static CommandLine root(CliEnvironment around, Object... more) {
        CommandLine commandLine = bare();
        Arrays.asList(more).forEach(commandLine::addSubcommand);
        LinkedHashSet<String> local = new LinkedHashSet<>(commandLine.getSubcommands().keySet());
        for (Noun noun : nouns()) {
            CommandSpec spec = Commands.of(noun, around);
            if (noun.name().equals(SuppressionCommands.NAME)) {
                TransferCommands.below(spec, around);
            }
            if (noun.name().equals("audit")) {
                TransferCommands.belowAudit(spec, around);
            }
            if (noun.name().equals("tasks")) {
                TransferCommands.belowTasks(spec, around);
            }
            if (noun.name().equals("accounts")) {
                TransferCommands.belowAccounts(spec, around);
            }
            if (noun.name().equals("messages")) {
                TransferCommands.belowMessages(spec, around);
            }
            commandLine.addSubcommand(noun.name(), spec);
        }
        commandLine.addSubcommand(
                "states", Commands.of(states(), states().operations().getFirst(), around));
        commandLine.addSubcommand(
                "ledger",
                Commands.of(
                        QueueCommands.ledger(),
                        QueueCommands.ledger().operations().getFirst(),
                        around));
        commandLine.addSubcommand(
                "send",
                Commands.of(
                        MessageCommands.send(),
                        MessageCommands.send().operations().getFirst(),
                        around));
        commandLine.addSubcommand(
                "find",
                Commands.of(
                        ToolCommands.find(), ToolCommands.find().operations().getFirst(), around));
        for (Noun noun : StatisticsCommands.nouns()) {
            commandLine.addSubcommand(
                    noun.name(), Commands.of(noun, noun.operations().getFirst(), around));
        }
        for (String name : DeclareCommands.NAMES) {
            commandLine.addSubcommand(name, DeclareCommands.named(name, around).orElseThrow());
        }
        commandLine.addSubcommand(CompareCommand.NAME, CompareCommand.of(around));
        commandLine.addSubcommand(OpenApiCommand.NAME, OpenApiCommand.of(around));
        commandLine.addSubcommand("completion", Completion.of(commandLine.getCommandSpec()));
        local.add("completion");
        RootHelp.describe(commandLine, local);
        return finished(commandLine);
    }

    private static CommandLine finished(CommandLine commandLine) {
        // the options that take @FILE read it themselves
        commandLine.setExpandAtFiles(false);
        commandLine.setParameterExceptionHandler(new UsageFaults());
        StandardOutput out = new StandardOutput();
        return commandLine
                .setErr(utf8(System.err))
                .setOut(utf8(out))
                .setExecutionStrategy(parsed -> whole(parsed, commandLine, out));
    }

    /** A noun with a single verb, which is not typed. */
    static Noun states() {
        return new Noun(
                "states",
                "contract",
                "",
                List.of(
                        Operation.show(
                                "states",
                                "states/contract",
                                "Shows what each state of an account, user, sender or node"
                                        + " stops.")));
    }

    static List<Noun> nouns() {
        List<Noun> nouns = new ArrayList<>();
        nouns.add(AccountCommands.noun());
        nouns.add(UserCommands.noun());
        nouns.add(TariffCommands.noun());
        nouns.add(TokenCommands.noun());
        nouns.add(AdministratorCommands.noun());
        nouns.add(AdministratorCommands.roles());
        nouns.add(ProviderCommands.oidc());
        nouns.add(ProviderCommands.ofAccounts());
        nouns.add(ProviderCommands.ldap());
        nouns.add(NodeCommands.noun());
        nouns.add(SenderCommands.noun());
        nouns.add(VirtualSenderCommands.noun());
        nouns.add(PlatformCommands.noun());
        nouns.add(QueueCommands.noun());
        nouns.add(QueueCommands.ofAccounts());
        nouns.add(MessageCommands.noun());
        nouns.addAll(PolicyCommands.nouns());
        nouns.add(ToolCommands.noun());
        nouns.add(DomainCommands.noun());
        nouns.add(SuppressionCommands.noun());
        nouns.add(WebhookCommands.noun());
        nouns.add(AuditCommands.noun());
        nouns.add(TaskCommands.noun());
        nouns.add(TaskCommands.recipients());
        return List.copyOf(nouns);
    }

    /** Runs the command; it has failed if its output could not be written completely. */
    private static int whole(
            CommandLine.ParseResult parsed, CommandLine commandLine, StandardOutput out) {
        int code = new CommandLine.RunLast().execute(parsed);
        commandLine.getOut().flush();
        if (out.fault().isEmpty()) {
            return code;
        }
        if (!out.readerGone()) {
            commandLine
                    .getErr()
                    .println(
                            "mailyard: the output is incomplete: standard output cannot be written: "
                                    + out.fault().get());
            commandLine.getErr().flush();
        }
        return code == Exit.DONE.code() ? Exit.REFUSED.code() : code;
    }

    private static PrintWriter utf8(OutputStream stream) {
        return new PrintWriter(new OutputStreamWriter(stream, StandardCharsets.UTF_8), true);
    }
}
