package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.crash.ProgramImage;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Output that could not be written, exports that were cut, files that are not UTF-8. */
class WholeOutputTest {
    @TempDir private Path folder;

    private Shell shell() {
        return shell(TestServer.of(StoreKind.SQLITE));
    }

    private Shell shell(TestServer server) {
        return new Shell(folder)
                .with("MAILYARD_URL", server.uri().toString())
                .with("MAILYARD_TOKEN", server.token());
    }

    /** The program itself, with its output on a device that is always full. */
    @ParameterizedTest
    @ValueSource(strings = {"tariffs list", "export", "--help"})
    void unwritableOutput_failsTheCommandWithTheReason(String line) throws Exception {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        List<String> command = new ArrayList<>(ProgramImage.java(folder));
        command.addAll(List.of(line.split(" ")));
        ProcessBuilder builder = new ProcessBuilder(command).redirectOutput(new File("/dev/full"));
        builder.environment().put("MAILYARD_URL", server.uri().toString());
        builder.environment().put("MAILYARD_TOKEN", server.token());
        Process process = builder.start();
        String err = new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor()).as(err).isEqualTo(1);
        assertThat(err).contains("the output is incomplete").contains("No space left on device");
    }

    @Test
    void firstFault_isRemembered() {
        StandardOutput out =
                new StandardOutput(
                        new OutputStream() {
                            private int written;

                            @Override
                            public void write(int octet) throws IOException {
                                if (written++ == 3) {
                                    throw new IOException("No space left on device");
                                }
                                if (written > 4) {
                                    throw new IOException("another");
                                }
                            }
                        });
        for (int i = 0; i < 8; i++) {
            try {
                out.write('x');
            } catch (IOException told) {
                assertThat(told).hasMessageMatching("No space.*|another");
            }
        }
        assertThat(out.fault().orElseThrow()).contains("No space left on device");
        assertThat(out.readerGone()).isFalse();
    }

    /** Every place at which an export can be cut, of a server that has little to export. */
    @Test
    void truncatedExport_isRefusedAtAnyLength() throws IOException {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            server.api().call("tariffs/save", "name", "small").ok();
            server.api().call("routes/save", "domain", "*", "host", "127.0.0.1", "port", 1).ok();
            String export = shell(server).run("export", "--only", "tariffs,routes").out();
            assertThat(export).contains("small", "127.0.0.1");
            Path file = folder.resolve("m.yaml");
            for (int length = 0; length < export.length() - 1; length++) {
                Files.writeString(file, export.substring(0, length));
                Shell.Left plan = shell(server).run("plan", "m.yaml", "--prune", "tariffs");
                assertThat(plan.code()).as("cut to " + length + ": " + plan.out()).isEqualTo(2);
            }
            Files.writeString(file, export);
            assertThat(shell(server).run("plan", "m.yaml").code()).isIn(0, 9);
            Files.writeString(file, export.replace("\n", "\r\n"));
            assertThat(shell(server).run("plan", "m.yaml").code()).isIn(0, 9);
        }
    }

    @Test
    void handwrittenDocument_needsNoFrame() throws IOException {
        Files.writeString(folder.resolve("m.yaml"), "mailyard: 1\ntariffs: []\n");
        assertThat(shell().run("plan", "m.yaml").code()).isZero();
    }

    @Test
    void fileThatIsNotUtf8_isRefusedWithItsPlace() throws IOException {
        byte[] document =
                "mailyard: 1\ntariffs:\n  - name: Тариф\n"
                        .getBytes(Charset.forName("windows-1251"));
        Files.write(folder.resolve("m.yaml"), document);
        for (String command : List.of("plan", "apply")) {
            Shell.Left result = shell().run(command, "m.yaml");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .contains("'m.yaml' is not UTF-8: line 3, octet 11")
                    .contains("0xD2");
        }
        Shell.Left sent =
                shell().run(
                                "send",
                                "--from",
                                "a@a.example",
                                "--to",
                                "b@b.example",
                                "--text-file",
                                "m.yaml");
        assertThat(sent.code()).isEqualTo(2);
        assertThat(sent.err()).contains("is not UTF-8: line 3, octet 11");
    }

    /** Each way in which the end of a file can be wrong: sequences cut, overlong, of surrogates. */
    @ParameterizedTest
    @ValueSource(
            strings = {"80", "C3", "E282", "F09F92", "C080", "EDA080", "F4908080", "FF", "C328"})
    void malformedUtf8_isFoundAnywhere(String hex) throws IOException {
        byte[] wrong = java.util.HexFormat.of().parseHex(hex);
        for (String before : List.of("", "# x\n", "# ä\n\n")) {
            Files.write(
                    folder.resolve("bad"), bytes(before.getBytes(StandardCharsets.UTF_8), wrong));
            Shell.Left result = shell().run("plan", "bad");
            assertThat(result.code()).isEqualTo(2);
            assertThat(result.err())
                    .contains(
                            "'bad' is not UTF-8: line "
                                    + (1 + before.chars().filter(c -> c == '\n').count()));
        }
    }

    @Test
    void byteOrderMark_isRemoved() throws IOException {
        Files.writeString(folder.resolve("m.yaml"), "\uFEFFmailyard: 1\ntariffs: []\n");
        assertThat(shell().run("plan", "m.yaml").code()).isZero();
    }

    private static byte[] bytes(byte[] first, byte[] second) {
        byte[] all = java.util.Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }
}
