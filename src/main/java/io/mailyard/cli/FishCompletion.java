package io.mailyard.cli;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Builds the completion script for the shell fish. */
final class FishCompletion {
    /**
     * The words without options: exactly those of a command, or those of a command followed by
     * more.
     */
    private static final String FUNCTIONS =
            """
            function __mailyard_words
                for word in (commandline -opc)[2..-1]
                    string match -q -- '-*' $word; or echo $word
                end
            end
            function __mailyard_at
                set -l words (__mailyard_words)
                test "$words" = "$argv"
            end
            function __mailyard_in
                set -l words (__mailyard_words)
                test (count $words) -ge (count $argv); and test "$words[1..(count $argv)]" = "$argv"
            end
            complete -c mailyard -f
            """;

    private final StringBuilder script = new StringBuilder(FUNCTIONS);

    private FishCompletion() {}

    static String of(CommandSpec root) {
        FishCompletion completion = new FishCompletion();
        completion.add(root, List.of());
        return completion.script.toString().stripTrailing();
    }

    private void add(CommandSpec command, List<String> path) {
        String words = String.join(" ", path);
        for (CommandLine sub : new LinkedHashSet<>(command.subcommands().values())) {
            CommandSpec spec = sub.getCommandSpec();
            if (spec.usageMessage().hidden()) {
                continue;
            }
            line(
                    "__mailyard_at " + words,
                    " -a " + spec.name(),
                    first(spec.usageMessage().description()));
            List<String> deeper = new ArrayList<>(path);
            deeper.add(spec.name());
            add(spec, deeper);
        }
        if (path.isEmpty()) {
            return;
        }
        for (OptionSpec option : command.options()) {
            if (option.hidden()) {
                continue;
            }
            StringBuilder names = new StringBuilder();
            for (String name : option.names()) {
                names.append(name.startsWith("--") ? " -l " : " -s ")
                        .append(name.replaceFirst("^-+", ""));
            }
            if (option.arity().max() > 0) {
                boolean file = option.paramLabel().toUpperCase(Locale.ROOT).contains("FILE");
                names.append(file ? " -r -F" : " -x");
            }
            line("__mailyard_in " + words, names.toString(), first(option.description()));
        }
    }

    private void line(String condition, String what, String description) {
        script.append("complete -c mailyard -n '")
                .append(condition.strip())
                .append('\'')
                .append(what)
                .append(" -d '")
                .append(description.replace("\\", "\\\\").replace("'", "\\'"))
                .append("'\n");
    }

    private static String first(String[] lines) {
        return lines.length == 0 ? "" : lines[0].replace("%%", "%").replace('\n', ' ');
    }
}
