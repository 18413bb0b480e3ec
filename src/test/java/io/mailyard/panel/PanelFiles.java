package io.mailyard.panel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The panel's own files, for tests that read them. */
final class PanelFiles {
    private PanelFiles() {}

    /** Templates. */
    static List<Path> templates() {
        return files(Path.of("src/main/jte/panel"), ".jte");
    }

    /** Templates and Java. */
    static List<String> sources() {
        return Stream.concat(
                        templates().stream(),
                        files(Path.of("src/main/java/io/mailyard/panel"), ".java").stream())
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
