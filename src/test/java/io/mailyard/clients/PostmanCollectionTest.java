package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * The Postman collection, against the schema of v2.1 as far as it is used, and against a server.
 */
class PostmanCollectionTest {
    private final TestServer server = TestServer.of(StoreKind.SQLITE);

    private Tree collection() {
        return server.api().send("GET", "/api/v1.1/postman.json", "", "").tree();
    }

    private record Request(String folder, Tree item) {
        String url() {
            return item.at("request.url.raw").text();
        }
    }

    private static List<Request> requests(Tree collection) {
        List<Request> requests = new ArrayList<>();
        for (Tree folder : collection.at("item").items()) {
            for (Tree item : folder.at("item").items()) {
                requests.add(new Request(folder.at("name").text(), item));
            }
        }
        return requests;
    }

    @Test
    void collection_isOfVersion21() {
        Tree collection = collection();

        assertThat(collection.at("info.schema").text())
                .isEqualTo("https://schema.getpostman.com/json/collection/v2.1.0/collection.json");
        assertThat(collection.at("info.name").text()).isNotEmpty();
        assertThat(collection.at("auth.type").text()).isEqualTo("bearer");
        assertThat(collection.at("auth.bearer.0.value").text()).isEqualTo("{{token}}");
        assertThat(collection.at("variable").items())
                .extracting(variable -> variable.at("key").text())
                .containsExactly("base_url", "token", "account_token");
        assertThat(collection.at("variable.1.value").text()).isEmpty();
        for (Request request : requests(collection)) {
            Tree item = request.item();
            assertThat(item.at("name").text()).isNotEmpty();
            assertThat(item.at("request.method").text()).isEqualTo("POST");
            assertThat(item.at("request.header.0.key").text()).isEqualTo("Content-Type");
            assertThat(item.at("request.body.mode").text()).isEqualTo("raw");
            assertThat(item.at("request.url.host.0").text()).isEqualTo("{{base_url}}");
            List<String> path =
                    item.at("request.url.path").items().stream().map(Tree::text).toList();
            assertThat(request.url()).isEqualTo("{{base_url}}/" + String.join("/", path));
            assertThat(item.has("response")).isTrue();
            assertThat(item.at("request").has("auth"))
                    .as(request.url())
                    .isEqualTo(request.folder().endsWith("(account token)"));
        }
        assertThat(collection.toString()).doesNotContain("mya_").doesNotContain(server.token());
    }

    @Test
    void everyCall_hasItsRequest() {
        Set<String> paths = new TreeSet<>();
        requests(collection())
                .forEach(request -> paths.add(request.url().replace("{{base_url}}", "")));

        assertThat(paths)
                .containsAll(Routes.of(server).stream().map(Routes.RouteLine::path).toList())
                .containsAll(
                        Routes.ofAccounts(server).stream().map(Routes.RouteLine::path).toList());
    }

    /** As Postman sends them: with the variables filled in. */
    @Test
    void requests_areAnsweredByAServer() {
        Api api = server.api();
        List<String> wanted =
                List.of(
                        "/accounts/list",
                        "/tariffs/list",
                        "/tokens/list",
                        "/nodes/list",
                        "/senders/list",
                        "/strategies/list",
                        "/roles/list",
                        "/suppressions/list",
                        "/webhooks/list",
                        "/states/contract",
                        "/tools/settings");
        int made = 0;
        for (Request request : requests(collection())) {
            String path = request.url().replace("{{base_url}}", "");
            if (wanted.stream().noneMatch(end -> path.equals("/api/v1.1/admin" + end))) {
                continue;
            }
            Answer answer =
                    api.send(
                            "POST",
                            path,
                            request.item().at("request.header.0.value").text(),
                            request.item().at("request.body.raw").text());
            assertThat(answer.status()).isEqualTo(200);
            // an id of the examples may be of nobody here
            assertThat(answer.error()).as(path + answer.text()).isIn(0, 404);
            made++;
        }
        assertThat(made).isGreaterThanOrEqualTo(10);
    }
}
