package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Acceptance 11: all mail stops by a button, with its receipt, and every page says so. */
class EmergencyStopTest {
    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void acceptance11_platform_isStoppedAndResumed() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "submission.listen=")) {
            PanelClient admin = PanelPeople.master(server).client();
            PanelClient reader = PanelPeople.withScopes(server, "read").client();
            PanelClient auditor = PanelPeople.of(server, "auditor").client();
            assertThat(admin.get("/admin").body()).contains("href=\"/admin/platform/stop\"");
            assertThat(reader.get("/admin").body()).doesNotContain("/admin/platform/stop");
            assertThat(admin.get("/admin/platform").body()).contains("Mail is being sent.");
            assertThat(admin.get("/admin/platform/stop").body())
                    .contains("0 queued recipients wait", "1 node begins", "name=\"acceptance\"");
            assertThat(admin.form("/admin/platform/stop", "reason=").statusCode()).isEqualTo(422);
            assertThat(reader.form("/admin/platform/stop", "reason=x").statusCode()).isIn(403, 422);
            assertThat(server.api().call("platform/status").at("data.stopped").flag()).isFalse();

            String receipt =
                    location(
                            admin.form(
                                    "/admin/platform/stop",
                                    "reason=a+%3Cflood%3E&acceptance=refuse&until=2099-01-01"));
            assertThat(receipt).startsWith("/admin/receipts/");
            assertThat(admin.get(receipt).body())
                    .contains("Emergency stop", "All mail of the platform", receipt + "/live")
                    .contains("All mail is stopped since", "a &lt;flood&gt;");
            assertThat(reader.get("/admin/accounts").body())
                    .contains("class=\"strip\"")
                    .doesNotContain("/admin/platform/resume");
            assertThat(auditor.get("/admin/audit").body()).doesNotContain("class=\"strip\"");
            assertThat(admin.get("/admin/platform").body())
                    .contains("New mail is refused for now.", "1 Jan 2099", receipt)
                    .contains("/admin/platform/resume");
            assertThat(admin.get("/admin/platform/resume").body()).contains("Resume all mail");
            assertThat(location(admin.form("/admin/platform/resume", "")))
                    .isEqualTo("/admin/platform?done=resume");
            assertThat(admin.get("/admin").body()).doesNotContain("class=\"strip\"");
            assertThat(admin.form("/admin/platform/resume", "").body())
                    .contains("the platform is not stopped");
        }
    }
}
