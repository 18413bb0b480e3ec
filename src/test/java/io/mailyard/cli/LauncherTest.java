package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Runs the launcher in folders laid out like a distribution or like a clone. */
final class LauncherTest {
    @TempDir Path temp;
    private Launched launched = new Launched(Path.of(""));

    @BeforeEach
    void lay() {
        launched = new Launched(temp);
    }

    @Test
    void oldJavaOnThePath_isSkipped() {
        launched.distribution();
        launched.java("17.0.9");
        Launched.End end = launched.run("one", "two words");
        assertThat(end.code()).as(end.err()).isZero();
        assertThat(end.out()).isEqualToIgnoringNewLines("Java 25+ [one][two words]\n");
        assertThat(end.err()).isEmpty();
    }

    @Test
    void missingJava_isReportedWithWhatToDo() {
        launched.distribution();
        launched.java("17.0.9");
        Launched.End end = launched.with("MAILYARD_JVM_DIRS", temp.toString()).run("x");
        assertThat(end.code()).isEqualTo(69);
        assertThat(end.out()).isEmpty();
        assertThat(end.err())
                .contains("Java 25 or newer is needed")
                .contains("JAVA_HOME: not set")
                .contains("java on the PATH (" + temp.resolve("bin/java") + "): Java 17.0.9")
                .contains("Get a JDK 25");
    }

    @Test
    void javaHome_hasPrecedence() throws IOException {
        launched.distribution();
        Path home = temp.resolve("jdk");
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "JAVA_VERSION=\"25.0.1\"\n");
        launched.script(home.resolve("bin/java"), "echo from JAVA_HOME");
        Launched.End end = launched.with("JAVA_HOME", home.toString()).run("x");
        assertThat(end.out().strip()).isEqualTo("from JAVA_HOME");
    }

    @Test
    void symlinkFromElsewhere_findsTheProgram() throws IOException {
        Path program = launched.distribution();
        Path link = Files.createSymbolicLink(temp.resolve("bin/my"), program);
        Launched.End end = launched.start(link, "linked").end();
        assertThat(end.out()).contains("[linked]");
    }

    /** With CDPATH, cd prints where it went, and may go to another folder of that name. */
    @Test
    void cdpath_changesNothing() throws IOException {
        launched.distribution();
        Launched.End end =
                launched.with("CDPATH", ".:" + temp)
                        .start(Path.of("mailyard home", "mailyard"), "found")
                        .end();
        assertThat(end.err()).isEmpty();
        assertThat(end.out()).contains("[found]");
    }

    @Test
    void exitCode_isTheProgramsOwn() {
        launched.distribution();
        assertThat(launched.run("exit", "7").code()).isEqualTo(7);
    }

    /** So that a command beside an installed server works on that server's data. */
    @Test
    void dataFolderOfAPackage_isThatOfEveryCommand() throws IOException {
        Path program = launched.distribution();
        launched.with("MAILYARD_DATA", "");
        assertThat(launched.run("data").out().strip()).isEmpty();

        Files.writeString(program.resolveSibling("data-folder"), "/var/lib/mailyard\n");

        assertThat(launched.run("data").out()).isEqualTo("/var/lib/mailyard\n");
        launched.with("MAILYARD_DATA", "/elsewhere");
        assertThat(launched.run("data").out()).isEqualTo("/elsewhere\n");
    }

    @Test
    void sigterm_reachesTheProgram() throws IOException, InterruptedException {
        Path program = launched.distribution();
        Launched.Running running = launched.start(program, "wait");
        assertThat(running.line()).isEqualTo("waiting");
        running.process().toHandle().destroy();
        assertThat(running.process().waitFor(20, TimeUnit.SECONDS)).isTrue();
        assertThat(running.end().out()).contains("stopped");
        assertThat(running.process().exitValue()).isEqualTo(143);
    }

    @Test
    void checkout_isBuiltOnceAndAgainAfterEdits() throws IOException {
        Path source = launched.sources().resolveSibling("pom.xml");
        Launched.End first = launched.run("a");
        assertThat(first.out()).as(first.err()).contains("[a]");
        assertThat(first.err()).contains("there is no build yet").hasLineCount(1);
        assertThat(launched.run("b").err()).isEmpty();
        Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(2)));
        assertThat(launched.run("c").err()).contains("newer than the build");
        assertThat(launched.builds()).isEqualTo(2);
    }

    @Test
    void twoStartsAtOnce_buildOnce() throws IOException {
        Path program = launched.sources();
        Launched.Running first = launched.start(program, "a");
        Launched.Running second = launched.start(program, "b");
        assertThat(first.end().out()).contains("[a]");
        assertThat(second.end().out()).contains("[b]");
        assertThat(launched.builds()).isEqualTo(1);
    }

    @Test
    void failedBuild_showsMavensWords() throws IOException {
        launched.sources();
        launched.script(temp.resolve("bin/mvn"), "echo the reason; exit 1");
        Launched.End end = launched.run("x");
        assertThat(end.code()).isEqualTo(69);
        assertThat(end.err()).contains("the reason", "the build failed");
    }

    @Test
    void lockOfADeadBuild_isRemoved() throws IOException {
        Path program = launched.sources();
        Path target = Files.createDirectory(program.resolveSibling("target"));
        Files.createSymbolicLink(target.resolve(".build-lock"), Path.of("4194999"));
        assertThat(launched.run("x").out()).contains("[x]");
    }

    @Test
    void cache_isMadeOnceAndUsed() {
        Path program = launched.distribution();
        launched.with("MAILYARD_AOT", "now");
        Launched.End end = launched.run("cached");
        assertThat(end.out()).contains("[cached]");
        Path[] caches = launched.caches(program);
        assertThat(caches).hasSize(1);
        assertThat(caches[0]).isNotEmptyFile();
        assertThat(launched.run("options").out()).contains("-XX:AOTCache=" + caches[0]);
    }

    /** Else its profiles would keep every server at the quick compiler's code. */
    @ParameterizedTest
    @ValueSource(strings = {"--version", "accounts", "node", "serve"})
    void cache_isMadeAsAServerRuns_whateverIsStarted(String command) throws IOException {
        launched.distribution();
        launched.quickJava();
        Path trained = temp.resolve("trained");
        launched.with("MAILYARD_AOT", "now")
                .with("WARM_UP_OPTIONS", String.valueOf(trained))
                .with("MAILYARD_JAVA_OPTS", "-Xmx300m");
        launched.run(command);
        launched.with("MAILYARD_AOT", "off");
        assertThat(Files.readString(trained))
                .as("in front of the option that makes the cache")
                .startsWith(options(launched.run("serve")))
                .doesNotContain("TieredStopAtLevel")
                .contains("-Xmx300m");
        assertThat(launched.run("options").out()).contains("TieredStopAtLevel=1");
    }

    private static String options(Launched.End end) {
        return end.out().strip().replaceFirst("]$", "");
    }

    @Test
    void failedWarmUp_doesNotPreventTheStart() throws IOException {
        Path program = launched.distribution();
        launched.quickJava();
        launched.with("MAILYARD_AOT", "now").with("FAIL_WARM_UP", "yes");
        Launched.End end = launched.run("options");
        assertThat(end.code()).isZero();
        assertThat(end.out()).doesNotContain("AOTCache");
        assertThat(launched.caches(program)).hasSize(1);
        assertThat(launched.caches(program)[0]).isEmptyFile();
    }

    @Test
    void failedWarmUp_isRetriedAfterADay() throws IOException {
        Path program = launched.distribution();
        launched.quickJava();
        launched.with("MAILYARD_AOT", "now").with("FAIL_WARM_UP", "yes").run("x");
        Instant now = Instant.now();
        Files.setLastModifiedTime(
                program.resolveSibling("mailyard.jar"),
                FileTime.from(now.minus(3, ChronoUnit.DAYS)));
        Path mark = launched.caches(program)[0];
        launched.without("FAIL_WARM_UP").run("x");
        assertThat(mark).isEmptyFile();
        Files.setLastModifiedTime(mark, FileTime.from(now.minus(2, ChronoUnit.DAYS)));
        launched.run("x");
        assertThat(mark).isNotEmptyFile();
    }

    /** The real Java would warn of it at each start. */
    @Test
    void damagedCache_isMadeAgain_withoutAWord() {
        Path program = launched.distribution();
        launched.with("MAILYARD_AOT", "now").run("x");
        assertMadeAgain(launched.caches(program)[0], LauncherTest::overwritten);
    }

    @Test
    void cacheDamagedInAnyWay_isMadeAgain_orNotUsed() throws IOException {
        Path program = launched.distribution();
        launched.quickJava();
        launched.with("MAILYARD_AOT", "now").run("x");
        Path cache = launched.caches(program)[0];
        List<UnaryOperator<byte[]>> damages =
                List.of(
                        whole -> Arrays.copyOf(whole, whole.length / 2),
                        whole -> Arrays.copyOf(whole, 1),
                        whole -> Arrays.copyOf(whole, whole.length + 1),
                        LauncherTest::overwritten,
                        whole -> "no cache".getBytes(StandardCharsets.UTF_8));
        damages.forEach(damage -> assertMadeAgain(cache, damage));
        Files.write(cache, overwritten(Files.readAllBytes(cache)));
        Launched.End without = launched.with("FAIL_WARM_UP", "yes").run("options");
        assertThat(without.err()).isEmpty();
        assertThat(without.out()).doesNotContain("AOTCache");
    }

    private static byte[] overwritten(byte[] whole) {
        byte[] overwritten = whole.clone();
        Arrays.fill(overwritten, 0, 4096, (byte) 7);
        return overwritten;
    }

    private void assertMadeAgain(Path cache, UnaryOperator<byte[]> damage) {
        try {
            byte[] whole = Files.readAllBytes(cache);
            Files.write(cache, damage.apply(whole));
            Launched.End again = launched.run("options");
            assertThat(again.err()).isEmpty();
            assertThat(again.out()).contains("-XX:AOTCache=" + cache);
            assertThat(Files.size(cache)).isGreaterThan(whole.length / 2);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void javaOptions_comeAfterTheLaunchersOwn() {
        launched.distribution();
        launched.with("MAILYARD_JAVA_OPTS", "-Xmx64m -XX:+UseParallelGC");
        String options = launched.run("options").out();
        assertThat(options).contains("-Xmx64m", "UseParallelGC").doesNotContain("UseSerialGC");
    }

    @Test
    void charset_isUtf8WhateverTheLocaleIsCalled() {
        launched.distribution();
        launched.with("LC_ALL", "").with("LC_CTYPE", "");
        for (String name :
                new String[] {"xx_NO.UTF-8", "ru_RU.UTF-8", "C", "POSIX", "", "C.UTF-8"}) {
            launched.with("LANG", name);
            assertThat(launched.run("charset").out()).as(name).isEqualTo("UTF-8\n");
        }
        launched.script(temp.resolve("bin/locale"), "exit 127");
        launched.with("LANG", "C");
        assertThat(launched.run("charset").out()).isEqualTo("UTF-8\n");
    }
}
