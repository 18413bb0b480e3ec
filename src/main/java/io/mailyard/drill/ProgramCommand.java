package io.mailyard.drill;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The command that starts this program once more.
 *
 * @param java the program {@code java} and its options
 * @param main what comes before the program's own arguments
 */
public record ProgramCommand(List<String> java, List<String> main) {
    private static final String ENTRY = "io.mailyard.main.App";

    public ProgramCommand {
        java = List.copyOf(java);
        main = List.copyOf(main);
    }

    /** As this process was started: with its options, so that the start-up cache is used too. */
    public static ProgramCommand ofThisProcess() {
        String java =
                ProcessHandle.current()
                        .info()
                        .command()
                        .orElse(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        try {
            String line = Files.readString(Path.of("/proc/self/cmdline"));
            return parse(java, List.of(line.split("\0", -1)));
        } catch (IOException elsewhere) {
            return new ProgramCommand(
                    List.of(java, "-Xmx512m", "--enable-native-access=ALL-UNNAMED"),
                    List.of("-cp", System.getProperty("java.class.path", ""), ENTRY));
        }
    }

    /** Takes a command line of {@code java} apart. */
    static ProgramCommand parse(String java, List<String> words) {
        List<String> options = new ArrayList<>(List.of(java));
        List<String> main = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            boolean hasValue = List.of("-cp", "-classpath", "--class-path", "-jar").contains(word);
            if (hasValue && i + 1 < words.size()) {
                main.addAll(List.of(word, words.get(++i)));
                if (word.equals("-jar")) {
                    break;
                }
            } else if (word.startsWith("-")) {
                options.add(word);
            } else {
                main.add(word);
                break;
            }
        }
        return new ProgramCommand(options, main);
    }

    /**
     * The words of a command.
     *
     * @param temporary where it puts temporary files
     * @param clock the file of its clock
     */
    List<String> words(Path temporary, Path clock, List<String> arguments) {
        List<String> words = new ArrayList<>(java);
        words.add("-Djava.io.tmpdir=" + temporary);
        words.add("-D" + DrillClock.PROPERTY + "=" + clock);
        words.addAll(main);
        words.addAll(arguments);
        return words;
    }
}
