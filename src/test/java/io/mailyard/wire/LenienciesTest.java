package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.RawHttp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What clients of all kinds send, and what is made of it (docs/spec/admin-api.md, section 1). */
class LenienciesTest {
    private static TestServer server;
    private static Api api;

    @BeforeAll
    static void start() {
        server = TestServer.of(StoreKind.SQLITE);
        api = server.api();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"from_id\":0}",
                "{\"from_id\":\"0\"}",
                "{\"from_id\":\"\",\"limit\":\"\"}",
                "{\"from_id\":null,\"limit\":null}",
                "{\"from_id\":1.0,\"limit\":10.00}",
                "{\"from_id\":\"1.0\",\"limit\":\" 10 \"}",
                "{\"is_active\":\"\",\"is_frozen\":\" \",\"tariff_id\":\"\"}",
                "<xml><from_id>0</from_id></xml>",
                "<xml><from_id/><limit/><is_active></is_active></xml>",
                "<xml><limit xsi:nil=\"true\"/></xml>",
                "<xml xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\"><limit i:nil='1'></limit></xml>"
            })
    void emptyAndRoundValues_areAbsentOrTheirNumber(String body) {
        String type = body.startsWith("{") ? "application/json" : "text/xml";
        assertThat(api.send("POST", "accounts/list", type, body).error()).isZero();
        assertThat(
                        api.send(
                                        "POST",
                                        "tariffs/list",
                                        type,
                                        body.contains("is_active") || body.contains("tariff_id")
                                                ? ""
                                                : body)
                                .error())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"limit\":0}",
                "{\"limit\":1.5}",
                "{\"limit\":\"1.\"}",
                "{\"from_id\":-1}",
                "{\"limit\":\"x\"}",
                "{\"limit\":[]}"
            })
    void invalidValues_stayInvalid(String body) {
        assertThat(api.json("accounts/list", body).error()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"id\":\"\"}", "{\"id\":null}"})
    void requiredParameterThatIsEmpty_isMissing(String body) {
        Answer answer = api.json("accounts/get", body);
        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.errorText()).contains("id").contains("required");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "text/xml, application/xml, application/json, */*|json|json",
                "text/xml, application/xml, application/json, */*|xml|xml",
                "application/json, application/xml|xml|xml",
                "*/*|xml|xml",
                "*/*|json|json",
                "application/*|xml|xml",
                "application/xml|json|xml",
                "text/xml|json|xml",
                "application/json|xml|json",
                "application/json;q=0.5, text/xml;q=0.4|xml|json",
                "application/json;q=0.5, */*;q=0.9|json|xml",
                "text/html, application/xml;q=0.9, */*;q=0.8|json|xml",
                "application/json;q=0|json|json",
                "application/json;q=0, */*|json|xml",
                "text/html|xml|xml",
                "nonsense;;q=,|xml|xml"
            })
    void acceptHeader_decidesByItsWeights_andTiesKeepTheRequestsFormat(
            String accept, String sent, String expected) {
        Answer answer =
                sent.equals("json")
                        ? api.with("Accept", accept).json("states/contract", "{}")
                        : api.with("Accept", accept).xml("states/contract", "<xml/>");
        assertThat(answer.header("Content-Type")).startsWith("application/" + expected);
    }

    @Test
    void severalLinesOfAccept_areOneList() {
        String request =
                "POST /api/v1.1/admin/nowhere HTTP/1.1\r\nHost: x\r\nAccept: application/json;q=0.1\r\n"
                        + "Accept: text/xml\r\nContent-Length: 2\r\n\r\n{}";
        assertThat(RawHttp.exchange(server.uri(), request).text()).startsWith("<xml>");
    }

    @Test
    void twoTokens_areRefused_andOneInTwoPlacesIsOne() {
        Api none = api.withToken("");
        String right = api.token();
        String wrong = api.newToken().api().token();
        Api bearer = none.with("Authorization", "bEARER  " + right);

        bearer.call("tariffs/list", "token", right).ok();
        bearer.call("tariffs/list", "token", "").ok();
        bearer.call("tariffs/list", "token", null).ok();
        none.with("Authorization", "Basic eDp5").call("tariffs/list", "token", right).ok();
        for (Answer answer :
                List.of(
                        bearer.call("tariffs/list", "token", wrong),
                        bearer.call("tariffs/list", "token", "x"),
                        bearer.call("tariffs/list", "token", 7),
                        none.with("Authorization", "Basic " + right).call("tariffs/list"),
                        none.with("Authorization", "Token " + right).call("tariffs/list"),
                        none.with("Authorization", right).call("tariffs/list"))) {
            assertThat(answer.error()).as("%s", answer).isEqualTo(401);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Bearer RIGHT|Bearer RIGHT",
                "Bearer RIGHT|Basic eDp5",
                "Basic eDp5|Bearer RIGHT",
                "Bearer x|Bearer RIGHT"
            })
    void severalAuthorizationFields_areRefused(String first, String second) {
        String request =
                ("POST /api/v1.1/admin/tariffs/list HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nAuthorization: "
                                + first
                                + "\r\nAuthorization: "
                                + second
                                + "\r\n\r\n{}")
                        .replace("RIGHT", api.token());
        Answer answer = RawHttp.exchange(server.uri(), request);
        assertThat(answer.error()).isEqualTo(401);
        assertThat(answer.errorText()).contains("more than one header Authorization");
    }

    @Test
    void unknownPaths_areNeverPointedToACallThatChangesSomething() {
        assertThat(api.json("accounts/lst", "{}").errorText()).contains("accounts/list");
        for (String path :
                List.of(
                        "accounts/delte",
                        "accounts/saves",
                        "tokens/rotat",
                        "senders/queue/purges")) {
            assertThat(api.json(path, "{}").errorText())
                    .as(path)
                    .contains("no call at")
                    .doesNotContain("did you mean");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"a\":tru}",
                "{\"a\":1,}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\t\"}",
                "{\"a\"",
                "{\"a\":NaN}",
                "<xml><a></b></xml>",
                "<xml><a>",
                "<xml>&x;</xml>",
                "<xml><a b='1' b='2'/></xml>",
                "<xml/><xml/>",
                "<xml>\u0001</xml>",
                "<xml><a b=c/></xml>",
                "<xml><1/></xml>"
            })
    void unreadableBodies_areDescribedInOurWords(String body) {
        Answer answer = api.send("POST", "tariffs/list", "", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.errorText())
                .doesNotContainIgnoringCase(
                        "token was expecting",
                        "was expecting",
                        "Unexpected",
                        "JsonParser",
                        "feature")
                .doesNotContain("[row", "Woodstox", "WstxException", "CTRL-CHAR");
    }

    @Test
    void usersList_withoutALimit_hasAllOfThem() throws InterruptedException {
        long account = api.newAccount();
        try (ExecutorService adding = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < 1_010; i++) {
                String login = "user" + i;
                var _ = adding.submit(() -> api.newUser(account, login));
            }
        }
        Answer all = api.call("accounts/users/list", "account_id", account).ok();
        assertThat(all.at("total_count").number()).isEqualTo(1_010);
        assertThat(all.at("data").items().size()).isEqualTo(1_010);
        assertThat(
                        api.call("accounts/users/list", "account_id", account, "limit", 10)
                                .at("data")
                                .items()
                                .size())
                .isEqualTo(10);
    }
}
