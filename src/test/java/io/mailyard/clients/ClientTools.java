package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * Programs that read the OpenAPI document: {@code pom.xml} brings the generator, {@code ./check}
 * what npm has. A test whose program is not there does not run, and {@code ./check} says so.
 */
final class ClientTools {
    static final Path WORK = Path.of("target", "clients").toAbsolutePath();

    private static final Path GENERATOR =
            Path.of("target", "tools", "openapi-generator-cli.jar").toAbsolutePath();
    private static final Path NPM =
            Path.of("src", "test", "npm", "node_modules", ".bin").toAbsolutePath();

    private ClientTools() {}

    /** A program of npm's. */
    static Path npm(String program) {
        Path path = NPM.resolve(program);
        assumeThat(path).as("./check installs it by npm").exists();
        return path;
    }

    /**
     * Generates a client into {@code target/clients/NAME}, by the command that docs/api.md shows.
     */
    static Path generate(Path document, String name, String generator)
            throws IOException, InterruptedException {
        assumeThat(GENERATOR).as("mvn process-test-resources brings it").exists();
        Path folder = WORK.resolve(name);
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xmx384m"));
        List<String> shown = documented(generator);
        assertThat(shown)
                .startsWith("java", "-jar", "openapi-generator-cli.jar", "generate")
                .containsSequence("-i", "openapi.json")
                .containsSequence("-o", "client");
        for (String argument : shown.subList(1, shown.size())) {
            command.add(
                    switch (argument) {
                        case "openapi-generator-cli.jar" -> GENERATOR.toString();
                        case "openapi.json" -> document.toString();
                        case "client" -> folder.toString();
                        default -> argument;
                    });
        }
        run(Path.of("."), Map.of(), Duration.ofMinutes(3), command);
        return folder;
    }

    private static List<String> documented(String generator) throws IOException {
        return Files.readAllLines(Path.of("docs", "api.md")).stream()
                .filter(line -> line.contains(" -g " + generator + " "))
                .map(line -> List.of(line.strip().split(" +", -1)))
                .findFirst()
                .orElseThrow();
    }

    /** Where a client calls, and by which token. */
    static Map<String, String> environment(TestServer server) {
        return Map.of(
                "MAILYARD_URL",
                server.uri().toString().replaceAll("/$", ""),
                "MAILYARD_TOKEN",
                server.api().token());
    }

    /** Runs a program; what it printed. Fails where it fails, or takes longer. */
    static String run(
            Path folder, Map<String, String> environment, Duration most, List<String> command)
            throws IOException, InterruptedException {
        Files.createDirectories(WORK);
        Path output = Files.createTempFile(WORK, "run", ".log");
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(folder.toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(output.toFile());
        builder.environment().putAll(environment);
        builder.environment().put("JAVA_HOME", System.getProperty("java.home"));
        builder.environment().put("REDOCLY_TELEMETRY", "off");
        builder.environment().put("REDOCLY_SUPPRESS_UPDATE_NOTICE", "true");
        Process process = builder.start();
        try {
            boolean over = process.waitFor(most.toSeconds(), TimeUnit.SECONDS);
            String text = Files.readString(output, StandardCharsets.UTF_8);
            assertThat(over).as("%s takes longer than %s: %s", command, most, text).isTrue();
            assertThat(process.exitValue()).as("%s: %s", command, text).isZero();
            return text;
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            Files.delete(output);
        }
    }
}
