package io.mailyard.erasure;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Base64;
import java.util.List;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What an account has is written to a file, of no other account, and without secrets. */
class AccountExportTest {
    private static final int LARGE = 300_000;

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
                            i == 1 ? "x\n".repeat(LARGE) : "x")
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
        isDownloadedByWhoMay(server, account, other, task, ended);
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
        haveTheirContents(api, lines);
        String all = String.join(" ", lines);
        assertThat(all).contains("Leaving", "leaver", "r2@d.example");
        assertThat(all).doesNotContain("Staying", "stayer", "password_hash", "secret");
    }

    private static void haveTheirContents(Api api, List<String> lines) {
        List<Tree> contents =
                lines.stream()
                        .map(Tree::json)
                        .filter(line -> line.at("table").text().equals("contents"))
                        .toList();
        assertThat(contents).hasSize(3);
        int largest = 0;
        for (Tree content : contents) {
            byte[] octets = Base64.getDecoder().decode(content.at("content").text());
            assertThat(new String(octets, StandardCharsets.UTF_8))
                    .isEqualTo(api.call("messages/raw", "id", content.at("id").number()).text());
            largest = Math.max(largest, octets.length);
        }
        assertThat(largest).as("one in pieces").isGreaterThan(LARGE);
    }

    private static void isDownloadedByWhoMay(
            TestServer server, long account, long other, long task, Tree ended) throws IOException {
        Api api = server.api();
        String call = "accounts/export/download";
        Object[] params = {"id", account, "task_id", task};
        byte[] file = Files.readAllBytes(server.folder().resolve(ended.at("result.file").text()));
        Api may = api.newToken("scopes", List.of("accounts:write", "content:read")).api();
        assertThat(downloaded(may, server, account, task)).isEqualTo(file);
        assertThat(api.call("audit/list", "account_id", account, "order", "desc").text())
                .contains("accounts.export_read");
        for (List<String> scopes :
                List.of(
                        List.of("read"),
                        List.of("accounts:write"),
                        List.of("accounts:read", "content:read"))) {
            Api mayNot = api.newToken("scopes", scopes).api();
            assertThat(mayNot.call(call, params).error()).as("%s", scopes).isEqualTo(403);
        }
        Api bound =
                api.newToken(
                                "scopes",
                                List.of("accounts:write", "content:read"),
                                "account_ids",
                                List.of(other))
                        .api();
        assertThat(bound.call(call, params).error()).isEqualTo(403);
        assertThat(bound.call(call, "id", other, "task_id", task).error()).isEqualTo(404);
        assertThat(may.call(call, "id", account, "task_id", task + 1000).error()).isEqualTo(404);
    }

    private static byte[] downloaded(Api api, TestServer server, long account, long task)
            throws IOException {
        HttpRequest request =
                HttpRequest.newBuilder(
                                server.uri().resolve("/api/v1.1/admin/accounts/export/download"))
                        .header("Authorization", "Bearer " + api.token())
                        .header("Content-Type", "application/json")
                        .POST(
                                HttpRequest.BodyPublishers.ofString(
                                        "{\"id\":" + account + ",\"task_id\":" + task + "}"))
                        .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(request, BodyHandlers.ofByteArray()).body();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(stopped);
        }
    }

    private static Tree task(Api api, long id) {
        return api.call("tasks/get", "id", id).ok().at("data");
    }
}
