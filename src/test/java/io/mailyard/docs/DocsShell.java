package io.mailyard.docs;

import io.mailyard.cli.ShellServer;
import io.mailyard.crash.ProgramImage;
import io.mailyard.testing.Await;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A shell in which documented commands run as they stand: {@code ./mailyard} is the program of this
 * build, {@code data} the data folder of a test server, what goes to port 8080 reaches it, and port
 * 2526 is the sink's, once it is started.
 */
final class DocsShell implements AutoCloseable {
    /** What a command left behind. */
    record Result(int status, String out, String err) {}

    private static final int SECONDS = 60;

    private final TestServer server;
    private final Path folder;
    private final ShellServer commands;
    private Optional<Process> sink = Optional.empty();
    private String sinkPort = "2526";

    DocsShell(TestServer server, Path folder) throws IOException {
        this.server = server;
        this.folder = folder;
        this.commands = new ShellServer(Map.of("MAILYARD_URL", server.uri().toString()));
        Files.writeString(folder.resolve(".state"), "");
        Files.createSymbolicLink(folder.resolve("data"), server.folder());
        Path program = folder.resolve("mailyard");
        Files.writeString(
                program,
                "#!/usr/bin/env bash\n"
                        // the server of the test runs already
                        + "[[ ${1:-} != serve ]] || exit 0\n"
                        // what works on a store itself is a process of its own
                        + "case \"${1:-} ${2:-}\" in backup* | restore* | reconcile* | 'audit verify')\n"
                        + "exec '"
                        + String.join("' '", ProgramImage.java(folder))
                        + "'"
                        + " \"$@\";;\nesac\n"
                        + commands.script());
        Files.writeString(folder.resolve("check"), "#!/bin/sh\nexit 0\n");
        for (String name : List.of("mailyard", "check")) {
            Files.setPosixFilePermissions(
                    folder.resolve(name), PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }

    /** Runs {@code mailyard sink} on a free port, until the shell is closed. */
    void startSink() throws IOException {
        List<String> java = new ArrayList<>(ProgramImage.java(folder));
        java.addAll(List.of("sink", "--listen", "127.0.0.1:0"));
        sink =
                Optional.of(
                        new ProcessBuilder(java)
                                .redirectErrorStream(true)
                                .redirectOutput(folder.resolve("sink.out").toFile())
                                .start());
        Pattern listening = Pattern.compile("listening on 127.0.0.1:(\\d+)");
        Await.until("the sink to listen", () -> listening.matcher(sunk()).find());
        Matcher port = listening.matcher(sunk());
        sinkPort = port.find() ? port.group(1) : sinkPort;
    }

    /** What the sink has printed, with the port that the page names. */
    String sunk() {
        try {
            return text(folder.resolve("sink.out")).replace(":" + sinkPort + ";", ":2526;");
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Runs a command; variables that earlier ones set are there. */
    Result run(String command) throws IOException, InterruptedException {
        String port = String.valueOf(server.uri().getPort());
        String script =
                "source .state\n"
                        + "curl() { command curl --connect-to 127.0.0.1:8080:127.0.0.1:"
                        + port
                        + " \"$@\"; }\n"
                        + "set -o pipefail\n"
                        + command.replace("2526", sinkPort)
                        + "\nstatus=$?\n"
                        + "declare -p | grep -E '^declare -[x-]* (TOKEN|SECRET|HEAD|HASH|[A-Z]+_ID)=' >.state\n"
                        + "exit $status\n";
        Path out = Files.createTempFile(folder, "out", "");
        Path err = Files.createTempFile(folder, "err", "");
        List<String> bash = new ArrayList<>(List.of("bash", "-c", script));
        ProcessBuilder builder =
                new ProcessBuilder(bash)
                        .directory(folder.toFile())
                        .redirectInput(ProcessBuilder.Redirect.from(new java.io.File("/dev/null")))
                        .redirectOutput(out.toFile())
                        .redirectError(err.toFile());
        builder.environment().keySet().removeIf(name -> name.startsWith("MAILYARD_"));
        builder.environment().put("PATH", folder + ":" + System.getenv("PATH"));
        Process process = builder.start();
        if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
            return new Result(-1, text(out), "did not end within " + SECONDS + " s: " + text(err));
        }
        return new Result(process.exitValue(), text(out), text(err));
    }

    private static String text(Path file) throws IOException {
        return Files.readString(file, StandardCharsets.UTF_8);
    }

    @Override
    public void close() {
        sink.ifPresent(Process::destroy);
        commands.close();
    }
}
