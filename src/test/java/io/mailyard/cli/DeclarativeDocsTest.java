package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.document.ObjectKind;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The example of docs/declarative.md is what it says. */
class DeclarativeDocsTest {
    private static String example() throws IOException {
        String page = Files.readString(Path.of("docs/declarative.md"));
        int start = page.indexOf("```yaml\n") + "```yaml\n".length();
        return page.substring(start, page.indexOf("```\n", start));
    }

    @Test
    void example_hasEveryKind() throws IOException {
        for (ObjectKind kind : ObjectKind.values()) {
            assertThat(example()).contains(kind.word() + ":");
        }
    }

    @Test
    void example_canBeApplied() throws IOException {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Shell shell =
                    new Shell(server.folder())
                            .with("MAILYARD_URL", server.uri().toString())
                            .with("MAILYARD_TOKEN", server.token());
            Files.writeString(server.folder().resolve("m.yaml"), example());
            Shell.Left applied = shell.run("apply", "m.yaml");
            assertThat(applied.err()).isEmpty();
            assertThat(applied.out())
                    .contains("node 'edge': created", "a new pair was made")
                    .contains("virtual sender 'Letters' of account 'shop': created");
            assertThat(shell.run("plan", "m.yaml").out()).startsWith("0 to create, 0 to change");
        }
    }
}
