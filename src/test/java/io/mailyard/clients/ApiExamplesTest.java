package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeDns;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Type;

/**
 * The examples of the OpenAPI document are calls and what a server answered. With {@code
 * -Dmailyard.docs=write} they are made anew.
 */
class ApiExamplesTest {
    private static final Path EXAMPLES = Path.of("src/main/resources/openapi/examples.json");
    private static final Path CALLS = Path.of("src/test/resources/openapi/examples.txt");

    /** Strings that are other ones each time, or secrets. */
    private static final String SECRET =
            "\"(token|secret|key|password|hash|request_id|plan_token|public_key|dns_value|challenge|header_id|trace_id)\":\"[^\"]*\"";

    @Test
    void examples_succeedAndCoverEveryCall() throws IOException {
        Map<String, String> made;
        try (FakeDns dns = FakeDns.start();
                TestServer server =
                        TestServer.start(
                                StoreKind.SQLITE,
                                "dns.servers=127.0.0.1:" + dns.address().getPort())) {
            made = made(server, dns);
            assertThat(made.keySet())
                    .containsExactlyInAnyOrderElementsOf(
                            Stream.concat(
                                            Routes.of(server).stream(),
                                            Routes.ofAccounts(server).stream())
                                    .map(Routes.RouteLine::path)
                                    // answers a file, of no JSON
                                    .filter(path -> !path.endsWith("suppressions/export"))
                                    .filter(path -> !path.endsWith("audit/export"))
                                    .filter(path -> !path.endsWith("tasks/export"))
                                    .filter(path -> !path.endsWith("messages/raw"))
                                    .filter(path -> !path.endsWith("accounts/export/download"))
                                    // of a conversation that no call of these makes
                                    .filter(path -> !path.endsWith("messages/conversation"))
                                    // by an administrator in person, no service token
                                    .filter(path -> !path.endsWith("users/enter"))
                                    // of somebody who has signed in by a provider
                                    .filter(path -> !path.endsWith("identities/delete"))
                                    // a task of these has ended by then, or not
                                    .filter(path -> !path.endsWith("tasks/cancel"))
                                    .toList());
        }
        if ("write".equals(System.getProperty("mailyard.docs"))) {
            Files.createDirectories(EXAMPLES.getParent());
            Files.writeString(EXAMPLES, written(made));
        }
        Tree kept = Tree.json(Files.readString(EXAMPLES));
        assertThat(kept.names())
                .as("made anew by -Dmailyard.docs=write")
                .containsExactlyElementsOf(made.keySet());
        made.forEach((path, example) ->
                assertThat(kept.member(path).at("request"))
                        .as(path)
                        .isEqualTo(Tree.json(example).at("request")));
    }

    /** Makes the calls in their order; requests and answers by path. */
    private static Map<String, String> made(TestServer server, FakeDns dns) throws IOException {
        Map<String, String> made = new TreeMap<>();
        Optional<Api> ofAccount = Optional.empty();
        for (String line : Files.readAllLines(CALLS)) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            boolean isExample = !line.startsWith("+");
            String call = isExample ? line : line.substring(1);
            String path = call.substring(0, call.indexOf(' '));
            String request = call.substring(call.indexOf(' ') + 1);
            boolean isOwn = path.startsWith("/");
            if (isOwn && ofAccount.isEmpty() && !path.startsWith("/api/v1.1/vsenders/")) {
                ofAccount =
                        Optional.of(
                                server.api()
                                        .newTokenOf(1, "scopes", List.of("write", "content:read"))
                                        .api());
            }
            // virtual senders' are an administrator's, at the addresses that the guides print
            Api api =
                    ofAccount
                            .filter(_ -> isOwn && !path.contains("/vsenders/"))
                            .orElse(server.api());
            Answer answer = api.json(path, request).ok();
            publish(answer, dns);
            if (isExample) {
                made.put(
                        isOwn ? path : "/api/v1.1/admin/" + path,
                        "{\"request\":" + request + ",\"answer\":" + steady(answer) + "}");
            }
        }
        return made;
    }

    /** Publishes the challenge of a domain, so that its proof is found. */
    private static void publish(Answer answer, FakeDns dns) {
        Tree tree = answer.tree();
        if (!tree.has("data")
                || !(tree.at("data").raw() instanceof Map<?, ?> data)
                || !data.containsKey("records")) {
            return;
        }
        tree.at("data.records").items().stream()
                .filter(item -> item.at("kind").text().equals("challenge"))
                .forEach(item ->
                        dns.with(
                                item.at("name").text(),
                                Type.TXT,
                                "\"" + item.at("value").text() + "\""));
    }

    private static String steady(Answer answer) {
        return answer.text()
                .replaceAll(SECRET, "\"$1\":\"...\"")
                .replaceAll("\"20\\d\\d-[0-9T:.-]+Z\"", "\"2026-01-31T09:00:00Z\"")
                .replaceAll("\"20\\d\\d-\\d\\d\"", "\"2026-01\"")
                .replaceAll("\"20\\d\\d-\\d\\d-\\d\\d\"", "\"2026-01-31\"")
                .replaceAll("p=MII[A-Za-z0-9+/=]+", "p=...")
                .replaceAll("mailyard-verify=[a-z0-9]+", "mailyard-verify=...")
                .replaceAll("(\"server\":\"localhost):\\d+", "$1:8080")
                .replaceAll("(\"resolver\":\"127.0.0.1):\\d+", "$1:53");
    }

    /** A line each: what changes is seen. */
    private static String written(Map<String, String> made) {
        List<String> lines =
                made.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":" + entry.getValue())
                        .toList();
        return "{\n" + String.join(",\n", lines) + "\n}\n";
    }
}
