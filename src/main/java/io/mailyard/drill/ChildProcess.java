package io.mailyard.drill;

import io.mailyard.base.OwnerFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A server or a node of a drill, as a process of its own that is started again and again. */
final class ChildProcess {
    /** A killed process is gone at once, unless the machine is at its end. */
    private static final long GONE_SECONDS = 60;

    /**
     * Maximum wait in seconds for a killed process where nothing can be done about one that stays.
     */
    private static final long END_SECONDS = 10;

    private static final int LOG_LINES = 8;

    private final String name;
    private final ProgramCommand program;
    private final List<String> arguments;
    private final Path folder;
    private final Path clock;
    private volatile @Nullable Process process;
    private volatile boolean over;

    /**
     * A child that does not run yet.
     *
     * @param folder for its output and its temporary files
     */
    ChildProcess(
            String name, ProgramCommand program, List<String> arguments, Path folder, Path clock) {
        this.name = name;
        this.program = program;
        this.arguments = List.copyOf(arguments);
        this.folder = folder;
        this.clock = clock;
    }

    /** Starts it. A start after {@link #end} does nothing. */
    synchronized void start() {
        if (over) {
            return;
        }
        Path temporary = folder.resolve("tmp-" + name);
        try {
            // a killed process leaves files there
            OwnerFiles.deleteTree(temporary);
            OwnerFiles.createFolder(temporary);
            ProcessBuilder builder =
                    new ProcessBuilder(program.words(temporary, clock, arguments))
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .redirectError(ProcessBuilder.Redirect.appendTo(log().toFile()));
            builder.environment()
                    .keySet()
                    .removeIf(variable ->
                            variable.startsWith("MAILYARD_") || variable.equals("NOTIFY_SOCKET"));
            process = builder.start();
        } catch (IOException e) {
            throw new DrillFailure(
                    "the " + name + " cannot be started: " + OwnerFiles.reason(e), e);
        }
    }

    private Path log() {
        return folder.resolve(name + ".log");
    }

    private Process running() {
        return Objects.requireNonNull(process, name);
    }

    long pid() {
        return running().pid();
    }

    /** SIGKILL; waits until it is gone. Whether it was running. */
    boolean kill() {
        Process victim = running();
        boolean ran = victim.isAlive();
        victim.destroyForcibly();
        try {
            if (!victim.waitFor(GONE_SECONDS, TimeUnit.SECONDS)) {
                throw new DrillFailure("the " + name + " was killed, and is there after a minute");
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new DrillFailure("interrupted", stopped);
        }
        return ran;
    }

    /** SIGTERM. */
    void terminate() {
        running().destroy();
    }

    /** Stands still. */
    void pause() {
        signal("STOP");
    }

    /** Goes on. */
    void resume() {
        signal("CONT");
    }

    private void signal(String signal) {
        String problem = SystemCommand.run("kill -" + signal + " " + pid());
        if (!problem.isEmpty()) {
            throw new DrillFailure("SIG" + signal + " to the " + name + ": " + problem);
        }
    }

    /**
     * Fails where it has ended by itself.
     *
     * @throws DrillFailure with its status and the last lines of its log
     */
    void requireAlive() {
        Process child = running();
        if (!child.isAlive()) {
            throw new DrillFailure(
                    "the "
                            + name
                            + " ended by itself with status "
                            + child.exitValue()
                            + ": "
                            + lastLines());
        }
    }

    /** The last lines that it wrote. */
    String lastLines() {
        try {
            List<String> lines = Files.readAllLines(log(), StandardCharsets.ISO_8859_1);
            return String.join(
                    " | ", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
        } catch (IOException unreadable) {
            return "(" + log() + " cannot be read)";
        }
    }

    /** Kills it, and lets nobody start it again. */
    synchronized void end() {
        over = true;
        Process child = process;
        if (child != null) {
            child.destroyForcibly();
            child.onExit()
                    .orTimeout(END_SECONDS, TimeUnit.SECONDS)
                    .exceptionally(_ -> child)
                    .join();
        }
    }
}
