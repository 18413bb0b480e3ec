package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The example of {@code plan} and {@code apply} in CI, run as it stands (docs/ci.md). */
class CiExampleTest {
    private static final Path EXAMPLE = Path.of("examples", "ci");
    private static final String SCRIPT = "./mailyard-ci.sh ";

    @TempDir private Path folder;

    @Test
    void script_plansAppliesAndTellsOfDrift() throws Exception {
        try (TestServer server = TestServer.start(StoreKind.SQLITE);
                DocsShell shell = new DocsShell(server, folder)) {
            copyExample();
            String at = "MAILYARD_URL=" + server.uri() + " MAILYARD_TOKEN=" + server.token() + " ";

            DocsShell.Result planned = shell.run(at + SCRIPT + "plan");
            assertThat(planned.status()).as(planned.err()).isEqualTo(9);
            assertThat(planned.out())
                    .contains(
                            "+ tariff 'small'", "+ account 'shop'", "+ user 'anna'", "7 to create");
            assertThat(folder.resolve("plan.txt")).hasContent(planned.out());

            DocsShell.Result applied = shell.run(at + SCRIPT + "apply");
            assertThat(applied.status()).as(applied.out() + applied.err()).isZero();
            assertThat(applied.out())
                    .contains("account 'shop': created", "0 to create, 0 to change");

            DocsShell.Result again = shell.run(at + SCRIPT + "plan");
            assertThat(again.status()).as(again.out()).isZero();
            assertThat(shell.run(at + SCRIPT + "drift").status()).isZero();

            server.api()
                    .call(
                            "tariffs/save",
                            "name",
                            "small",
                            "id",
                            tariff(server),
                            "messages_per_hour",
                            9)
                    .ok();
            DocsShell.Result drift =
                    shell.run(at + "GITHUB_STEP_SUMMARY=summary.md " + SCRIPT + "drift");
            assertThat(drift.status()).isEqualTo(1);
            assertThat(drift.out()).contains("~ tariff 'small'", "messages_per_hour: 9 -> 2000");
            assertThat(drift.err()).contains("not what the documents say");
            assertThat(folder.resolve("summary.md")).content().contains("~ tariff 'small'");
            assertThat(shell.run(at + SCRIPT + "apply").status()).isZero();
            assertThat(shell.run(at + SCRIPT + "drift").status()).isZero();

            readerSeesThePlan(server, shell);
            Files.writeString(folder.resolve("platform/40-typo.yaml"), "tarifs:\n  - name: x\n");
            DocsShell.Result typo = shell.run(at + SCRIPT + "plan");
            assertThat(typo.status()).isEqualTo(2);
            assertThat(typo.err()).contains("line 2: 40-typo.yaml: tarifs: is not a name known");
        }
    }

    private static void readerSeesThePlan(TestServer server, DocsShell shell) throws Exception {
        String reader = server.api().newToken("scopes", List.of("read")).api().token();
        server.api()
                .call("tariffs/save", "name", "small", "id", tariff(server), "messages_per_hour", 8)
                .ok();
        DocsShell.Result read = shell.run("./mailyard plan platform --token " + reader);
        assertThat(read.status()).as(read.err()).isEqualTo(9);
        assertThat(read.out() + read.err())
                .contains("messages_per_hour: 8 -> 2000", "the token may only read");
    }

    private static long tariff(TestServer server) {
        return server.api().call("tariffs/list").at("data").items().stream()
                .filter(tariff -> tariff.at("name").text().equals("small"))
                .findFirst()
                .orElseThrow()
                .at("id")
                .number();
    }

    private void copyExample() throws IOException {
        Files.copy(EXAMPLE.resolve("mailyard-ci.sh"), folder.resolve("mailyard-ci.sh"));
        Path platform = Files.createDirectory(folder.resolve("platform"));
        try (Stream<Path> documents = Files.list(EXAMPLE.resolve("platform"))) {
            for (Path document : documents.toList()) {
                Files.copy(document, platform.resolve(document.getFileName()));
            }
        }
    }

    /** Both files of CI are YAML, and what they run is the script. */
    @Test
    void workflows_runTheScript() throws IOException {
        for (String name : List.of("github.yml", "gitlab-ci.yml")) {
            String text = Files.readString(EXAMPLE.resolve(name));
            Object read = new Load(LoadSettings.builder().build()).loadFromString(text);
            assertThat(read)
                    .as(name)
                    .asString()
                    .contains(SCRIPT + "plan", SCRIPT + "apply", SCRIPT + "drift");
        }
        assertThat(EXAMPLE.resolve("mailyard-ci.sh")).isExecutable();
    }
}
