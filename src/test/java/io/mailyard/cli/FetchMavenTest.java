package io.mailyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The launcher in a clone on a machine without Maven, or behind a proxy. */
final class FetchMavenTest {
    private static final String PATH = "/maven-3/3.9.16/binaries/apache-maven-3.9.16-bin.tar.gz";

    private static final Path TOOLS = TestStores.newFolder();

    @TempDir Path temp;
    private final DownloadSite site = DownloadSite.start();
    private final List<String> requests = site.requests;
    private Launched launched;

    @BeforeEach
    void cloneWithoutMaven() throws Exception {
        launched = new Launched(temp);
        launched.sources();
        launched.fetcher();
        Path home = temp.resolve("site/apache-maven-3.9.16");
        Files.createDirectories(home.resolve("bin"));
        Files.move(temp.resolve("bin/mvn"), home.resolve("bin/mvn"));
        Process tar =
                new ProcessBuilder(
                                "tar",
                                "-czf",
                                temp.resolve("maven.tar.gz").toString(),
                                "-C",
                                temp.resolve("site").toString(),
                                "apache-maven-3.9.16")
                        .start();
        assertThat(tar.waitFor(30, TimeUnit.SECONDS)).isTrue();
        byte[] archive = Files.readAllBytes(temp.resolve("maven.tar.gz"));
        site.served.put(PATH, archive);
        launched.with("PATH", temp.resolve("bin") + ":" + TOOLS)
                .with("HOME", temp.resolve("home").toString())
                .with("XDG_CACHE_HOME", temp.resolve("my cache").toString())
                .with("MAILYARD_MAVEN_MIRROR", site.url("/"))
                .with("MAILYARD_MAVEN_SHA512", sha512(archive));
        for (String proxy :
                List.of("http_proxy", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")) {
            launched.with(proxy, "");
        }
        launched.with("no_proxy", "").with("MAVEN_OPTS", "");
    }

    @AfterEach
    void stop() {
        site.close();
    }

    /** Everything that the machine has, but Maven and what installs packages. */
    @BeforeAll
    static void toolsWithoutMaven() throws IOException {
        for (String folder : List.of("/usr/bin", "/bin")) {
            try (Stream<Path> programs = Files.list(Path.of(folder))) {
                for (Path program : programs.toList()) {
                    String name = program.getFileName().toString();
                    Path link = TOOLS.resolve(name);
                    if (!Set.of("mvn", "apt-get", "apt-cache", "sudo").contains(name)
                            && !Files.isSymbolicLink(link)) {
                        Files.createSymbolicLink(link, program);
                    }
                }
            }
        }
    }

    private static String sha512(byte[] octets) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-512").digest(octets));
    }

    private Path kept() {
        return temp.resolve("my cache/mailyard/maven/apache-maven-3.9.16/bin/mvn");
    }

    private void assertBuilt(Launched.End end) {
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.out().strip()).isEqualTo("Java 25+ [x]");
    }

    private void assertRefused(Launched.End end, String why) {
        assertThat(end.code()).as(end.err()).isEqualTo(69);
        assertThat(end.err()).contains(why, "Maven (mvn), which builds it, is not on the PATH");
        assertThat(kept()).doesNotExist();
    }

    /** An ordinary user: no apt-get that this one may call. */
    @Test
    void consent_fetchesMavenOnce_andBuilds() throws IOException {
        assertRefused(launched.run("x"), "there is no build yet");
        assertThat(requests).isEmpty();
        assertBuilt(launched.run("--yes", "x"));
        assertThat(requests).containsExactly(PATH);
        assertThat(kept()).isExecutable();
        Files.setLastModifiedTime(
                temp.resolve("mailyard home/pom.xml"), FileTime.from(Instant.now().plusSeconds(9)));
        assertBuilt(launched.run("x"));
        assertThat(launched.builds()).isEqualTo(2);
        assertThat(requests).as("the one that was fetched before").hasSize(1);
    }

    @Test
    void archiveThatIsNotTheOneThatWasChecked_isDiscarded() {
        launched.without("MAILYARD_MAVEN_SHA512").with("MAILYARD_FETCH_JDK", "1");
        assertRefused(launched.run("x"), "the archive's SHA-512 is");
        site.served.put(PATH, new byte[0]);
        assertRefused(launched.run("x"), "it is thrown away");
        launched.with("MAILYARD_MAVEN_URL", "http://198.51.100.1/maven");
        assertRefused(launched.run("x"), "only https:// is fetched from");
    }

    /** The package cannot be installed, is too old, or comes with lists that are not there yet. */
    @ParameterizedTest
    @CsvSource({"3.8.7-1, 100, true", "3.6.3-5, 0, true", "3.8.7-1, 0, false"})
    void distributionsMaven_isTaken_whereItIsNewEnoughAndCanBeInstalled(
            String version, int status, boolean fetched) {
        Path lists = temp.resolve("lists");
        launched.script(temp.resolve("bin/sudo"), "shift; exec \"$@\"");
        launched.script(
                temp.resolve("bin/apt-cache"),
                ("[ -f '%s' ] || exit 0; case \"$2\" in '') echo ' 500 file:/site ./ Packages';;"
                                + " *) echo '  Candidate: %s';; esac")
                        .formatted(lists, version));
        launched.script(
                temp.resolve("bin/apt-get"),
                "case \"$*\" in *update) touch '%s'; exit;; esac; cp '%s' '%s'; exit %d"
                        .formatted(
                                lists,
                                temp.resolve("site/apache-maven-3.9.16/bin/mvn"),
                                temp.resolve(status == 0 ? "bin/mvn" : "elsewhere"),
                                status));
        assertBuilt(launched.run("--yes", "x"));
        assertThat(lists).exists();
        assertThat(requests).hasSize(fetched ? 1 : 0);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://proxy.example:3128 | -Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128",
                "proxy.example:3128/       | -Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=3128",
                "http://proxy.example      | -Dhttps.proxyHost=proxy.example -Dhttps.proxyPort=1080",
                "http://[::1]:3128         | -Dhttps.proxyHost=[::1] -Dhttps.proxyPort=3128",
                "socks5://proxy.example:1  | ",
                "http://proxy:example:1    | ",
            })
    void proxy_isPassedOnToMaven(String address, String expected) throws IOException {
        Path given = recordingMaven();
        launched.with("https_proxy", address).with("no_proxy", "a.example, .b.example");
        assertBuilt(launched.run("x"));
        String all =
                expected == null
                        ? ""
                        : expected
                                + " -Dhttp.nonProxyHosts=localhost|127.*|[::1]|a.example|*.a.example"
                                + "|b.example|*.b.example"
                                + " -Daether.connector.http.useSystemProperties=true ";
        assertThat(given).content().startsWith(all + "-q -B");
    }

    /** Maven takes it from a file alone, which only this user can read and which goes again. */
    @Test
    void proxysPassword_isInNoCommand() throws IOException {
        Path given = recordingMaven();
        launched.with("MAILYARD_JDK_PROXY", "http://us%20er:p%22w%5Cx%3C@proxy.example:3128");
        assertBuilt(launched.run("x"));
        assertThat(given).content().startsWith("-gs target/.maven-proxy.").doesNotContain("p\"w");
        assertThat(temp.resolve("settings"))
                .content()
                .startsWith(
                        PosixFilePermissions.toString(PosixFilePermissions.fromString("rw-------")))
                .contains("<username>us er</username><password>p\"w\\x&lt;</password>")
                .contains("<protocol>https</protocol><host>proxy.example</host><port>3128</port>");
        try (Stream<Path> left = Files.list(temp.resolve("mailyard home/target"))) {
            assertThat(left).noneMatch(file -> file.toString().contains("proxy"));
        }
    }

    /** A Maven on the PATH that writes down its arguments, and the settings that they name. */
    private Path recordingMaven() throws IOException {
        Path given = temp.resolve("given");
        String build = Files.readString(temp.resolve("site/apache-maven-3.9.16/bin/mvn"), UTF_8);
        launched.script(
                temp.resolve("bin/mvn"),
                "echo \"$@\" >'%s'; [ \"$1\" != -gs ] || { stat -c %%A \"$2\" | cut -c2-; cat \"$2\"; } >'%s'\n%s"
                        .formatted(given, temp.resolve("settings"), build));
        return given;
    }
}
