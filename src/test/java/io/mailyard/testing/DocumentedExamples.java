package io.mailyard.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The calls and answers that the public guides of the platform print (docs/spec/README.md). */
public final class DocumentedExamples {
    private static final Path FILE = Path.of("src/test/resources/spec/documented-examples.json");

    private DocumentedExamples() {}

    /** The whole file: {@code examples} by page, and the {@code objects} of requests. */
    public static String text() {
        try {
            return Files.readString(FILE);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** The examples in the order of the file. */
    public static Tree tree() {
        return Tree.json(text());
    }

    /** The example of a page. */
    public static Tree page(String name) {
        return tree().at("examples").items().stream()
                .filter(example -> example.at("page").text().equals(name))
                .findFirst()
                .orElseThrow();
    }
}
