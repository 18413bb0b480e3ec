package io.mailyard.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an account has is written to a file, of no other account, and without secrets. */
class AccountExportTest {
    @ParameterizedTest
    @EnumSource
    void export_hasEverythingOfTheAccount_withoutSecrets(StoreKind kind) throws IOException {
        TestServer server = TestServer.of(kind);
        Api api = server.api();
        long account = api.newAccount("title", "Leaving");
        long other = api.newAccount("title", "Staying");
        api.newUser(account, "leaver");
        api.newUser(other, "stayer");
        Api token = api.newTokenOf(account).api();
        for (int i = 0; i < 3; i++) {
            token.call(
                            "/api/v1.1/messages/send",
                            "from",
                            "a@b.example",
                            "to",
                            "r" + i + "@d.example",
                            "text",
                            "x")
                    .ok();
        }
        assertThat(api.call("accounts/export", "id", 999_999).error()).isEqualTo(404);
        long known = api.call("tasks/list").ok().at("total_count").number();
        api.with("Prefer", "dry-run").call("accounts/export", "id", account).ok();
        assertThat(api.call("tasks/list").at("total_count").number()).isEqualTo(known);
        long task = api.call("accounts/export", "id", account).ok().at("data.task_id").number();
        Await.until(() -> !task(api, task).at("state").text().matches("waiting|running"));
        Tree ended = task(api, task);
        assertThat(ended.at("state").text()).as(ended.toString()).isEqualTo("done");
        List<String> lines;
        try (InputStream file =
                new GZIPInputStream(
                        Files.newInputStream(
                                server.folder().resolve(ended.at("result.file").text())))) {
            lines = new String(file.readAllBytes(), StandardCharsets.UTF_8).lines().toList();
        }
        assertThat((long) lines.size()).isEqualTo(ended.at("result.rows").number());
        assertThat(lines)
                .extracting(line -> Tree.json(line).at("table").text())
                .contains(
                        "accounts",
                        "users",
                        "tokens",
                        "messages",
                        "contents",
                        "recipients",
                        "audit");
        String all = String.join(" ", lines);
        assertThat(all).contains("Leaving", "leaver", "r2@d.example");
        assertThat(all).doesNotContain("Staying", "stayer", "password_hash", "secret");
    }

    private static Tree task(Api api, long id) {
        return api.call("tasks/get", "id", id).ok().at("data");
    }
}
