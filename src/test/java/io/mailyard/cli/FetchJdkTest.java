package io.mailyard.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
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
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, byte[]> served = new ConcurrentHashMap<>();
    private final Map<String, String> redirects = new ConcurrentHashMap<>();
    private HttpServer site;
    private Launched launched;

    @BeforeEach
    void freshMachine() throws IOException {
        site = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 16);
        site.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        site.createContext("/", this::answer);
        site.start();
        launched = new Launched(temp);
        launched.distribution();
        launched.fetcher();
        launched.java("17.0.9");
        launched.script(temp.resolve("bin/apt-cache"), "echo '  Candidate: (none)'");
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
        site.stop(0);
    }

    private void answer(HttpExchange exchange) throws IOException {
        String asked = exchange.getRequestURI().toString();
        requests.add(asked);
        String path = exchange.getRequestURI().getPath();
        try (exchange) {
            if (redirects.containsKey(path)) {
                exchange.getResponseHeaders().set("Location", redirects.get(path));
                exchange.sendResponseHeaders(307, -1);
            } else if (served.containsKey(path)) {
                byte[] body = served.get(path);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private String url(String path) {
        return "http://127.0.0.1:" + site.getAddress().getPort() + path;
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
        Path jdk = temp.resolve("jvm/java-25-openjdk");
        launched.script(temp.resolve("bin/sudo"), "shift; exec \"$@\"");
        launched.script(
                temp.resolve("bin/apt-cache"),
                "[ \"$2\" = openjdk-25-jdk-headless ] && echo '  Candidate: 25.0.1'");
        launched.script(
                temp.resolve("bin/apt-get"),
                "mkdir -p '%s' && cp -r '%s'/* '%s' && echo \"$@\" >'%s'"
                        .formatted(
                                jdk,
                                temp.resolve("site/jdk-25.0.9+1"),
                                jdk,
                                temp.resolve("installed")));
        Launched.End end = launched.run("--yes", "x");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(Files.readString(temp.resolve("installed")))
                .contains("install -y", "openjdk-25-jdk-headless");
        assertThat(requests).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"y", "yes", "n", ""})
    void terminal_isAsked(String answer) throws IOException {
        Path program = temp.resolve("mailyard home/mailyard");
        Path terminal = temp.resolve("terminal");
        launched.script(
                terminal,
                "printf '"
                        + answer
                        + "\\n' | script -qec \"'"
                        + program
                        + "' x\" '"
                        + temp.resolve("typescript")
                        + "'");
        Launched.End end = launched.start(terminal).end();
        assertThat(end.out()).contains("Fetch Eclipse Temurin into " + cache());
        assertThat(end.code()).as(end.out()).isEqualTo(answer.startsWith("y") ? 0 : 69);
        assertThat(kept()).hasSize(answer.startsWith("y") ? 1 : 0);
    }
}
