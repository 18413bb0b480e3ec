package io.mailyard.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** A reader follows a message from the call to DATA in fewer than 30 files. */
class WalkOfAMessageTest {
    private static final Pattern STEP =
            Pattern.compile("(?m)^[0-9]+\\. `([a-z]+/[A-Za-z]+\\.java)`");

    @Test
    void walk_hasFewerThan30Files() throws IOException {
        String all = Files.readString(Path.of("docs", "find-your-way.md"));
        int from = all.indexOf("## How does a message get from `messages/send` to DATA?");
        String section = all.substring(from, all.indexOf("\n## ", from));
        List<String> files = STEP.matcher(section).results().map(step -> step.group(1)).toList();
        assertThat(files).doesNotHaveDuplicates().hasSizeBetween(20, 29);
        for (String file : files) {
            assertThat(Path.of("src", "main", "java", "io", "mailyard").resolve(file)).exists();
        }
    }
}
