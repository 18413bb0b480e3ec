package io.mailyard.cli;

import java.io.InputStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The environment of a command.
 *
 * @param folder the working folder, which relative paths are resolved against
 * @param input standard input
 */
record CliEnvironment(
        Map<String, String> variables,
        Path folder,
        InputStream input,
        Terminal terminal,
        InstantSource clock) {

    /** The environment of this process. */
    static CliEnvironment ofProcess() {
        return new CliEnvironment(
                System.getenv(),
                Path.of("").toAbsolutePath(),
                System.in,
                new SystemTerminal(),
                InstantSource.system());
    }

    /** An environment variable that is set and not blank. */
    Optional<String> variable(String name) {
        return Optional.ofNullable(variables.get(name)).filter(value -> !value.isBlank());
    }
}
