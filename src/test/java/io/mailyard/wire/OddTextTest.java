package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Drill;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Text that is rare and values that are wrong: kept as it is or refused, never an error of ours.
 */
@ParameterizedClass
@StoresOfRun
class OddTextTest {
    private final TestServer server;
    private final Api api;

    OddTextTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "😀👩‍👩‍👧 \ud83c\uddf7\ud83c\uddfa",
                "שלום עולם \u202b עברית \u202c",
                "العربية 123",
                "e\u0301 vs \u00e9 \u1e9b\u0323",
                "line\nbreak\ttab\rreturn",
                "\u00a0\u2003\ufeff\u200b inside",
                "\u0085\u2028\u2029 x",
                "<b>&amp;</b> ]]> \"quotes\" 'single' \\ / %s ${x} {{y}}",
                "'; DROP TABLE accounts; --",
                "\ud800\udc00\udbff\udffd",
                "\ue000\uf8ff\ufffd",
                "null",
                "  ends with blanks  "
            })
    void text_comesBackAsItWas(String text) {
        // a title is one line, a reason may have several
        String line = text.replaceAll("[\\p{Cc}\u2028\u2029\u202a-\u202e]+", " ");
        long account = api.newAccount("title", "T" + line);
        api.newUser(account, "anna", "first_name", line);
        api.call("accounts/freeze", "id", account, "reason", text).ok();

        Tree json = api.call("accounts/get", "id", account).at("data");
        Tree xml = api.callXml("accounts/get", "id", account).at("data");

        assertThat(json.at("title").text()).isEqualTo("T" + line);
        assertThat(json.at("frozen_details.reason").text()).isEqualTo(text);
        assertThat(xml.at("title").text()).isEqualTo("T" + line);
        assertThat(xml.at("frozen_details.reason").text()).isEqualTo(text);
        Tree users = api.callXml("accounts/users/list", "account_id", account).at("data.user");
        assertThat(users.at("first_name").text()).isEqualTo(line);
        Answer row = api.call("audit/list", "account_id", account, "order", "desc").ok();
        assertThat(row.at("data.0.after.frozen_details.reason").text()).isEqualTo(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\u0000", "\\u0001", "\\u001f", "\\ud800", "\\udc00x", "\\uffff"})
    void charactersThatXmlCannotCarry_areRefused(String escape) {
        Answer answer = api.json("accounts/list", "{\"search\":\"a" + escape + "\"}");

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.error()).isEqualTo(400);
    }

    @Test
    void xmlText_isReadWhicheverWayItIsWritten() {
        long account = api.newAccount();

        api.xml(
                        "accounts/save",
                        "<xml><id> "
                                + account
                                + " </id><title>a<![CDATA[<&]]>&#x1F600;&lt;</title></xml>")
                .ok();

        assertThat(api.call("accounts/get", "id", account).at("data.title").text())
                .isEqualTo("a<&😀<");
    }

    /**
     * Whatever is sent, the answer is an envelope without a word of our insides. Every value goes
     * to every call in a long run, a fifth of them in a short one, which are others for each call;
     * to a single parameter they go in turn, and all of them in a long run.
     */
    @Test
    void nonsenseForEveryParameter_isNeverAnErrorOfOurs() {
        List<Object> nonsense =
                List.of(
                        -1,
                        0,
                        Long.MAX_VALUE,
                        "",
                        " ",
                        "x".repeat(10_000),
                        "😀",
                        true,
                        List.of(),
                        List.of(List.of(1)),
                        Map.of(),
                        Map.of("a", Map.of("b", 1)),
                        "' OR 1=1 --",
                        "2030-01-01T00:00:00Z",
                        "0x10");
        int turn = 0;
        for (Routes.RouteLine line : Routes.of(server)) {
            turn++;
            for (int i = 0; i < nonsense.size(); i++) {
                if (!Drill.tries(i + turn, 5)) {
                    continue;
                }
                boolean alone = Drill.isLong() || (i + turn) % nonsense.size() == 0;
                for (String body : bodies(line, nonsense.get(i), alone)) {
                    Answer answer =
                            api.with("Prefer", "dry-run").send("POST", line.path(), "", body);
                    assertThat(answer.status()).as("%s %s", line, body).isIn(200, 400);
                    if (answer.header("Content-Type").startsWith("application/")) {
                        assertThat(answer.error()).isIn(0, 400, 403, 404, 409);
                    }
                    // settings name the store by its name
                    assertThat(answer.text().replace("PostgreSQL", ""))
                            .doesNotContain("Exception", "\tat ", "io.mailyard", "SQL", "jdbc");
                }
            }
        }
    }

    private List<String> bodies(Routes.RouteLine line, Object value, boolean alone) {
        Map<String, @Nullable Object> all = Body.members();
        line.params().forEach(name -> all.put(name, value));
        List<String> bodies = new ArrayList<>(List.of(Body.json(all), Body.xml(all)));
        if (alone && !line.writes()) {
            for (String name : line.params()) {
                bodies.add(Body.json(Body.members(name, value)));
            }
        }
        return bodies;
    }
}
