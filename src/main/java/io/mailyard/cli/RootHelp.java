package io.mailyard.cli;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Help;
import picocli.CommandLine.Help.TextTable;
import picocli.CommandLine.Model.UsageMessageSpec;

/**
 * The help of the root command, which separates commands on this machine from calls of a server.
 */
final class RootHelp {
    private RootHelp() {}

    /**
     * Adds the help.
     *
     * @param local the names of the commands that work on this machine
     */
    static void describe(CommandLine commandLine, Set<String> local) {
        UsageMessageSpec usage = commandLine.getCommandSpec().usageMessage();
        usage.description("A control plane for multi-tenant mail.")
                .width(Commands.HELP_WIDTH)
                .synopsisSubcommandLabel("<command>")
                .exitCodeListHeading("%nExit codes:%n")
                .exitCodeList(Exit.list())
                .footer(
                        "",
                        "Every command explains itself: mailyard <command> --help",
                        "Environment: MAILYARD_URL, MAILYARD_TOKEN, MAILYARD_DATA; for the launcher"
                                + " JAVA_HOME, MAILYARD_JAVA_OPTS.");
        commandLine
                .getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST_HEADING, _ -> "");
        commandLine
                .getHelpSectionMap()
                .put(UsageMessageSpec.SECTION_KEY_COMMAND_LIST, help -> commands(help, local));
    }

    private static String commands(Help help, Set<String> local) {
        Map<String, Help> here = new LinkedHashMap<>(help.subcommands());
        Map<String, Help> there = new LinkedHashMap<>(here);
        here.keySet().retainAll(local);
        there.keySet().removeAll(local);
        return section(help, "%nOn this machine:%n", here)
                + section(help, "%nOn a server, through its API:%n", there);
    }

    private static String section(Help help, String heading, Map<String, Help> commands) {
        if (commands.isEmpty()) {
            return "";
        }
        TextTable table =
                TextTable.forColumns(
                        help.colorScheme(),
                        new Help.Column(18, 2, Help.Column.Overflow.SPAN),
                        new Help.Column(Commands.HELP_WIDTH - 18, 2, Help.Column.Overflow.WRAP));
        commands.forEach((name, command) ->
                table.addRowValues(
                        name,
                        String.join(
                                " ",
                                Arrays.asList(
                                        command.commandSpec().usageMessage().description()))));
        return help.createHeading(heading) + table;
    }

    /** Versions of the jar and of Java, for {@code --version}. */
    static List<String> version() {
        return List.of("mailyard " + number(), "Java " + Runtime.version());
    }

    /** The jar's version; a word that says so if there is no jar. */
    static String number() {
        return Optional.ofNullable(RootHelp.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
