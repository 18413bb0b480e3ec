package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Tasks as a page; a recipient is erased there, asked about first. */
class TaskPagesTest {
    @Test
    void recipient_isErasedAfterAQuestionWithNumbers() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        Api api = server.api();
        PanelClient admin = PanelPeople.master(server).client();
        api.call("suppressions/add", "account_id", api.newAccount(), "email", "gone@erase.example")
                .ok();
        assertThat(admin.get("/admin/tasks").body())
                .contains("Erase a recipient everywhere", "data-live=\"/admin/tasks/live\"");
        String ask = "/admin/tasks/erase?email=gone@erase.example";
        assertThat(admin.get(ask).body())
                .contains("Erase gone@erase.example everywhere?", "1 suppression stays as a hash");
        assertThat(admin.get("/admin/tasks/erase?email=nonsense").body()).contains("nonsense");
        assertThat(admin.form(ask, "reason=").body()).contains("must not name the address");
        assertThat(admin.form(ask, "reason=asked+by+the+person").statusCode()).isEqualTo(303);
        Await.until(() -> admin.get("/admin/tasks").body().contains("suppressions: 1"));
        assertThat(admin.get("/admin/tasks").body()).doesNotContain("gone@");
    }

    @Test
    void search_findsTitlesAndReasonsTogether() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        PanelClient admin = PanelPeople.master(server).client();
        long account = server.api().newAccount();
        List<String> tasks =
                List.of(
                        "accounts.export", "the contract ended",
                        "users.bulk", "before the export of spring",
                        "senders.bulk", "moved");
        List<Boolean> expected = List.of(true, true, false);
        for (int i = 0; i < expected.size(); i++) {
            server.tamper(
                    "INSERT INTO tasks (id, kind, account_id, state, actor, address, user_agent,"
                            + " request_id, reason, details, work, done, total, result, error,"
                            + " created_at, ended_at, owner, owned_until) VALUES ("
                            + (5_000_000 + i)
                            + ", '"
                            + tasks.get(2 * i)
                            + "', "
                            + account
                            + ", 'done', 'ann@office.example', '', '', '', '"
                            + tasks.get(2 * i + 1)
                            + "', '{}', '', 0, 0, '{}', '', 9000000000000, 9000000000000, '', 0)");
        }
        String page = admin.get("/admin/tasks?search=EXPORT&account=" + account).body();
        for (int i = 0; i < expected.size(); i++) {
            assertThat(page.contains("id=\"task-" + (5_000_000 + i) + "\""))
                    .as(tasks.get(2 * i))
                    .isEqualTo(expected.get(i));
        }
    }

    @Test
    void account_isExportedByItsButton_andTheFileSaved() {
        TestServer server = TestServer.of(StoreKind.SQLITE);
        long account = server.api().newAccount("title", "Leaving soon");
        PanelClient admin = PanelPeople.master(server).client();
        PanelClient support = PanelPeople.of(server, "support").client();
        String page = "/admin/accounts/" + account;
        String ask = page + "/export";
        assertThat(admin.get(page).body()).contains("href=\"" + ask + "\"");
        assertThat(admin.get(ask).body())
                .contains("Export everything of Leaving soon?", "accounts/export");
        assertThat(support.get(page).body()).doesNotContain(ask);
        assertThat(support.get(ask).statusCode()).isEqualTo(403);
        assertThat(support.form(ask, "reason=x").statusCode()).isEqualTo(403);
        assertThat(admin.form(ask, "reason=the+contract+has+ended").statusCode()).isEqualTo(303);
        long task =
                server.api()
                        .call("tasks/list", "account_id", account)
                        .ok()
                        .at("data.0.id")
                        .number();
        String file = "/admin/tasks/" + task + "/download";
        Await.until(() -> admin.get("/admin/tasks").body().contains(file));
        assertThat(admin.get(file).headers().firstValue("Content-Disposition").orElse(""))
                .contains("account-" + account + "-export-" + task + ".ndjson.gz");
        assertThat(support.get("/admin/tasks").body()).doesNotContain(file);
        assertThat(support.get(file).statusCode()).isEqualTo(403);
        assertThat(admin.get("/admin/tasks/999999/download").statusCode()).isEqualTo(404);
    }
}
