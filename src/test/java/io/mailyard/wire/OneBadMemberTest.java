package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Drill;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Every call's documented example with one member that is odd, in JSON and XML by turns: the answer
 * is one that the OpenAPI document declares, and never an internal error.
 */
class OneBadMemberTest {
    /** Of the right type as often as not, so that what a call does with it is tried too. */
    private static final List<Object> ODD = List.of("", -1, 987_654, List.of(1, 1), Map.of("x", 1));

    /** They ask DNS, or answer CSV. */
    private static final Set<String> LEFT_OUT = Set.of("check", "verify", "export");

    /** Their examples make what other examples name. */
    private static final Set<String> MAKE = Set.of("save", "add");

    @Test
    void oddMember_isAnsweredAsDeclared() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api admin = server.api();
            Api account = admin.newTokenOf(admin.newAccount()).api();
            Tree document = admin.send("GET", "/api/v1.1/openapi.json", "", "").tree();
            Tree paths = document.at("paths");
            for (String path : paths.names()) {
                Tree content = paths.member(path).at("post.requestBody.content");
                if (MAKE.contains(path.substring(path.lastIndexOf('/') + 1))) {
                    admin.json(path, Body.json(example(content.member("application/json"))));
                }
            }
            List<String> faults = new ArrayList<>();
            int number = 0;
            int tried = 0;
            for (String path : paths.names()) {
                Tree call = paths.member(path).at("post");
                Tree content = call.at("requestBody.content");
                if (!content.has("application/json")
                        || LEFT_OUT.contains(path.substring(path.lastIndexOf('/') + 1))) {
                    continue;
                }
                String reference = content.member("application/json").at("schema.$ref").text();
                Tree members =
                        document.at("components.schemas")
                                .member(reference.substring(reference.lastIndexOf('/') + 1))
                                .at("properties");
                Api api =
                        (call.at("security.0").has("account") ? account : admin)
                                .with("Prefer", "dry-run");
                for (Map<String, @Nullable Object> body :
                        bodies(content.member("application/json"), members)) {
                    // five odd values: of each member one at least is tried, of the next others
                    if (!Drill.tries(number++, 4)) {
                        continue;
                    }
                    tried++;
                    if (tried % 2 == 0) {
                        ask(faults, path, Body.json(body), text -> api.json(path, text));
                    } else {
                        ask(faults, path, Body.xml(body), text -> api.xml(path, text));
                    }
                }
            }
            assertThat(faults).isEmpty();
            assertThat(tried).isGreaterThan(Drill.isLong() ? 2000 : 500);
        }
    }

    private static List<Map<String, @Nullable Object>> bodies(Tree content, Tree members) {
        List<Map<String, @Nullable Object>> bodies = new ArrayList<>();
        for (String name : members.names()) {
            if (List.of("token", "format").contains(name)) {
                continue;
            }
            for (Object odd : ODD) {
                Map<String, @Nullable Object> body = example(content);
                body.put(name, odd);
                bodies.add(body);
            }
        }
        return bodies;
    }

    private static Map<String, @Nullable Object> example(Tree content) {
        Map<String, @Nullable Object> body = new LinkedHashMap<>();
        if (content.has("example")) {
            Tree example = content.at("example");
            example.names().forEach(given -> body.put(given, example.member(given).raw()));
        }
        return body;
    }

    /** The client holds every answer against the document. */
    private static void ask(
            List<String> faults, String path, String body, Function<String, Answer> call) {
        try {
            Answer answer = call.apply(body);
            if (answer.status() >= 500 || answer.error() >= 500) {
                faults.add(path + " " + body + ": " + answer.text());
            }
        } catch (AssertionError undeclared) {
            faults.add(path + " " + body + ": " + undeclared.getMessage());
        }
    }
}
