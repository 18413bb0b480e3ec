package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mailyard.testing.TestStores;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a node keeps while its server is away. */
class ReportJournalTest {
    private final Path folder = TestStores.newFolder();

    @Test
    void appendedReports_areSentInOrderByTheNextProcess() {
        ReportJournal before = new ReportJournal(folder);
        assertThat(before.empty()).isTrue();
        before.append("{\"a\":1}");
        before.append("{\"b\":\"\\n\"}");

        ReportJournal after = new ReportJournal(folder);
        List<String> sent = new ArrayList<>();
        after.flush(sent::add);

        assertThat(sent).containsExactly("{\"a\":1}", "{\"b\":\"\\n\"}");
        assertThat(after.empty()).isTrue();
    }

    @Test
    void serverThatIsStillUnavailable_losesNoReport() {
        ReportJournal journal = new ReportJournal(folder);
        journal.append("{\"a\":1}");
        assertThatThrownBy(() ->
                        journal.flush(batch -> {
                            throw new IllegalStateException("away");
                        }))
                .hasMessage("away");
        journal.append("{\"b\":2}");

        List<String> sent = new ArrayList<>();
        journal.flush(sent::add);

        assertThat(sent).containsExactly("{\"a\":1}", "{\"b\":2}");
    }

    @Test
    void lineCutByACrash_isSkipped() throws IOException {
        ReportJournal journal = new ReportJournal(folder);
        journal.append("{\"a\":1}");
        Files.writeString(folder.resolve("reports.journal"), "{\"b\":", StandardOpenOption.APPEND);

        ReportJournal next = new ReportJournal(folder);
        next.append("{\"c\":3}");
        List<String> sent = new ArrayList<>();
        next.flush(sent::add);

        assertThat(sent).containsExactly("{\"a\":1}", "{\"c\":3}");
        assertThat(next.empty()).isTrue();
    }

    /** A disk that is full takes the beginning of a batch, and the process goes on. */
    @Test
    void batchWrittenByHalf_doesNotSwallowTheNext_inTheSameProcess() throws IOException {
        ReportJournal journal = new ReportJournal(folder);
        journal.append("{\"a\":1}");
        Path file = folder.resolve("reports.journal");
        Files.writeString(file, "{\"b\":", StandardOpenOption.APPEND);
        journal.append("{\"c\":3}");
        List<String> sent = new ArrayList<>();
        journal.flush(sent::add);
        assertThat(sent).containsExactly("{\"a\":1}", "{\"c\":3}");

        Files.writeString(file, "{");
        journal.append("{\"d\":4}");
        journal.flush(sent::add);
        assertThat(sent).last().isEqualTo("{\"d\":4}");
    }
}
