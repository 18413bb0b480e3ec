package io.mailyard.suppressions;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class CsvReaderTest {
    private static final int MAX_UNCLOSED = 10_000;

    /** Each open quote costs reading on to the end of the longest record, and back again. */
    @Test
    void openQuotesBeyondALimit_takeTheirRecord() throws IOException {
        String csv = "\"open\n".repeat(MAX_UNCLOSED + 1) + "a@x.example\n".repeat(3);
        CsvReader reader =
                new CsvReader(new ByteArrayInputStream(csv.getBytes(StandardCharsets.UTF_8)));
        int faulty = 0;
        for (var line = reader.next(); line.isPresent(); line = reader.next()) {
            assertThat(line.get().fault()).isPresent();
            faulty++;
        }
        assertThat(faulty).isEqualTo(MAX_UNCLOSED + 1);
    }
}
