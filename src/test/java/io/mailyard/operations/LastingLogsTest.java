package io.mailyard.operations;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.crash.ProgramImage;
import io.mailyard.main.InProcess;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.TestStores;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class LastingLogsTest {
    @Test
    void command_warnsInALineOfItsOwnKind_andShowsNoLog() throws Exception {
        Path folder = TestStores.newFolder();
        Path backups = backup(folder.resolve("backups"));
        Path into = Files.createDirectory(folder.resolve("into"));
        Files.writeString(into.resolve("notes"), "an empty folder would be closed");
        Files.setPosixFilePermissions(into, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path err = folder.resolve("err");

        List<String> line = new ArrayList<>(ProgramImage.java(folder));
        line.addAll(List.of("restore", backups.toString(), "--data", into.toString()));
        Process command =
                new ProcessBuilder(line)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .redirectError(err.toFile())
                        .start();
        try {
            assertThat(command.waitFor(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            command.destroyForcibly();
        }
        assertThat(Files.readString(err))
                .isEqualTo(
                        "mailyard: other users can look into the data folder "
                                + into
                                + ": chmod 700 closes it\n");
        assertThat(command.exitValue()).isZero();
    }

    private static Path backup(Path backups) {
        TestStores.StoreLocation place = TestServer.usedPlace(StoreKind.SQLITE);
        StringWriter err = new StringWriter();
        int status =
                InProcess.run(
                        new StringWriter(),
                        err,
                        "backup",
                        "--to",
                        backups.toString(),
                        "--data",
                        place.folder().toString());
        assertThat(status).as(err.toString()).isZero();
        return backups;
    }
}
