package io.mailyard.operations;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.logging.LogManager;

/**
 * Keeps logging until the end: Java's own manager removes all handlers as soon as the process is
 * told to stop. Until {@link Logs#start}, and in commands that never call it, warnings are lines
 * like the command's own, and nothing else is shown.
 */
public final class LastingLogs extends LogManager {
    private static final String OF_COMMANDS =
            """
            handlers = java.util.logging.ConsoleHandler
            .level = WARNING
            java.util.logging.ConsoleHandler.formatter = java.util.logging.SimpleFormatter
            java.util.logging.SimpleFormatter.format = mailyard: %5$s%6$s%n
            """;

    /** Does nothing. */
    @Override
    public void reset() {}

    @Override
    public void readConfiguration() throws IOException {
        readConfiguration(new ByteArrayInputStream(OF_COMMANDS.getBytes(StandardCharsets.UTF_8)));
    }
}
