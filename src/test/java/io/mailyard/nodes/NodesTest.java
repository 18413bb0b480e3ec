package io.mailyard.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.house.Answer;
import io.mailyard.house.Api;
import io.mailyard.house.StoreKind;
import io.mailyard.house.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code nodes/list/} and {@code nodes/get/} (section 4), as documented but for our node's name.
 */
@ParameterizedClass
@EnumSource
class NodesTest {
    private final Api api;

    NodesTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    @Test
    void list_hasTheDocumentedShape() {
        Answer json = api.withToken("").call("nodes/list/", "token", api.token());
        Answer xml = api.withToken("").callXml("nodes/list/", "token", api.token());

        assertThat(json.text())
                .isEqualTo(
                        "{\"data\":[{\"id\":1,\"name\":\"local\",\"host\":\"localhost\",\"mode\":\"HTTPS\"}],"
                                + "\"error\":0,\"error_text\":\"Successful operation\",\"total_count\":1}");
        assertThat(xml.text())
                .isEqualTo(
                        "<xml><data><id>1</id><name>local</name><host>localhost</host><mode>HTTPS</mode></data>"
                                + "<error>0</error><error_text>Successful operation</error_text><total_count>1</total_count></xml>");
    }

    @Test
    void listBeyondTheLast_isEmptyAndCounts() {
        Answer page = api.call("nodes/list", "from_id", 2, "limit", 1).ok();

        assertThat(page.at("data").items()).isEmpty();
        assertThat(page.at("total_count").number()).isEqualTo(1);
    }

    @Test
    void get_isOneNodeOr404() {
        assertThat(api.call("nodes/get/", "id", 1).ok().at("data.name").text()).isEqualTo("local");
        assertThat(api.call("nodes/get", "id", 2).error()).isEqualTo(404);
        assertThat(api.call("nodes/get").error()).isEqualTo(400);
    }
}
