package io.mailyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The launcher on a machine without Java 25, and a server of the test's own as the download site.
 */
final class FetchJdkTest {
    private static final String ARCHIVE = "/archive.tar.gz";
    private static final String CHECKSUM = ARCHIVE + ".sha256.txt";

    private static final List<String> TOOLS =
            List.of(
                    "bash",
                    "basename",
                    "cat",
                    "chmod",
                    "dirname",
                    "env",
                    "find",
                    "gzip",
                    "head",
                    "locale",
                    "mkdir",
                    "mktemp",
                    "mv",
                    "readlink",
                    "rm",
                    "sed",
                    "sha256sum",
                    "tail",
                    "tar",
                    "tr",
                    "uname",
                    "wc",
                    "wget");

    @TempDir Path temp;
    private final DownloadSite site = DownloadSite.start();
    private final List<String> requests = site.requests;
    private final Map<String, byte[]> served = site.served;
    private final Map<String, String> redirects = site.redirects;
    private Launched launched;

    @BeforeEach
    void freshMachine() throws IOException {
        launched = new Launched(temp);
        launched.distribution();
        launched.fetcher();
        launched.java("17.0.9");
        packages("");
        launched.script(temp.resolve("bin/apt-get"), "echo apt-get was called >&2; exit 1");
        launched.with("MAILYARD_JVM_DIRS", temp.resolve("jvm").toString())
                .with("HOME", temp.resolve("home").toString())
                .with("XDG_CACHE_HOME", temp.resolve("my cache").toString())
                .with("MAILYARD_JDK_URL", url(ARCHIVE))
                .with("no_proxy", "");
        serve(archive("jdk-25.0.9+1", "25.0.9"));
    }

    @AfterEach
    void stop() {
        site.close();
    }

    private String url(String path) {
        return site.url(path);
    }

    private Path cache() {
        return temp.resolve("my cache/mailyard/jdk");
    }

    private void serve(byte[] archive) {
        served.put(ARCHIVE, archive);
        served.put(CHECKSUM, (sha256(archive) + "  archive.tar.gz\n").getBytes(UTF_8));
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (java.security.NoSuchAlgorithmException impossible) {
            throw new AssertionError(impossible);
        }
    }

    /** An archive with a JDK in it that hands over to the one that runs this test. */
    private byte[] archive(String folder, String version) throws IOException {
        Path jdk = temp.resolve("site").resolve(folder);
        launched.script(
                jdk.resolve("bin/java"),
                "exec '" + System.getProperty("java.home") + "/bin/java' \"$@\"");
        launched.script(jdk.resolve("bin/javac"), "exit 1");
        Files.writeString(jdk.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
        Path file = temp.resolve("site.tar.gz");
        run("tar", "-czf", file.toString(), "-C", temp.resolve("site").toString(), folder);
        return Files.readAllBytes(file);
    }

    /** What the distribution has: lines of {@code NAME) echo ' Candidate: VERSION';;}. */
    private void packages(String cases) {
        launched.script(
                temp.resolve("bin/apt-cache"),
                "case \"$2\" in '') echo ' 500 file:/site ./ Packages';;\n"
                        + cases
                        + "\n*) echo '  Candidate: (none)';; esac");
        launched.script(temp.resolve("bin/sudo"), "shift; exec \"$@\"");
    }

    /** An apt-get that writes down how it was called, and then does more. */
    private void apt(String more) {
        launched.script(
                temp.resolve("bin/apt-get"),
                "echo \"$@\" >>'" + temp.resolve("apt") + "'\n" + more);
    }

    private List<String> aptCalls() throws IOException {
        return Files.readAllLines(temp.resolve("apt")).stream()
                .map(line -> line.replaceFirst("-qq (-o \\S+ )*", ""))
                .toList();
    }

    /** Puts the JDK of the site where a package would, in {@code folder}. */
    private static String installed(Path site, Path folder) {
        return "mkdir -p '%s' && cp -r '%s'/* '%s'".formatted(folder, site, folder);
    }

    private static void run(String... command) throws IOException {
        Process process = new ProcessBuilder(command).inheritIO().start();
        try {
            assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        assertThat(process.exitValue()).isZero();
    }

    private List<String> kept() throws IOException {
        if (!Files.isDirectory(cache())) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(cache())) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private void nothingIsKept(Launched.End end, String why) throws IOException {
        assertThat(end.code()).as(end.err()).isEqualTo(69);
        assertThat(end.err()).contains(why, "Java 25 or newer is needed and was not found");
        assertThat(kept()).isEmpty();
    }

    @Test
    void withoutTerminalAndConsent_nothingIsFetched() throws IOException {
        nothingIsKept(launched.run("x"), "MAILYARD_FETCH_JDK=1");
        nothingIsKept(launched.with("MAILYARD_FETCH_JDK", "0").run("x"), "Get a JDK 25");
        assertThat(requests).isEmpty();
    }

    @Test
    void consent_fetchesOnceAndStarts() throws IOException {
        Launched.End first = launched.run("--yes", "serve", "--yes");
        assertThat(first.code()).as(first.err()).isZero();
        assertThat(first.out().strip()).isEqualTo("Java 25+ [serve][--yes]");
        assertThat(first.err()).contains("fetching a JDK 25 from " + url(ARCHIVE));
        assertThat(requests).containsExactly(CHECKSUM, ARCHIVE);
        assertThat(kept()).containsExactly("jdk-25.0.9");
        Launched.End second = launched.run("again");
        assertThat(second.out().strip()).isEqualTo("Java 25+ [again]");
        assertThat(second.err()).isEmpty();
        assertThat(requests).hasSize(2);
    }

    @Test
    void mirror_servesTheSamePathsAndMayRedirect() throws IOException {
        byte[] archive = served.remove(ARCHIVE);
        served.put("/else/where", archive);
        launched.without("MAILYARD_JDK_URL").with("MAILYARD_JDK_MIRROR", url("/v3/"));
        launched.with("MAILYARD_FETCH_JDK", "1");
        Launched.End missing = launched.run("x");
        nothingIsKept(missing, "there is no SHA-256 at " + url("/v3/checksum/latest/25/ga/"));
        String path = requests.getFirst().replaceFirst("^/v3/checksum", "");
        assertThat(path).matches("/latest/25/ga/[a-z-]+/[a-z0-9]+/jdk/hotspot/normal/eclipse");
        served.put("/v3/checksum" + path, served.get(CHECKSUM));
        redirects.put("/v3/binary" + path, url("/else/where"));
        assertThat(launched.run("x").out().strip()).isEqualTo("Java 25+ [x]");
    }

    @Test
    void archiveWithAWrongChecksum_isDiscarded() throws IOException {
        launched.with("MAILYARD_FETCH_JDK", "1");
        byte[] good = archive("jdk-25.0.9+1", "25.0.9");
        serve(good);
        byte[] changed = good.clone();
        changed[changed.length / 2] ^= 1;
        served.put(ARCHIVE, changed);
        nothingIsKept(launched.run("x"), "the archive's SHA-256 is " + sha256(changed));
        served.put(ARCHIVE, new byte[0]);
        nothingIsKept(launched.run("x"), "should be " + sha256(good));
        served.remove(ARCHIVE);
        nothingIsKept(launched.run("x"), "the archive could not be fetched");
        for (String checksum :
                List.of("", "\n", "deadbeef  archive", "<html>no such file</html>")) {
            serve(good);
            served.put(CHECKSUM, checksum.getBytes(UTF_8));
            nothingIsKept(launched.run("x"), "there is no SHA-256 at " + url(CHECKSUM));
        }
        serve("not an archive".getBytes(UTF_8));
        nothingIsKept(launched.run("x"), "the archive cannot be unpacked");
        serve(archive("jdk-17", "17.0.9"));
        nothingIsKept(launched.run("x"), "the archive has no JDK 25");
        served.clear();
        served.put(ARCHIVE, good);
        launched.with("MAILYARD_JDK_SHA256", sha256(good).toUpperCase(java.util.Locale.ROOT));
        assertThat(launched.run("x").code()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://198.51.100.1/jdk", "ftp://127.0.0.1/jdk", "file:///etc/passwd"})
    void unsafeAddress_isRefused(String address) throws IOException {
        launched.with("MAILYARD_FETCH_JDK", "1").with("MAILYARD_JDK_URL", address);
        nothingIsKept(launched.run("x"), address + ": only https:// is fetched from");
    }

    @Test
    void redirect_byWget_isFollowedOnlyToHttps() throws IOException {
        Path tools = temp.resolve("tools"); // without curl
        for (String name : TOOLS) {
            launched.script(tools.resolve(name), "exec /usr/bin/" + name + " \"$@\"");
        }
        launched.with("PATH", temp.resolve("bin") + ":" + tools).with("MAILYARD_FETCH_JDK", "1");
        served.put("/real", served.get(ARCHIVE));
        redirects.put(ARCHIVE, "http://198.51.100.1/jdk.tar.gz");
        nothingIsKept(launched.run("x"), "leads to http://198.51.100.1/jdk.tar.gz: only https://");
        redirects.put(ARCHIVE, ARCHIVE);
        nothingIsKept(launched.run("x"), "leads on and on");
        redirects.put(ARCHIVE, "/real");
        Launched.End end = launched.run("x");
        assertThat(end.code()).as(end.err()).isZero();
    }

    @Test
    void proxy_isUsed() {
        launched.with("MAILYARD_FETCH_JDK", "1").with("MAILYARD_JDK_PROXY", url("/"));
        launched.with("MAILYARD_JDK_URL", "http://127.0.0.1:9" + ARCHIVE);
        Launched.End end = launched.run("x");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(requests).allMatch(asked -> asked.startsWith("http://127.0.0.1:9/"));
    }

    @Test
    void concurrentFetches_bothStart() throws IOException {
        launched.with("MAILYARD_FETCH_JDK", "1");
        Path program = temp.resolve("mailyard home/mailyard");
        Launched.Running one = launched.start(program, "one");
        Launched.Running two = launched.start(program, "two");
        assertThat(one.end().out().strip()).isEqualTo("Java 25+ [one]");
        assertThat(two.end().out().strip()).isEqualTo("Java 25+ [two]");
        assertThat(kept()).containsExactly("jdk-25.0.9");
    }

    @Test
    void distributionsPackage_isPreferred() throws IOException {
        packages("openjdk-25-jdk-headless) echo '  Candidate: 25.0.1';;");
        apt(installed(temp.resolve("site/jdk-25.0.9+1"), temp.resolve("jvm/java-25-openjdk")));
        Launched.End end = launched.run("--yes", "x");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(aptCalls())
                .containsExactly("install -y --no-install-recommends openjdk-25-jdk-headless");
        assertThat(requests).isEmpty();
    }

    @Test
    void packageThatCannotBeInstalled_isTriedWithNewLists_thenTheArchiveIsFetched()
            throws IOException {
        packages("openjdk-25-jdk-headless) echo '  Candidate: 25.0.1';;");
        apt("exit 100");
        Launched.End end = launched.run("--yes", "x");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.err()).contains("openjdk-25-jdk-headless could not be installed");
        String install = "install -y --no-install-recommends openjdk-25-jdk-headless";
        assertThat(aptCalls()).containsExactly(install, "update");
        assertThat(kept()).containsExactly("jdk-25.0.9");
    }

    @Test
    void packageOfListsThatWereOld_isInstalledOnceTheyAreNew() throws IOException {
        packages("openjdk-25-jdk-headless) echo '  Candidate: 25.0.1';;");
        Path updated = temp.resolve("updated");
        apt(
                "case \"$*\" in *update) touch '%s'; exit;; esac; [ -f '%s' ] || exit 100; "
                                .formatted(updated, updated)
                        + installed(
                                temp.resolve("site/jdk-25.0.9+1"),
                                temp.resolve("jvm/java-25-openjdk")));
        Launched.End end = launched.run("--yes", "x");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(aptCalls()).hasSize(3);
        assertThat(requests).isEmpty();
    }

    @Test
    void machineWithoutListsOfPackages_fetchesThemFirst() throws IOException {
        Path lists = temp.resolve("lists");
        packages("");
        launched.script(
                temp.resolve("bin/apt-cache"),
                ("[ -f '%s' ] || exit 0; case \"$2\" in '') echo ' 500 file:/site ./ Packages';;"
                                + " *) echo '  Candidate: 25.0.1';; esac")
                        .formatted(lists));
        apt(
                "case \"$*\" in *update) touch '%s'; exit;; esac; ".formatted(lists)
                        + installed(
                                temp.resolve("site/jdk-25.0.9+1"),
                                temp.resolve("jvm/java-25-openjdk")));
        Launched.End end = launched.run("--yes", "x");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(aptCalls()).first().isEqualTo("update");
        assertThat(requests).isEmpty();
    }

    @Test
    void packagesJdk_isFoundWhereThePackageSays_andInEachFolderThatIsGiven() throws IOException {
        packages("openjdk-25-jdk-headless) echo '  Candidate: 25.0.1';;");
        Path site = temp.resolve("site/jdk-25.0.9+1");
        Path own = temp.resolve("own place/java-25-openjdk");
        launched.script(temp.resolve("bin/dpkg"), "echo '" + own + "/bin/javac'");
        apt(installed(site, own));
        Launched.End end = launched.run("--yes", "x");
        assertThat(end.code()).as(end.err()).isZero();

        launched.script(temp.resolve("bin/dpkg"), "exit 1");
        launched.with("MAILYARD_JVM_DIRS", temp.resolve("a") + ":" + temp.resolve("b"));
        apt(installed(site, temp.resolve("b/java-25-openjdk")));
        end = launched.run("--yes", "x");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"n y", "n n"})
    void packageThatIsNotWanted_leavesTheArchive(String answers) throws IOException {
        packages("openjdk-25-jdk-headless) echo '  Candidate: 25.0.1';;");
        Path terminal = terminal(answers.replace(" ", "\\n"));
        Launched.End end = launched.start(terminal).end();
        assertThat(end.out())
                .contains("Install openjdk-25-jdk-headless by apt-get?", "Fetch Eclipse Temurin");
        assertThat(kept()).hasSize(answers.endsWith("y") ? 1 : 0);
    }

    /** A script that answers the launcher's questions at a terminal. */
    private Path terminal(String answers) {
        Path terminal = temp.resolve("terminal");
        launched.script(
                terminal,
                "printf '"
                        + answers
                        + "\\n' | script -qec \"'"
                        + temp.resolve("mailyard home/mailyard")
                        + "' x\" '"
                        + temp.resolve("typescript")
                        + "'");
        return terminal;
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "yes", "n", ""})
    void terminal_isAsked(String answer) throws IOException {
        Launched.End end = launched.start(terminal(answer)).end();
        assertThat(end.out()).contains("Fetch Eclipse Temurin into " + cache());
        assertThat(end.code()).as(end.out()).isEqualTo(answer.startsWith("y") ? 0 : 69);
        assertThat(kept()).hasSize(answer.startsWith("y") ? 1 : 0);
    }
}
