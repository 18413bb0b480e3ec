package io.mailyard.cli;

import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import picocli.CommandLine;

/** Runs command lines in this process, with an environment and a terminal of the test's own. */
final class Shell {
    /** What a command left. */
    record Left(int code, String out, String err) {}

    private final Map<String, String> variables = new HashMap<>();
    private final Path folder;
    private String input = "";
    private boolean person;
    private boolean agrees;
    private int columns = Table.UNLIMITED;

    Shell(Path folder) {
        this.folder = folder;
    }

    Shell with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Shell typing(String text) {
        input = text;
        return this;
    }

    /** There is a terminal, and someone who answers a question. */
    Shell before(boolean yes) {
        person = true;
        agrees = yes;
        return this;
    }

    Shell wide(int characters) {
        columns = characters;
        return this;
    }

    Left run(String... args) {
        Terminal terminal =
                new Terminal() {
                    @Override
                    public boolean present() {
                        return person;
                    }

                    @Override
                    public int columns() {
                        return columns;
                    }

                    @Override
                    public boolean agrees(String question) {
                        return agrees;
                    }
                };
        CliEnvironment around =
                new CliEnvironment(
                        variables,
                        folder,
                        new ByteArrayInputStream(input.getBytes(StandardCharsets.UTF_8)),
                        terminal,
                        InstantSource.system());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Cli.only(around, args)
                        .orElseGet(() -> Cli.root(around))
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err));
        int code = commandLine.execute(args);
        return new Left(code, out.toString(), err.toString());
    }
}
