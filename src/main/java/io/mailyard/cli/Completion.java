package io.mailyard.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.PositionalParamSpec;

/** {@code mailyard completion bash|zsh|fish}: prints the completion script of a shell. */
final class Completion implements Callable<Integer> {
    private final CommandSpec root;
    private final CommandSpec spec;

    private Completion(CommandSpec root) {
        this.root = root;
        spec = CommandSpec.wrapWithoutInspection(this);
        Commands.described(
                spec,
                "completion",
                "Prints a completion script for a shell: source <(mailyard completion bash)");
        spec.addPositional(
                PositionalParamSpec.builder()
                        .index("0")
                        .arity("1")
                        .type(Shell.class)
                        .paramLabel("bash|zsh|fish")
                        .description("The shell.")
                        .build());
    }

    /** The shells with completion. */
    enum Shell {
        bash,
        zsh,
        fish
    }

    static CommandSpec of(CommandSpec root) {
        return new Completion(root).spec;
    }

    @Override
    public Integer call() {
        CommandLine commandLine = spec.commandLine();
        Shell shell = commandLine.getParseResult().matchedPositionalValue(0, Shell.bash);
        // one script serves both: in zsh it turns on bash's completion
        commandLine
                .getOut()
                .println(
                        shell == Shell.fish
                                ? FishCompletion.of(root)
                                : AutoComplete.bash(root.name(), root.commandLine()));
        commandLine.getOut().flush();
        return Exit.DONE.code();
    }
}
