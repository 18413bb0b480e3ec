package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.assertj.core.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * Generated clients, compiled, that call a running server: each some fifteen calls, with lists,
 * nested objects, a dry run, an account's own token and a refusal. Under {@code ./check --long}.
 */
class ClientsTest {
    private static final Duration MOST = Duration.ofMinutes(10);

    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    @BeforeEach
    void onlyLong() {
        int clients =
                Drill.length("generated clients, compiled and called", "mailyard.clients", 0, 4);
        Assumptions.assumeThat(clients).as("./check --long").isPositive();
    }

    @Test
    void javaNativeClient_makesTenCalls() throws IOException, InterruptedException {
        maven(Path.of("clients", "java"));
    }

    @Test
    void javaOkHttpClient_makesTenCalls() throws IOException, InterruptedException {
        maven(Path.of("src", "test", "clients", "okhttp"));
    }

    /** In a copy of the project, which leaves nothing in the repository. */
    private void maven(Path project) throws IOException, InterruptedException {
        Path copy = ClientTools.WORK.resolve(project.getFileName() + "-project");
        copy(project, copy);
        String said =
                ClientTools.run(
                        copy,
                        ClientTools.environment(server),
                        MOST,
                        List.of("mvn", "-B", "verify", "-Dopenapi=" + ApiDocument.file()));
        assertThat(said).contains("Tests run: 1, Failures: 0, Errors: 0, Skipped: 0");
    }

    private static void copy(Path project, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(project)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path relative = project.relativize(file);
                if (relative.startsWith("pom.xml") || relative.startsWith("src")) {
                    Path target = to.resolve(relative);
                    Files.createDirectories(target.getParent());
                    Files.copy(file, target, StandardCopyOption.REPLACE_EXISTING);
                }
            }
        }
    }

    @Test
    void pythonClient_compilesAndMakesTenCalls() throws IOException, InterruptedException {
        Path client = ClientTools.generate(ApiDocument.file(), "python", "python");
        python(client, "-m", "compileall", "-q", "mailyard_client");
        String version =
                python(
                        client,
                        "-c",
                        "import importlib.util as util; print(all(map(util.find_spec,"
                                + " ['pydantic_core', 'dateutil', 'urllib3', 'typing_extensions'])))");
        Assumptions.assumeThat(version.strip()).as("pydantic 2 is there").isEqualTo("True");
        Path calls = Path.of("src", "test", "clients", "python", "calls.py").toAbsolutePath();
        assertThat(python(client, calls.toString())).contains("called");
    }

    private String python(Path client, String... arguments)
            throws IOException, InterruptedException {
        Map<String, String> environment = new HashMap<>(ClientTools.environment(server));
        environment.put("PYTHONPATH", client.toString());
        List<String> command = new ArrayList<>(List.of("python3"));
        command.addAll(List.of(arguments));
        return ClientTools.run(client, environment, MOST, command);
    }

    @Test
    void typescriptClient_compilesAndMakesTenCalls() throws IOException, InterruptedException {
        Path compiler = ClientTools.npm("tsc");
        Path project = ClientTools.WORK.resolve("typescript");
        ClientTools.generate(ApiDocument.file(), "typescript/generated", "typescript-fetch");
        Files.copy(
                Path.of("src", "test", "clients", "typescript", "calls.ts"),
                project.resolve("calls.ts"),
                StandardCopyOption.REPLACE_EXISTING);
        ClientTools.run(
                project,
                Map.of(),
                MOST,
                List.of(
                        compiler.toString(),
                        "--strict",
                        "--target",
                        "es2022",
                        "--module",
                        "commonjs",
                        "--typeRoots",
                        compiler.resolve("../../@types").normalize().toString(),
                        "--types",
                        "node",
                        "--outDir",
                        "built",
                        "calls.ts"));
        assertThat(
                        ClientTools.run(
                                project,
                                ClientTools.environment(server),
                                MOST,
                                List.of("node", "built/calls.js")))
                .contains("called");
    }
}
