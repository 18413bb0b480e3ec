package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The maintainer scripts of the package, called in dpkg's order and with its arguments, in a root
 * of their own with programs that only note what they were asked. {@code packaging/try-package}
 * does the same with the real ones.
 */
class MaintainerScriptsTest {
    private static final Path SCRIPTS = Path.of("packaging", "debian");

    @TempDir private Path root;

    private Path programs() {
        return root.resolve("programs");
    }

    @BeforeEach
    void makeRoot() throws IOException {
        for (String folder :
                List.of("programs", "on/enabled", "on/active", "on/masked", "usr/lib/mailyard")) {
            Files.createDirectories(root.resolve(folder));
        }
        Files.createDirectories(root.resolve("run/systemd/system"));
        Path on = root.resolve("on");
        program(
                "systemctl",
                "for unit; do :; done\n"
                        + "echo \"$*\" >>'"
                        + on
                        + "/log'\n"
                        + "cd '"
                        + on
                        + "'\n"
                        + "case $1 in\n"
                        + "enable) [ ! -e masked/$unit ] && : >enabled/$unit ;;\n"
                        + "disable) rm -f enabled/$unit ;;\n"
                        + "start) [ ! -e masked/$unit ] && : >active/$unit ;;\n"
                        + "stop) rm -f active/$unit ;;\n"
                        + "is-enabled) [ ! -e masked/$unit ] || echo masked; [ -e enabled/$unit ] ;;\n"
                        + "is-active) [ -e active/$unit ] ;;\n"
                        + "esac\n");
        // as somebody who is not root
        for (String name : List.of("getent", "useradd", "userdel", "chown")) {
            program(name, "");
        }
        program("install", "for folder; do :; done\nmkdir -p \"$folder\"\n");
        program("../usr/lib/mailyard/mailyard", "");
    }

    private void program(String name, String body) throws IOException {
        Path file = programs().resolve(name);
        Files.writeString(file, "#!/bin/sh\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    /** Runs a script as dpkg does; what it printed. */
    private String script(String name, String... arguments)
            throws IOException, InterruptedException {
        String text =
                Files.readString(SCRIPTS.resolve(name))
                        .replaceAll("(?<=[ >=<])/(etc|usr|var|run)/", root + "/$1/");
        Path out = Files.createTempFile(root, name, "");
        ProcessBuilder builder =
                new ProcessBuilder(
                                Stream.concat(
                                                Stream.of("sh", "-c", text, name),
                                                Stream.of(arguments))
                                        .toList())
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile());
        builder.environment().put("PATH", programs() + ":" + System.getenv("PATH"));
        Process process = builder.start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).as(name).isTrue();
        String printed = Files.readString(out);
        assertThat(process.exitValue()).as(name + ": " + printed).isZero();
        return printed;
    }

    private void install() throws IOException, InterruptedException {
        script("preinst", "install");
        Files.createDirectories(root.resolve("etc/mailyard"));
        Files.writeString(root.resolve("etc/mailyard/mailyard.conf"), "");
        script("postinst", "configure", "");
    }

    private void upgrade() throws IOException, InterruptedException {
        script("prerm", "upgrade", "0.0.2");
        script("preinst", "upgrade", "0.0.1");
        script("postrm", "upgrade", "0.0.2");
        script("postinst", "configure", "0.0.1");
    }

    private void remove() throws IOException, InterruptedException {
        script("prerm", "remove");
        script("postrm", "remove");
    }

    /** A node's machine has the package, and no server. */
    @Test
    void serverThatIsMasked_isNotStartedByTheInstallation() throws Exception {
        Files.createFile(root.resolve("on/masked/mailyard.service"));

        install();
        upgrade();
        remove();
        installAgain();

        assertThat(on("active")).isEmpty();
        assertThat(on("enabled")).isEmpty();
    }

    @Test
    void nodeThatRan_isRestartedByAnUpgradeAndRunsAgainAfterARemoval() throws Exception {
        Files.createFile(root.resolve("on/masked/mailyard.service"));
        install();
        systemctl("enable", "mailyard-node.service");
        systemctl("start", "mailyard-node.service");

        upgrade();
        assertThat(Files.readString(root.resolve("on/log")))
                .contains("try-restart mailyard-node.service");
        remove();
        assertThat(on("active")).isEmpty();
        installAgain();

        assertThat(on("active")).isEqualTo(List.of("mailyard-node.service"));
        assertThat(on("enabled")).isEqualTo(List.of("mailyard-node.service"));
    }

    private String installAgain() throws IOException, InterruptedException {
        return script("preinst", "install", "0.0.1") + script("postinst", "configure", "0.0.1");
    }

    private List<String> on(String how) throws IOException {
        try (Stream<Path> units = Files.list(root.resolve("on").resolve(how))) {
            return units.map(unit -> unit.getFileName().toString()).sorted().toList();
        }
    }

    private void systemctl(String... arguments) throws IOException, InterruptedException {
        String line = Stream.of(arguments).collect(Collectors.joining(" "));
        Process process = new ProcessBuilder("sh", "-c", programs() + "/systemctl " + line).start();
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
    }

    private static final List<String> SERVER = List.of("mailyard.service");

    @Test
    void serverOfAPackageThatIsInstalled_runsAndStartsAtBoot() throws Exception {
        install();

        assertThat(on("active")).isEqualTo(SERVER);
        assertThat(on("enabled")).isEqualTo(SERVER);
    }

    @Test
    void serverOfAPackageThatIsInstalledAgain_runsAndStartsAtBoot() throws Exception {
        install();
        remove();
        assertThat(on("active")).isEmpty();
        assertThat(on("enabled")).isEmpty();

        installAgain();

        assertThat(on("active")).isEqualTo(SERVER);
        assertThat(on("enabled")).isEqualTo(SERVER);
        assertThat(root.resolve("etc/mailyard/.units")).doesNotExist();
    }

    /** Whoever stops a service before its removal does not mean the next installation. */
    @Test
    void serverThatWasStoppedBeforeTheRemoval_runsAgain() throws Exception {
        install();
        systemctl("stop", "mailyard.service");
        remove();

        installAgain();

        assertThat(on("active")).isEqualTo(SERVER);
    }

    @Test
    void serverThatWasDisabled_staysSo() throws Exception {
        install();
        systemctl("disable", "mailyard.service");
        systemctl("stop", "mailyard.service");
        remove();

        installAgain();

        assertThat(on("active")).isEmpty();
        assertThat(on("enabled")).isEmpty();
    }

    /** The scripts of 0.1.0 stop and disable the server, and note nothing. */
    @Test
    void serverThatAnOlderPackageRemoved_runsAgain() throws Exception {
        install();
        systemctl("stop", "mailyard.service");
        systemctl("disable", "mailyard.service");

        installAgain();

        assertThat(on("active")).isEqualTo(SERVER);
        assertThat(on("enabled")).isEqualTo(SERVER);
    }

    @Test
    void upgrade_restartsWhatRunsAndStartsNothing() throws Exception {
        install();
        systemctl("stop", "mailyard.service");
        systemctl("disable", "mailyard.service");

        upgrade();

        assertThat(on("active")).isEmpty();
        assertThat(on("enabled")).isEmpty();
        assertThat(Files.readString(root.resolve("on/log")))
                .contains("try-restart mailyard.service");
    }

    /** dpkg does not bring back a conffile that an administrator deleted. */
    @Test
    void settingsThatWereDeleted_stopNoUpgradeAndNoInstallation() throws Exception {
        install();
        Files.delete(root.resolve("etc/mailyard/mailyard.conf"));

        upgrade();
        remove();
        Files.deleteIfExists(root.resolve("etc/mailyard/.units"));
        Files.delete(root.resolve("etc/mailyard"));
        installAgain();

        assertThat(on("active")).isEqualTo(SERVER);
    }

    @Test
    void rootOfAnImage_hasTheServerAtItsFirstBoot() throws Exception {
        Files.delete(root.resolve("run/systemd/system"));

        install();

        assertThat(on("enabled")).isEqualTo(SERVER);
        assertThat(on("active")).isEmpty();
    }

    @Test
    void purge_takesTheSettingsAndLeavesTheData() throws Exception {
        install();
        Files.createDirectories(root.resolve("var/lib/mailyard"));
        Files.writeString(root.resolve("var/lib/mailyard/mailyard.db"), "");
        remove();

        String printed = script("postrm", "purge");

        assertThat(root.resolve("etc/mailyard")).doesNotExist();
        assertThat(root.resolve("var/lib/mailyard/mailyard.db")).exists();
        assertThat(printed).contains("the data stay in");
    }
}
