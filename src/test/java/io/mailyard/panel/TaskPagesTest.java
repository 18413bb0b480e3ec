package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
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
        assertThat(admin.get("/admin/tasks").body()).contains("Erase a recipient everywhere");
        String ask = "/admin/tasks/erase?email=gone@erase.example";
        assertThat(admin.get(ask).body())
                .contains("Erase gone@erase.example everywhere?", "1 suppression stays as a hash");
        assertThat(admin.get("/admin/tasks/erase?email=nonsense").body()).contains("nonsense");
        assertThat(admin.form(ask, "reason=").body()).contains("must not name the address");
        assertThat(admin.form(ask, "reason=asked+by+the+person").statusCode()).isEqualTo(303);
        Await.until(() -> admin.get("/admin/tasks").body().contains("suppressions: 1"));
        assertThat(admin.get("/admin/tasks").body()).doesNotContain("gone@");
    }
}
