package io.mailyard.panel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Files of the panel and the portal, for tests that read them. */
final class PanelFiles {
    private PanelFiles() {}

    /** Templates. */
    static List<Path> templates() {
        return Stream.of("src/main/jte/panel", "src/main/jte/portal")
                .flatMap(folder -> files(Path.of(folder), ".jte").stream())
                .toList();
    }

    /** Templates and Java. */
    static List<String> sources() {
        return Stream.concat(
                        templates().stream(),
                        Stream.of(
                                        "src/main/java/io/mailyard/panel",
                                        "src/main/java/io/mailyard/portal")
                                .flatMap(folder -> files(Path.of(folder), ".java").stream()))
                .map(PanelFiles::text)
                .toList();
    }

    static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(file -> file.toString().endsWith(ending)).sorted().toList();
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }
}
