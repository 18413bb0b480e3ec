package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/**
 * {@code operations.listen}: what is for those who watch the server, and nothing else, stands
 * there.
 */
class OperationsAddressTest {
    private static final TestServer SERVER =
            TestServer.start(StoreKind.SQLITE, "operations.listen=127.0.0.1:0");
    private static final Api WATCHING = new Api(SERVER.operations().orElseThrow(), SERVER.token());

    @AfterAll
    static void close() {
        SERVER.close();
    }

    private static Answer get(Api api, String path) {
        return api.send("GET", path, "", "");
    }

    @Test
    void monitoringPages_areServedThere() {
        assertThat(get(WATCHING, "/health").status()).isEqualTo(200);
        assertThat(get(WATCHING, "/readiness").text()).isEqualTo("{\"status\":\"OK\"}");
        assertThat(get(WATCHING, "/metrics").text()).contains("mailyard_store_up 1");
    }

    @Test
    void nothingElse_isServedThere() {
        for (String path : List.of("accounts/list", "tokens/list", "accounts/list/", "nothing")) {
            Answer answer = WATCHING.call(path);
            assertThat(answer.status()).as(path).isEqualTo(404);
            assertThat(answer.error()).as(path).isEqualTo(404);
            assertThat(answer.errorText()).as(path).contains("nothing at");
        }
        for (String path :
                List.of("/", "/api/", "/api/v1.1/openapi.json", "/password/x", "/metrics/x")) {
            assertThat(get(WATCHING, path).status()).as(path).isEqualTo(404);
        }
        assertThat(WATCHING.callXml("accounts/list").text()).startsWith("<xml>");
        assertThat(WATCHING.send("POST", "/metrics", "", "").status()).isEqualTo(405);
    }

    @Test
    void metrics_areThenNotWithTheApi() {
        Api api = SERVER.api();
        assertThat(get(api, "/metrics").status()).isEqualTo(404);
        assertThat(get(api, "/health").status()).isEqualTo(200);
        assertThat(get(api, "/readiness").status()).isEqualTo(200);
        api.call("accounts/list").ok();
    }

    @Test
    void callsOfTheApi_areCountedThere() {
        SERVER.api().call("tariffs/list").ok();
        assertThat(get(WATCHING, "/metrics").text())
                .contains(
                        "mailyard_api_calls_total{error=\"0\",path=\"/api/v1.1/admin/tariffs/list\"}");
    }
}
