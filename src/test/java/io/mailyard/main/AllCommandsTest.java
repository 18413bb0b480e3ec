package io.mailyard.main;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.cli.Cli;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

/** A command built alone answers as it does within the whole tree, whatever follows its name. */
class AllCommandsTest {
    /** Nothing listens there. */
    private static final List<String> SERVER =
            List.of("--url", "http://127.0.0.1:1", "--token", "t", "--timeout", "20");

    private static final List<List<String>> ENDINGS =
            List.of(
                    List.of("--help"),
                    List.of("-h"),
                    List.of("x", "--help"),
                    List.of("--hepl"),
                    List.of("--version"),
                    List.of("-V"),
                    List.of("--jso"),
                    List.of("--json=maybe"),
                    List.of("--url"),
                    List.of("--token"),
                    List.of("--timeout", "soon"),
                    List.of("--timeout", "1", "--timeout", "2"),
                    List.of("a", "b", "c", "d", "e"),
                    List.of("--", "--help"),
                    List.of("@file"),
                    List.of("list"),
                    List.of(""));

    private static final Pattern CODE = Pattern.compile("`([^`\\n]+(?:\\n[^`\\n]+)?)`");

    private record Left(int code, String out, String err) {
        static Left of(CommandLine commandLine, List<String> args) {
            StringWriter out = new StringWriter();
            StringWriter err = new StringWriter();
            int code =
                    commandLine
                            .setOut(new PrintWriter(out))
                            .setErr(new PrintWriter(err))
                            .execute(args.toArray(String[]::new));
            return new Left(code, out.toString(), err.toString());
        }
    }

    @Test
    void commandBuiltAlone_answersAsInTheWholeTree() {
        CommandLine whole = AllCommands.line();
        List<String> others = new ArrayList<>();
        int tried = 0;
        for (List<String> name : names(whole)) {
            if (Cli.only(name.toArray(String[]::new)).isEmpty()) {
                continue; // is built with all others anyway
            }
            for (List<String> ending : ENDINGS) {
                List<String> args = Stream.of(name, ending, SERVER).flatMap(List::stream).toList();
                CommandLine alone = AllCommands.line(args.toArray(String[]::new));
                Left left = Left.of(alone, args);
                Left expected = Left.of(whole, args);
                tried++;
                if (!left.equals(expected)) {
                    others.add(args + ": " + left + " in place of " + expected);
                }
            }
        }
        assertThat(others).isEmpty();
        assertThat(tried).isGreaterThan(1000);
        assertThat(List.of("export", "plan", "apply")).allMatch(name -> Cli.only(name).isPresent());
    }

    /** Of the commands that have none below them, such as {@code accounts list}. */
    private static List<List<String>> names(CommandLine whole) {
        List<List<String>> names = new ArrayList<>();
        for (CommandLine command : whole.getSubcommands().values()) {
            String name = command.getCommandName();
            if (command.getSubcommands().isEmpty()) {
                names.add(List.of(name));
            }
            command.getSubcommands().keySet().forEach(verb -> names.add(List.of(name, verb)));
        }
        return names;
    }

    /** Commands within a sentence; those on lines of their own are run. */
    @Test
    void optionsThatPagesGiveACommand_areItsOwn() throws IOException {
        CommandLine whole = AllCommands.line();
        List<String> others = new ArrayList<>();
        int tried = 0;
        List<Path> pages;
        try (Stream<Path> files = Files.walk(Path.of("docs"))) {
            pages =
                    Stream.concat(
                                    files.filter(file -> file.toString().endsWith(".md")),
                                    Stream.of("README.md", "UPGRADING.md", "CHANGELOG.md")
                                            .map(Path::of))
                            .toList();
        }
        for (Path page : pages) {
            Matcher code = CODE.matcher(Files.readString(page, StandardCharsets.UTF_8));
            while (code.find()) {
                List<String> words =
                        List.of(code.group(1).replace("mailyard ", "").split("\\s+", -1));
                CommandLine command = whole;
                for (String word : words) {
                    CommandLine below = command.getSubcommands().get(word);
                    if (below == null) {
                        break;
                    }
                    command = below;
                }
                if (command.equals(whole) || !command.getSubcommands().isEmpty()) {
                    continue;
                }
                for (String word : words) {
                    String option = word.split("=", 2)[0];
                    tried++;
                    if (option.startsWith("--")
                            && command.getCommandSpec().findOption(option) == null) {
                        others.add(page + ": " + code.group(1));
                    }
                }
            }
        }
        assertThat(others).isEmpty();
        assertThat(tried).isGreaterThan(100);
    }
}
