package io.mailyard.crash;

import io.mailyard.main.App;
import io.mailyard.testing.TestStores;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;

/**
 * The program as a jar with a start-up cache, made once for all tests that start it as a process:
 * with the cache a start takes a third of the processor time, and tests start it some hundred
 * times.
 */
public final class ProgramImage {
    private static final Path CLASSES = Path.of("target", "classes").toAbsolutePath();
    private static final Path FOLDER = Path.of("target", "program").toAbsolutePath();
    private static final Path JAR = FOLDER.resolve("mailyard.jar");
    private static final Path CACHE = FOLDER.resolve("mailyard.aot");
    private static final int PATIENCE_SECONDS = 300;

    /**
     * What every run of it is given, so that the cache fits: C1 alone, for a process of seconds.
     */
    private static final List<String> OPTIONS =
            List.of(
                    "-XX:TieredStopAtLevel=1",
                    "-XX:+UseSerialGC",
                    LauncherOptions.heap(),
                    LauncherOptions.END_ON_OUT_OF_MEMORY,
                    "--enable-native-access=ALL-UNNAMED");

    private static final List<String> JAVA = make();

    private ProgramImage() {}

    /** The command that starts the program, up to its arguments. */
    public static List<String> java(Path temporary) {
        List<String> command = new ArrayList<>(JAVA);
        command.add(1, "-Djava.io.tmpdir=" + temporary);
        return command;
    }

    /** The same for another version, which lies in a jar with its libraries beside it. */
    static List<String> java(Path temporary, Path jar) {
        List<String> command =
                new ArrayList<>(List.of(ProcessHandle.current().info().command().orElse("java")));
        command.add("-Djava.io.tmpdir=" + temporary);
        command.addAll(OPTIONS);
        command.addAll(List.of("-jar", jar.toString()));
        return command;
    }

    private static List<String> make() {
        String java = ProcessHandle.current().info().command().orElse("java");
        try {
            Files.createDirectories(FOLDER);
            if (!isCurrent()) {
                pack();
                train(java);
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(OPTIONS);
        // a cache that does not fit is not used, and nothing is said
        command.addAll(List.of("-Xlog:aot*=off", "-Xlog:cds*=off", "-XX:AOTCache=" + CACHE));
        command.addAll(List.of("-cp", classPath(), App.class.getName()));
        return List.copyOf(command);
    }

    private static String classPath() {
        List<String> parts = new ArrayList<>(List.of(JAR.toString()));
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(part -> part.endsWith(".jar"))
                .forEach(parts::add);
        return String.join(File.pathSeparator, parts);
    }

    private static boolean isCurrent() throws IOException {
        if (!Files.exists(JAR) || !Files.exists(CACHE)) {
            return false;
        }
        long made = Files.getLastModifiedTime(JAR).toMillis();
        try (Stream<Path> files = Files.walk(CLASSES)) {
            return files.allMatch(file -> file.toFile().lastModified() <= made);
        }
    }

    private static void pack() throws IOException {
        Path part = Files.createTempFile(FOLDER, "mailyard", ".part");
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(part));
                Stream<Path> files = Files.walk(CLASSES)) {
            jar.setLevel(1);
            for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                jar.putNextEntry(new ZipEntry(CLASSES.relativize(file).toString()));
                Files.copy(file, jar);
                jar.closeEntry();
            }
        }
        Files.move(part, JAR, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void train(String java) throws IOException {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(OPTIONS);
        command.addAll(List.of("-XX:AOTCacheOutput=" + CACHE, "-cp", classPath()));
        command.addAll(List.of(App.class.getName(), "warm-up"));
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(TestStores.newFolder().toFile())
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD);
        builder.environment().keySet().removeIf(name -> name.startsWith("MAILYARD_"));
        Process process = builder.start();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new AssertionError("no start-up cache within " + PATIENCE_SECONDS + " s");
            }
            if (process.exitValue() != 0) {
                throw new AssertionError("warm-up ended with " + process.exitValue());
            }
        } catch (InterruptedException interrupted) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
            throw new AssertionError("interrupted", interrupted);
        }
    }
}
