package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ListingTest {
    private final ScriptedApi api = new ScriptedApi();
    private final Shell shell =
            new Shell(Path.of("")).with("MAILYARD_URL", api.url()).with("MAILYARD_TOKEN", "secret");

    @AfterEach
    void close() {
        api.close();
    }

    private static String page(long from, long to, String next) {
        String rows =
                LongStream.rangeClosed(from, to)
                        .mapToObj(id -> "{\"id\":" + id + ",\"name\":\"a" + id + "\"}")
                        .collect(Collectors.joining(","));
        return "{\"data\":["
                + rows
                + "],\"error\":0,\"error_text\":\"\",\"total_count\":1200"
                + next
                + "}";
    }

    @Test
    void pages_areFollowedToTheLimit() {
        api.answers(page(1, 500, ",\"next_from_id\":501"));
        api.answers(page(501, 600, ",\"next_from_id\":601"));
        Shell.Left result = shell.run("tariffs", "list", "--limit=600");
        assertThat(result.code()).as(result.err()).isZero();
        assertThat(result.out().lines()).hasSize(601).first().isEqualTo("id   name");
        assertThat(api.asked())
                .extracting(ScriptedApi.Asked::json)
                .containsExactly("{\"limit\":500}", "{\"limit\":100,\"from_id\":501}");
        assertThat(result.err().strip())
                .isEqualTo(
                        "600 of 1200 shown; the rest with --from-id 601, or all of it with --all");
    }

    @Test
    void all_endsWithTheLastPage() {
        api.answers(page(1, 2, ",\"next_from_id\":3"));
        api.answers(page(3, 3, ""));
        Shell.Left result = shell.run("tariffs", "list", "--all", "--json");
        assertThat(result.out())
                .isEqualToIgnoringNewLines(
                        """
                        [
                          {"id":1,"name":"a1"},
                          {"id":2,"name":"a2"},
                          {"id":3,"name":"a3"}
                        ]
                        """);
        assertThat(result.err()).isEmpty();
    }

    @Test
    void pagesWithoutProgress_end() {
        api.answers(page(1, 2, ",\"next_from_id\":1"));
        Shell.Left result = shell.run("tariffs", "list", "--from-id=1");
        assertThat(result.code()).isZero();
        assertThat(api.asked()).hasSize(1);
    }

    @Test
    void users_arePagedByName() {
        api.answers(page(1, 1, ",\"next_from_name\":\"bob\""));
        api.answers(page(2, 2, ""));
        shell.run("users", "list", "5");
        assertThat(api.asked().getLast().json())
                .isEqualTo("{\"account_id\":5,\"limit\":500,\"from_name\":\"bob\"}");
    }

    @Test
    void emptyList_isReportedOnStandardError() {
        api.answers(page(1, 0, ""));
        api.answers(page(1, 0, ""));
        Shell.Left table = shell.run("tariffs", "list");
        assertThat(table.out()).isEmpty();
        assertThat(table.err().strip()).isEqualTo("none");
        assertThat(shell.run("tariffs", "list", "--json").out().strip()).isEqualTo("[]");
    }

    @Test
    void columns_areTheRequestedOnes() {
        api.answers(
                "{\"data\":[{\"id\":1,\"x\":[1,2],\"y\":{\"z\":null}}],\"error\":0,"
                        + "\"error_text\":\"\"}");
        assertThat(shell.run("tariffs", "list", "--columns=y,x,w").out().lines())
                .containsExactly("y           x    w", "{\"z\":null}  1,2  -");
    }

    @Test
    void table_fitsTheTerminal() {
        api.answers(
                "{\"data\":[{\"id\":1,\"name\":\""
                        + "n".repeat(50)
                        + "\"}],\"error\":0,"
                        + "\"error_text\":\"\"}");
        assertThat(shell.wide(20).run("tariffs", "list").out().lines())
                .containsExactly("id  name", " 1  " + "n".repeat(15) + "…");
    }
}
