package io.mailyard.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;

/**
 * The launcher in a folder of the test's own, with a program, a Maven and a java of the test's own.
 */
final class Launched {
    /** What a run left. */
    record End(int code, String out, String err) {}

    /** What the launcher starts in place of Mailyard. */
    static final class Program {
        private Program() {}

        /** Tells how it was started. */
        @SuppressWarnings("SystemOut")
        public static void main(String... args) throws InterruptedException {
            String first = args.length == 0 ? "" : args[0];
            switch (first) {
                case "exit" -> System.exit(Integer.parseInt(args[1]));
                case "warm-up" -> System.exit(0);
                case "options" ->
                        System.out.println(
                                ManagementFactory.getRuntimeMXBean().getInputArguments());
                case "data" -> System.out.println(System.getenv("MAILYARD_DATA"));
                case "charset" -> System.out.println(System.getProperty("sun.jnu.encoding"));
                case "wait" -> {
                    Runtime.getRuntime()
                            .addShutdownHook(new Thread(() -> System.out.println("stopped")));
                    System.out.println("waiting");
                    Thread.sleep(30_000);
                }
                default -> {
                    boolean new25 = Runtime.version().feature() >= 25;
                    System.out.print(new25 ? "Java 25+ " : "old Java ");
                    System.out.println("[" + String.join("][", args) + "]");
                }
            }
        }
    }

    /** A run that has not ended. */
    record Running(Process process, BufferedReader out, Path err) {
        String line() throws IOException {
            return String.valueOf(out.readLine());
        }

        End end() {
            try (out) {
                StringBuilder said = new StringBuilder();
                out.lines().forEach(line -> said.append(line).append('\n'));
                if (!process.waitFor(60, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("still running: " + said);
                }
                return new End(process.exitValue(), said.toString(), Files.readString(err));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(interrupted);
            }
        }
    }

    private final Path temp;
    private final Path root;
    private final Path bin;
    private final Map<String, String> variables = new HashMap<>();
    private int runs;

    Launched(Path temp) {
        this.temp = temp;
        this.root = temp.resolve("mailyard home");
        this.bin = temp.resolve("bin");
        Path jdk = Path.of(System.getProperty("java.home"));
        variables.put("MAILYARD_JVM_DIRS", String.valueOf(jdk.getParent()));
        variables.put("MAILYARD_AOT", "off");
        variables.put("PATH", bin + ":/usr/local/bin:/usr/bin:/bin");
    }

    /** A distribution: the launcher beside a jar. Answers the launcher. */
    Path distribution() {
        try {
            Path launcher = launcher();
            jar(root.resolve("mailyard.jar"));
            return launcher;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** A clone: a pom and a source, and a Maven that takes a while to make the jar. */
    Path sources() {
        try {
            Path launcher = launcher();
            Path made = temp.resolve("made.jar");
            jar(made);
            Files.writeString(root.resolve("pom.xml"), "<project/>");
            Files.writeString(Files.createDirectories(root.resolve("src/main")).resolve("A"), "");
            script(
                    bin.resolve("mvn"),
                    "echo built >>'"
                            + temp.resolve("builds")
                            + "'; sleep 0.5; mkdir -p target/lib; cp '"
                            + made
                            + "' target/mailyard.jar");
            return launcher;
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private Path launcher() throws IOException {
        Files.createDirectories(root);
        Files.createDirectories(bin);
        Path launcher = Files.copy(Path.of("mailyard"), root.resolve("mailyard"));
        launcher.toFile().setExecutable(true);
        return launcher;
    }

    /** Puts what fetches a JDK beside the launcher, as in a clone. */
    void fetcher() throws IOException {
        Path packaging = Files.createDirectories(root.resolve("packaging"));
        Files.copy(Path.of("packaging/fetch-jdk.sh"), packaging.resolve("fetch-jdk.sh"));
    }

    private static void jar(Path file) throws IOException {
        Manifest manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, Program.class.getName());
        String entry = Program.class.getName().replace('.', '/') + ".class";
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                var in = Program.class.getClassLoader().getResourceAsStream(entry)) {
            jar.putNextEntry(new JarEntry(entry));
            jar.write(java.util.Objects.requireNonNull(in).readAllBytes());
        }
    }

    /**
     * Puts a java beside the launcher, as a package does, that starts nothing and prints its
     * options: it makes a start-up cache in no time, where the real one takes two seconds.
     */
    void quickJava() throws IOException {
        Path runtime = root.resolve("runtime");
        script(
                runtime.resolve("bin/java"),
                """
                cache=
                options=
                while [ "$1" != -jar ]; do
                    case $1 in -XX:AOTCacheOutput=*) cache=${1#*=} ;; esac
                    options="$options${options:+, }$1"
                    shift
                done
                case $3 in
                    warm-up)
                        head -c 100000 /dev/zero >"$cache"
                        [ -z "$WARM_UP_OPTIONS" ] || echo "[$options]" >"$WARM_UP_OPTIONS"
                        [ -z "$FAIL_WARM_UP" ] ;;
                    *) echo "[$options]" ;;
                esac\
                """);
        Files.writeString(runtime.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
    }

    /** A java first on the PATH that says it is of a version. */
    void java(String version) {
        script(bin.resolve("java"), "echo 'openjdk version \"" + version + "\"' >&2");
    }

    void script(Path file, String commands) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.writeString(file, "#!/bin/sh\n" + commands + "\n");
            file.toFile().setExecutable(true);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    Launched with(String variable, String value) {
        variables.put(variable, value);
        return this;
    }

    Launched without(String variable) {
        variables.remove(variable);
        return this;
    }

    End run(String... args) {
        return start(root.resolve("mailyard"), args).end();
    }

    Running start(Path launcher, String... args) {
        try {
            Path err = temp.resolve("err" + runs++);
            List<String> command = new ArrayList<>(List.of(launcher.toString()));
            command.addAll(List.of(args));
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .directory(temp.toFile())
                            .redirectError(err.toFile());
            builder.environment().remove("JAVA_HOME");
            builder.environment().remove("MAILYARD_JAVA_OPTS");
            builder.environment().putAll(variables);
            Process process = builder.start();
            return new Running(process, process.inputReader(StandardCharsets.UTF_8), err);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    /** How often Maven was called. */
    int builds() throws IOException {
        return Files.readAllLines(temp.resolve("builds")).size();
    }

    /** The start-up caches beside the jar. */
    Path[] caches(Path launcher) {
        try (Stream<Path> files = Files.list(launcher.resolveSibling("."))) {
            return files.map(Path::normalize)
                    .filter(file -> file.toString().endsWith(".aot"))
                    .toArray(Path[]::new);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
