package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mailyard.crash.LastRelease;
import io.mailyard.testing.Drill;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What lies in {@code packaging/}: read by the programs that will read it, and in a long run the
 * package, installed in a clean root under a real systemd.
 */
class PackagingTest {
    private static final Path PACKAGING = Path.of("packaging").toAbsolutePath();
    private static final Path LINTER =
            Path.of("src", "test", "npm", "node_modules", ".bin", "dockerfilelint");

    private record Ended(int code, String out) {}

    private static Ended run(int seconds, Map<String, String> environment, String... command)
            throws IOException, InterruptedException {
        Path out = Files.createTempFile("mailyard-packaging", ".out");
        try {
            ProcessBuilder builder =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(out.toFile());
            builder.environment().putAll(environment);
            Process process = builder.start();
            assertThat(process.waitFor(seconds, TimeUnit.SECONDS)).as(command[0]).isTrue();
            return new Ended(process.exitValue(), Files.readString(out, StandardCharsets.UTF_8));
        } finally {
            Files.deleteIfExists(out);
        }
    }

    private static Map<?, ?> member(Map<?, ?> of, String name) {
        return (Map<?, ?>) Objects.requireNonNull(of.get(name), name);
    }

    private static boolean isThere(String program) {
        return Stream.of("/usr/bin", "/bin")
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }

    @Test
    void dockerfile_isClean() throws Exception {
        assumeThat(LINTER).as("./check installs it by npm").exists();

        Ended lint =
                run(60, Map.of(), LINTER.toString(), PACKAGING.resolve("Dockerfile").toString());

        assertThat(lint.code()).as(lint.out()).isZero();
        assertThat(lint.out()).contains("Issues: None found");
    }

    /** A process of an image has no root, no other capability, and writes into its volume alone. */
    @Test
    void composeFile_namesFilesThatExist() throws Exception {
        Object read =
                new Load(LoadSettings.builder().build())
                        .loadFromString(Files.readString(PACKAGING.resolve("compose.yaml")));

        Map<?, ?> services = member((Map<?, ?>) read, "services");
        assertThat(services.keySet().toString()).isEqualTo("[mailyard, postgresql]");
        Map<?, ?> server = member(services, "mailyard");
        Map<?, ?> build = member(server, "build");
        assertThat(Path.of(String.valueOf(build.get("dockerfile")))).exists();
        assertThat(server.get("read_only")).isEqualTo(true);
        assertThat(server.get("cap_drop")).isEqualTo(List.of("ALL"));
        String dockerfile = Files.readString(PACKAGING.resolve("Dockerfile"));
        assertThat(dockerfile).contains("\nUSER mailyard\n", "\nHEALTHCHECK ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mailyard.service", "mailyard-node.service"})
    void unit_isHardened(String unit) throws Exception {
        assumeThat(isThere("systemd-analyze")).as("systemd is there").isTrue();

        Ended security =
                run(
                        60,
                        Map.of(),
                        "systemd-analyze",
                        "security",
                        "--offline=true",
                        "--threshold=30",
                        PACKAGING.resolve(unit).toString());

        assertThat(security.code()).as(security.out()).isZero();
        Ended verify =
                run(60, Map.of(), "systemd-analyze", "verify", PACKAGING.resolve(unit).toString());
        // the program is not installed here; every other word would be a fault
        assertThat(verify.out().lines().filter(line -> !line.contains("is not executable")))
                .isEmpty();
    }

    /** A unit that a page, an alert or a script of the package names is in the package. */
    @Test
    void unitsThatAreNamed_areShipped() throws Exception {
        List<Path> texts =
                List.of(
                        PACKAGING.resolve("prometheus/alerts.yml"),
                        PACKAGING.resolve("debian/prerm"),
                        PACKAGING.resolve("debian/postinst"),
                        PACKAGING.resolve("mailyard.conf"),
                        PACKAGING.resolve("node.conf"),
                        Path.of("docs/operating.md"));
        Pattern name =
                Pattern.compile(
                        "(?:systemctl (?:[a-z-]+ |--[a-z]+ )+|service |\\b)(mailyard[a-z-]*)"
                                + "(?=\\.service|(?<=service mailyard[a-z-]{0,20})|(?<=systemctl [a-z -]{3,30}))");
        Set<String> units = new TreeSet<>();
        for (Path text : texts) {
            Matcher unit = name.matcher(Files.readString(text));
            while (unit.find()) {
                units.add(unit.group(1));
            }
        }
        String packaged = Files.readString(Path.of("package"));
        assertThat(units).contains("mailyard", "mailyard-node");
        assertThat(units)
                .allSatisfy(unit -> {
                    assertThat(PACKAGING.resolve(unit + ".service")).exists();
                    assertThat(packaged).contains("packaging/" + unit + ".service");
                });
    }

    /** What the pages and the settings propose for backups, the unit lets the server write to. */
    @Test
    void folderOfBackups_isOneThatTheUnitLetsTheServerWriteTo() throws Exception {
        String unit = Files.readString(PACKAGING.resolve("mailyard.service"));
        Set<String> folders = new TreeSet<>();
        for (Path text :
                List.of(PACKAGING.resolve("mailyard.conf"), Path.of("docs/operating.md"))) {
            Matcher folder =
                    Pattern.compile("(?m)^ *#?backup\\.to = (\\S+)")
                            .matcher(Files.readString(text));
            while (folder.find()) {
                folders.add(folder.group(1));
            }
        }
        assertThat(folders).isNotEmpty();
        assertThat(folders)
                .allSatisfy(
                        folder -> assertThat(unit).contains("\nReadWritePaths=-" + folder + "\n"));
        assertThat(Files.readString(Path.of("docs/operating.md")))
                .contains("    ReadWritePaths=", "mailyard.service.d/");
    }

    /** What did not run is said again at the end, where it is read. */
    @Test
    void check_saysAtItsEndWhatDidNotRun() throws Exception {
        String check = Files.readString(Path.of("check"));
        String end = check.substring(check.indexOf("\nclosing="));
        Matcher missing =
                Pattern.compile("(?m)^(.*?)\"[^\"\n]*(?:IS|ARE) MISSING: ").matcher(check);
        int said = 0;
        while (missing.find()) {
            String variable = missing.group(1).strip();
            assertThat(variable).matches("without_[a-z_]+=");
            String name = variable.substring(0, variable.length() - 1);
            assertThat(end).contains("if [[ -n $" + name + " ]]; then say \"$" + name + "\"; fi\n");
            said++;
        }
        assertThat(said).isGreaterThan(8);
    }

    /** The image's check asks a server that speaks TLS, too, and one at another port. */
    @Test
    void image_isAskedByTheProgramWhereBashCannot() throws Exception {
        assertThat(Files.readString(PACKAGING.resolve("Dockerfile")))
                .containsPattern("HEALTHCHECK [^\n]*\\\\\n +CMD .*\\|\\| exec mailyard ready\"]");
    }

    /** Every key that the settings of the package name, also behind a {@code #}, is a setting. */
    @ParameterizedTest
    @ValueSource(strings = {"mailyard.conf", "node.conf"})
    void settings_areDocumented(String file) throws Exception {
        String document = Files.readString(Path.of("docs", "configuration.md"));
        Matcher key =
                Pattern.compile("(?m)^#?([a-z]+(?:[.-][a-z]+)+) =")
                        .matcher(Files.readString(PACKAGING.resolve(file)));
        int keys = 0;
        while (key.find()) {
            assertThat(document).contains("| `" + key.group(1) + "` |");
            keys++;
        }
        assertThat(keys).isGreaterThan(1);
    }

    /** Two packages are built, and each of two systems is booted and used; beside other tests. */
    @Test
    @Timeout(value = 60, unit = TimeUnit.MINUTES)
    void package_installsStartsUpgradesAndUninstalls() throws Exception {
        assumeThat(Drill.isLong()).as("a long run").isTrue();
        assumeThat(isThere("mmdebstrap") && isThere("systemd-nspawn"))
                .as("./check --long installs mmdebstrap and systemd-container")
                .isTrue();
        Optional<LastRelease.Built> last = LastRelease.build();
        assumeThat(last).as("the history has the commit of the last release").isPresent();
        Path old = deb(last.orElseThrow().jar().resolve("../../package").normalize());
        Path now = deb(Path.of("package").toAbsolutePath());
        assertThat(old.getFileName().toString()).contains("_" + last.get().version() + "_");

        for (String release : List.of("bookworm", "trixie")) {
            Ended tried =
                    run(
                            900,
                            // other tests run beside this one: alone it is within a second
                            Map.of("TRY_FIRST_ANSWER_MS", "3000"),
                            PACKAGING.resolve("try-package").toString(),
                            old.toString(),
                            now.toString(),
                            release);

            assertThat(tried.code()).as(tried.out()).isZero();
            assertThat(tried.out()).contains("all is well");
            Drill.length("installing the package under systemd, times", "packaging.times", 1, 1);
        }
        noticesAndList(Path.of("target", "package", "tree", "usr", "share", "doc", "mailyard"));
    }

    /** Builds a package by a clone's own program. */
    private static Path deb(Path program) throws IOException, InterruptedException {
        Ended built =
                run(900, Map.of("JAVA_HOME", System.getProperty("java.home")), program.toString());
        assertThat(built.code()).as(built.out()).isZero();
        assertThat(megabytes(built.out())).as(built.out()).isLessThan(90);
        Matcher file = Pattern.compile("(target/package/\\S+\\.deb), ").matcher(built.out());
        assertThat(file.find()).as(built.out()).isTrue();
        return program.resolveSibling(file.group(1));
    }

    /** Each library has a text of its licence, and the list names it, and the Java runtime. */
    private static void noticesAndList(Path docs) throws IOException {
        String list = Files.readString(docs.resolve("sbom.json"));
        assertThat(new Load(LoadSettings.builder().build()).loadFromString(list)).isNotNull();
        assertThat(list)
                .contains("\"openjdk\"", "\"GPL-2.0-with-classpath-exception\"")
                .contains("\"version\" : \"" + Runtime.version().feature() + ".");
        try (Stream<Path> jars = Files.list(Path.of("target", "lib"))) {
            assertThat(jars)
                    .hasSizeGreaterThan(30)
                    .allSatisfy(jar -> {
                        String name = jar.getFileName().toString().replaceFirst("\\.jar$", "");
                        assertThat(docs.resolve("notices").resolve(name))
                                .isDirectoryRecursivelyContaining(
                                        "regex:(?i).*/[^/]*(licen[sc]e|notice|\\.txt)[^/]*");
                        assertThat(list).contains("\"" + name.replaceFirst("-[0-9].*", "") + "\"");
                    });
        }
    }

    /** The lists of what the package consists of, made of small files. */
    @Test
    void notices_areOfEachJarOrOfOurOwnFolder(@TempDir Path folder) throws Exception {
        Path jars = Files.createDirectories(folder.resolve("jars"));
        jar(jars.resolve("deep-1.0.jar"), "META-INF/maven/a/LICENSE.zentus", "a/License.class");
        jar(jars.resolve("re2j-1.8.jar"), "a/B.class");
        String java = System.getProperty("java.home");
        String program = PACKAGING.resolve("notices").toString();

        Ended whole = run(300, Map.of(), program, java, jars.toString(), folder + "/out");

        assertThat(whole.code()).as(whole.out()).isZero();
        assertThat(folder.resolve("out/deep-1.0/META-INF/maven/a/LICENSE.zentus")).exists();
        assertThat(folder.resolve("out/deep-1.0/a")).doesNotExist();
        assertThat(folder.resolve("out/re2j-1.8/re2j.txt")).exists();
        jar(jars.resolve("unknown-2.jar"), "META-INF/DEPENDENCIES");
        Ended refused = run(300, Map.of(), program, java, jars.toString(), folder + "/again");
        assertThat(refused.code()).isEqualTo(1);
        assertThat(refused.out()).contains("unknown-2").doesNotContain("deep-1.0");
    }

    private static void jar(Path file, String... entries) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(file))) {
            for (String entry : entries) {
                zip.putNextEntry(new ZipEntry(entry));
                zip.write(1);
            }
        }
    }

    /** Every file that the list of our own texts names is there, and every text is named. */
    @Test
    void licencesOfOurOwnFolder_areThoseOfItsList() throws Exception {
        Path texts = PACKAGING.resolve("licences");
        String list = Files.readString(texts.resolve("README.md"));
        Set<String> named = new TreeSet<>();
        Matcher name = Pattern.compile("`([A-Za-z0-9.-]+\\.txt)`").matcher(list);
        while (name.find()) {
            named.add(name.group(1));
        }
        try (Stream<Path> files = Files.list(texts)) {
            assertThat(files.map(file -> file.getFileName().toString()).toList())
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(named.stream(), Stream.of("README.md")).toList());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\n  \"components\" : [\n    {\"name\" : \"a\"}\n  ]\n}\n",
                "{\n  \"components\" : []\n}\n",
                "{\n  \"components\" : [],\n  \"x\" : 1\n}\n"
            })
    void listOfComponents_hasTheJavaRuntime(String list, @TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("sbom.json"), list);

        Ended added =
                run(
                        60,
                        Map.of(),
                        PACKAGING.resolve("sbom-runtime").toString(),
                        System.getProperty("java.home"),
                        file.toString());

        assertThat(added.code()).as(added.out()).isZero();
        Map<?, ?> read =
                (Map<?, ?>)
                        new Load(LoadSettings.builder().build())
                                .loadFromString(Files.readString(file));
        Map<?, ?> runtime =
                (Map<?, ?>) ((List<?>) Objects.requireNonNull(read.get("components"))).getFirst();
        assertThat(runtime.get("name")).isEqualTo("openjdk");
        assertThat(String.valueOf(runtime.get("version")))
                .startsWith(String.valueOf(Runtime.version().feature()));
        assertThat(read.containsKey("x")).isEqualTo(list.contains("\"x\""));
    }

    private static int megabytes(String built) {
        Matcher size = Pattern.compile("\\.deb, ([0-9]+) MB").matcher(built);
        assertThat(size.find()).as(built).isTrue();
        return Integer.parseInt(size.group(1));
    }
}
