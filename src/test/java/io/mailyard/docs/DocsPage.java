package io.mailyard.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** A page of Markdown: the commands that it shows, and the answers that it shows for them. */
final class DocsPage {
    private static final Pattern COMMAND =
            Pattern.compile(
                    "(\\$ )?(\\./)?(mailyard|check|curl|source|for|cat|[A-Z_]+=)"
                            + "( .*|\\$?\\(.*|\".*)?");
    private static final Pattern ANSWER = Pattern.compile("[{<].*", Pattern.DOTALL);

    /**
     * A command as the page shows it.
     *
     * @param line where it begins, from 1
     * @param text what a shell gets, which may be more than one line
     * @param shown what the page shows below it; empty: nothing
     */
    record Command(int line, String text, String shown) {}

    /**
     * Indented lines that stand together.
     *
     * @param line where they begin, from 1
     */
    record Block(int line, List<String> lines) {
        /** Whether they are commands, not what commands print. */
        boolean isCommands() {
            return COMMAND.matcher(lines.getFirst()).matches();
        }
    }

    private DocsPage() {}

    /** The commands of a page, in order. */
    static List<Command> commands(Path page) {
        List<Block> blocks = blocks(page);
        List<Command> commands = new ArrayList<>();
        for (int i = 0; i < blocks.size(); i++) {
            Block block = blocks.get(i);
            if (!block.isCommands()) {
                continue;
            }
            if (block.lines().getFirst().startsWith("$ ")) {
                commands.addAll(transcript(block));
                continue;
            }
            List<Command> plain = plain(block);
            String answer =
                    i + 1 < blocks.size() ? String.join("\n", blocks.get(i + 1).lines()) : "";
            if (ANSWER.matcher(answer).matches()) {
                Command last = plain.removeLast();
                plain.add(new Command(last.line(), last.text(), answer));
            }
            commands.addAll(plain);
        }
        return commands;
    }

    /** The indented blocks of a page, in order. */
    static List<Block> blocks(Path page) {
        List<String> lines;
        try {
            lines = Files.readAllLines(page);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
        List<Block> blocks = new ArrayList<>();
        List<String> open = new ArrayList<>();
        boolean fenced = false;
        for (int i = 0; i <= lines.size(); i++) {
            String line = i < lines.size() ? lines.get(i) : "";
            if (line.startsWith("```")) {
                fenced = !fenced;
            }
            if (!fenced && line.startsWith("    ")) {
                open.add(line.substring(4));
            } else if (!open.isEmpty()) {
                blocks.add(new Block(i - open.size() + 1, List.copyOf(open)));
                open.clear();
            }
        }
        return blocks;
    }

    /** Commands behind {@code $ }, each with what is printed below it. */
    private static List<Command> transcript(Block block) {
        List<Command> commands = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        StringBuilder shown = new StringBuilder();
        int began = 0;
        boolean goesOn = false;
        for (int i = 0; i < block.lines().size(); i++) {
            String line = block.lines().get(i);
            boolean command = line.startsWith("$ ");
            if (command && !text.isEmpty()) {
                commands.add(new Command(block.line() + began, text.toString(), shown.toString()));
                text.setLength(0);
                shown.setLength(0);
            }
            if (command || goesOn) {
                began = command ? i : began;
                text.append(command ? line.substring(2) : line).append('\n');
                goesOn = line.endsWith("\\");
            } else {
                shown.append(line).append('\n');
            }
        }
        commands.add(new Command(block.line() + began, text.toString(), shown.toString()));
        return commands;
    }

    /** Whether a shell would run it, or wait for a quote or a bracket to be closed. */
    private static boolean complete(String text) {
        // bash -n takes a here-document without its end
        boolean openHere = text.contains("<<'END'") && !text.endsWith("\nEND\n");
        if (text.endsWith("\\\n") || openHere) {
            return false;
        }
        try {
            Process process =
                    new ProcessBuilder("bash", "-n", "-c", text)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    /** Commands of a block without prompts: one begins where the one before is complete. */
    static List<Command> plain(Block block) {
        List<Command> commands = new ArrayList<>();
        StringBuilder text = new StringBuilder();
        int began = 0;
        for (int i = 0; i < block.lines().size(); i++) {
            String line = block.lines().get(i);
            if (text.isEmpty()) {
                began = i;
            }
            text.append(line).append('\n');
            if (complete(text.toString())) {
                commands.add(new Command(block.line() + began, text.toString(), ""));
                text.setLength(0);
            }
        }
        return commands;
    }
}
