package io.mailyard.db;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** docs/releases.md, CHANGELOG.md, UPGRADING.md, pom.xml and what the program knows agree. */
class ReleasesTest {
    private static final Pattern ROW =
            Pattern.compile(
                    "\\| ([0-9.]+) \\| ([^|]*) \\| ([^|]*) ?\\| ([^|]*) \\| ([0-9]+) \\| ([^|]*)\\| .*");
    private static final Pattern HEADING =
            Pattern.compile("## ([0-9.]+), (in work|[0-9]{4}-[0-9]{2}-[0-9]{2})");

    /** A row of docs/releases.md. */
    private record Row(String version, String date, String commit, String schema) {}

    private static List<Row> rows() throws IOException {
        List<Row> rows = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of("docs/releases.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                rows.add(
                        new Row(
                                row.group(1),
                                row.group(2).strip(),
                                row.group(3).strip(),
                                row.group(4).strip()));
            }
        }
        return rows;
    }

    @Test
    void releasesBeforeThisOne_areThoseTheProgramKnows() throws IOException {
        List<Row> released = new ArrayList<>();
        for (Row row : rows()) {
            if (!row.commit().isEmpty()) {
                assertThat(row.commit()).matches("`[0-9a-f]{40}`");
                assertThat(row.date()).matches("[0-9]{4}-[0-9]{2}-[0-9]{2}");
                released.add(row);
            }
        }
        assertThat(released.reversed())
                .extracting(row -> row.version() + " " + row.schema())
                .isEqualTo(Migrations.lines("releases"));
    }

    @Test
    void thisVersion_headsEveryPage() throws IOException {
        Row first = rows().getFirst();
        Matcher pom =
                Pattern.compile("<version>([^<]+)</version>")
                        .matcher(Files.readString(Path.of("pom.xml")));
        assertThat(pom.find()).isTrue();
        assertThat(pom.group(1)).isEqualTo(first.version());
        for (String page : List.of("CHANGELOG.md", "UPGRADING.md")) {
            assertThat(headings(page))
                    .as(page)
                    .isEqualTo(rows().stream().map(row -> row.version() + row.date()).toList());
        }
        if (!first.date().equals("in work")) {
            assertThat(first.schema()).isEqualTo(Integer.toString(Stores.schema()));
        }
    }

    private static List<String> headings(String page) throws IOException {
        List<String> found = new ArrayList<>();
        for (String line : Files.readAllLines(Path.of(page))) {
            Matcher heading = HEADING.matcher(line);
            if (heading.matches()) {
                found.add(heading.group(1) + heading.group(2));
            }
        }
        return found;
    }
}
