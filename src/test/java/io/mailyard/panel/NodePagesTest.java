package io.mailyard.panel;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** Nodes in the panel: made with a key that is shown once, started, stopped, and deleted. */
class NodePagesTest {
    private static String location(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(303);
        return answer.headers().firstValue("Location").orElseThrow();
    }

    @Test
    void node_isMadeRotatedStoppedAndDeleted() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE, "submission.listen=")) {
            PanelClient admin = PanelPeople.master(server).client();
            assertThat(admin.get("/admin/nodes").body())
                    .contains(
                            "local", "data-live=\"/admin/nodes/live\"", "/admin/nodes/1/mta/stop");
            String name = Api.unique("node");
            assertThat(admin.form("/admin/nodes/new", "name=&host=x").statusCode()).isEqualTo(422);
            HttpResponse<String> made =
                    admin.form("/admin/nodes/new", "name=" + name + "&host=mx.example.com:8443");
            assertThat(made.body()).contains("myn_", "Key of " + name, "data-secret");
            String page = "/admin/nodes/2";
            assertThat(admin.get(page).body())
                    .contains(
                            name,
                            "never",
                            "Not running",
                            page + "/delete",
                            "/admin/senders?node_id=2")
                    .doesNotContain("myn_");
            assertThat(admin.form(page + "/rotate", "hours=x").statusCode()).isEqualTo(422);
            assertThat(admin.form(page + "/rotate", "hours=1").body()).contains("myn_");

            assertThat(admin.get(page + "/mta/stop").body()).contains("No new attempt begins");
            String stopped = location(admin.form(page + "/mta/stop", ""));
            assertThat(stopped).startsWith(page + "?done=stop&receipt=");
            assertThat(admin.get(stopped).body()).contains("href=\"/admin/receipts/");
            receiptIsOfNode(admin, stopped, name);
            assertThat(admin.get("/admin/nodes/all/mta/stop").body())
                    .contains("1 node changes", "At most 0 queued recipients are concerned");
            assertThat(location(admin.form("/admin/nodes/all/mta/stop", "reason=power+fails")))
                    .isEqualTo("/admin/receipts");
            assertThat(server.api().call("audit/list", "action", "nodes.mta.deactivate").text())
                    .contains("\"change_reason\":\"power fails\"");
            assertThat(server.api().call("nodes/get", "id", 1).at("data.mta_active").flag())
                    .isFalse();
            assertThat(location(admin.form("/admin/nodes/all/mta/start", "")))
                    .endsWith("done=start");
            assertThat(server.api().call("nodes/get", "id", 2).at("data.mta_active").flag())
                    .isTrue();
            assertThat(location(admin.form("/admin/nodes/1/mta/sync", ""))).endsWith("done=sync");

            assertThat(admin.get(page + "/settings").body()).contains("mx.example.com:8443");
            PanelClient reader = PanelPeople.withScopes(server, "read").client();
            assertThat(reader.get(page).body())
                    .doesNotContain("/mta/stop", "/mta/start", "/mta/sync", "/rotate", "/delete");
            assertThat(reader.form(page + "/mta/stop", "").statusCode()).isEqualTo(403);
            assertThat(reader.form("/admin/nodes/all/mta/stop", "").statusCode()).isEqualTo(403);
            assertThat(reader.form("/admin/nodes/new", "name=a&host=b").statusCode())
                    .isEqualTo(403);
            assertThat(server.api().call("nodes/get", "id", 1).at("data.mta_active").flag())
                    .isTrue();
            assertThat(admin.form("/admin/nodes/1/delete", "").statusCode()).isIn(200, 422);
            assertThat(location(admin.form(page + "/delete", "reason=gone")))
                    .startsWith("/admin/nodes?done=deleted&receipt=");
            assertThat(admin.get(page).statusCode()).isEqualTo(404);
            assertThat(admin.get("/admin/receipts?node=2").body())
                    .contains("Deletion of a node", "MTA of a node stopped", "MTA of the node 2");
        }
    }

    private static void receiptIsOfNode(PanelClient admin, String address, String name) {
        String receipt = "/admin/receipts/" + address.substring(address.lastIndexOf('=') + 1);
        assertThat(admin.get(receipt).body()).contains("MTA of the node " + name);
    }
}
