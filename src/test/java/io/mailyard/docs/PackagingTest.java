package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.mailyard.testing.Drill;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
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
        String end = check.substring(check.indexOf("mvn -B verify"));
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

    @Test
    void package_installsStartsUpgradesAndUninstalls() throws Exception {
        assumeThat(Drill.isLong()).as("a long run").isTrue();
        assumeThat(isThere("mmdebstrap") && isThere("systemd-nspawn"))
                .as("./check --long installs mmdebstrap and systemd-container")
                .isTrue();
        Map<String, String> java = Map.of("JAVA_HOME", System.getProperty("java.home"));
        for (String version : List.of("0.0.1", "0.0.2")) {
            Ended built = run(900, java, "./package", "--version", version);
            assertThat(built.code()).as(built.out()).isZero();
            assertThat(megabytes(built.out())).as(built.out()).isLessThan(90);
        }
        String packages = Path.of("target", "package").toAbsolutePath() + "/mailyard_";

        Ended tried =
                run(
                        900,
                        Map.of(),
                        PACKAGING.resolve("try-package").toString(),
                        packages + "0.0.1_amd64.deb",
                        packages + "0.0.2_amd64.deb");

        Drill.length("installing the package under systemd, times", "packaging.times", 1, 1);
        assertThat(tried.code()).as(tried.out()).isZero();
        assertThat(tried.out()).contains("all is well");
    }

    private static int megabytes(String built) {
        Matcher size = Pattern.compile("\\.deb, ([0-9]+) MB").matcher(built);
        assertThat(size.find()).as(built).isTrue();
        return Integer.parseInt(size.group(1));
    }
}
