package io.mailyard.clients;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * The examples of the OpenAPI document are calls and what a server answered. With {@code
 * -Dmailyard.docs=write} they are made anew.
 */
class ApiExamplesTest {
    private static final Path EXAMPLES = Path.of("src/main/resources/openapi/examples.json");
    private static final Path CALLS = Path.of("src/test/resources/openapi/examples.txt");

    /** Strings that are other ones each time, or secrets. */
    private static final String SECRET =
            "\"(token|secret|key|hash|request_id|plan_token|public_key|dns_value|challenge|header_id)\":\"[^\"]*\"";

    @Test
    void examples_areCallsThatSucceed() throws IOException {
        Map<String, String> made = new TreeMap<>();
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Optional<Api> ofAccount = Optional.empty();
            for (Map.Entry<String, String> call : calls().entrySet()) {
                boolean isOwn = !call.getKey().startsWith("/api/v1.1/admin/");
                if (isOwn && ofAccount.isEmpty()) {
                    ofAccount = Optional.of(server.api().newTokenOf(1).api());
                }
                Api api = isOwn ? ofAccount.orElseThrow() : server.api();
                Answer answer = api.json(call.getKey(), call.getValue()).ok();
                made.put(
                        call.getKey(),
                        "{\"request\":" + call.getValue() + ",\"answer\":" + steady(answer) + "}");
            }
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

    private static Map<String, String> calls() throws IOException {
        Map<String, String> calls = new LinkedHashMap<>();
        for (String line : Files.readAllLines(CALLS)) {
            if (!line.isBlank() && !line.startsWith("#")) {
                int space = line.indexOf(' ');
                String path = line.substring(0, space);
                calls.put(
                        path.startsWith("/") ? path : "/api/v1.1/admin/" + path,
                        line.substring(space + 1));
            }
        }
        return calls;
    }

    private static String steady(Answer answer) {
        return answer.text()
                .replaceAll(SECRET, "\"$1\":\"...\"")
                .replaceAll("\"20\\d\\d-[0-9T:.-]+Z\"", "\"2026-01-31T09:00:00Z\"");
    }

    /** A line each: what changes is seen. */
    private static String written(Map<String, String> made) {
        List<String> lines =
                made.entrySet().stream()
                        .map(one -> "\"" + one.getKey() + "\":" + one.getValue())
                        .toList();
        return "{\n" + String.join(",\n", lines) + "\n}\n";
    }
}
