package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What newcomers look for is found by the words that they would guess. */
class FindYourWayTest {
    private static final Path SOURCES = Path.of("src", "main", "java", "io", "mailyard");

    /** More than these are not looked through. */
    private static final int FEW = 6;

    private static List<String> with(String text, String folder) {
        try (Stream<Path> files = Files.walk(SOURCES.resolve(folder))) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> read(file).contains(text))
                    .map(file -> SOURCES.relativize(file).toString())
                    .sorted()
                    .toList();
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }

    @Test
    void answer452_isFoundByItsNumber() {
        assertThat(with("452", "delivery"))
                .containsExactly("delivery/RecipientsPerTransaction.java");
        assertThat(with("452", "submission"))
                .contains("submission/Refusals.java")
                .hasSizeLessThanOrEqualTo(FEW);
    }

    @Test
    void fieldOfASender_isFoundByAnExistingOne() {
        assertThat(with("return_path_domain", "senders"))
                .contains("senders/MtaSettings.java")
                .hasSizeLessThanOrEqualTo(FEW);
    }

    @Test
    void effectsOfAFreeze_areAllNamed() {
        assertThat(with("freeze", "accounts")).contains("accounts/Accounts.java");
        assertThat(with("onState", "accounts")).contains("accounts/Accounts.java");
        String page = read(Path.of("docs", "find-your-way.md"));
        String section = page.substring(page.indexOf("## What does a freeze set off?"));
        assertThat(with(".onState(", ""))
                .isNotEmpty()
                .allSatisfy(caller -> assertThat(section).contains("`" + caller + "`"));
    }
}
