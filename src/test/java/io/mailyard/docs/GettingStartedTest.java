package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/getting-started.md from its first line to its last, as a newcomer types it: a message
 * arrives at the sink, mail of a frozen account waits, and arrives after the thaw.
 */
class GettingStartedTest {
    private static final Path PAGE = Path.of("docs", "getting-started.md");

    /** What begins so is printed by the sink, in its own terminal. */
    private static final Pattern SINK = Pattern.compile("(listening on|message \\d+:).*");

    @TempDir private Path folder;

    @Test
    void page_worksAsPrinted() throws Exception {
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                DocsShell shell = new DocsShell(server, folder)) {
            String printed = "";
            for (DocsPage.Block block : DocsPage.blocks(PAGE)) {
                String place = PAGE + ":" + block.line();
                if (block.isCommands()) {
                    printed = run(block, shell, place);
                    continue;
                }
                String shown = DocsCommandsTest.squeezed(String.join("", block.lines()));
                Pattern wanted = DocsCommandsTest.pattern(shown);
                if (SINK.matcher(block.lines().getFirst()).matches()) {
                    Await.until(
                            place,
                            () -> wanted.matcher(DocsCommandsTest.squeezed(shell.sunk())).find());
                } else {
                    assertThat(DocsCommandsTest.squeezed(printed))
                            .as(place)
                            .containsPattern(wanted);
                }
            }
            assertThat(shell.sunk()).as("each message once").containsOnlyOnce("Subject: Letter 5");
        }
    }

    /** Runs the commands of a block; what the last of them printed. */
    private static String run(DocsPage.Block block, DocsShell shell, String place)
            throws Exception {
        String printed = "";
        for (DocsPage.Command command : DocsPage.plain(block)) {
            if (command.text().startsWith("./mailyard sink")) {
                shell.startSink();
                continue;
            }
            DocsShell.Result result = shell.run(command.text());
            assertThat(result.status())
                    .as(place + ": " + command.text() + result.out() + result.err())
                    .isZero();
            printed = result.out();
            if (command.text().contains("accounts freeze")) {
                assertThat(shell.sunk()).as("some mail waits").doesNotContain("Letter 5");
            }
            if (command.text().contains("accounts get")) {
                assertThat(printed).contains("receipts").contains("took_effect_at");
            }
        }
        return printed;
    }

    @Test
    void page_hasAMessageThatArrivesAFreezeAndAThaw() {
        String text =
                DocsPage.blocks(PAGE).stream()
                        .flatMap(block -> block.lines().stream())
                        .reduce("", (all, line) -> all + line + "\n");
        assertThat(text)
                .contains("./mailyard serve")
                .contains("./mailyard sink")
                .contains("message 1:")
                .contains("accounts freeze")
                .contains("accounts unfreeze")
                .contains("message 6:");
    }
}
