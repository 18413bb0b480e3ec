package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.DocumentedExamples;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every documented call about accounts and users, as printed, against the running server: ids and
 * tokens are those of what the test has made, all else is byte for byte.
 */
class DocumentedCallsTest {
    private static final Map<StoreKind, TestServer> SERVERS = new LinkedHashMap<>();
    private static @Nullable FakeMailHost relay;

    @BeforeAll
    static void start() {
        FakeMailHost host = FakeMailHost.start();
        relay = host;
        for (StoreKind kind : StoreKind.values()) {
            SERVERS.put(
                    kind,
                    TestServer.start(
                            kind,
                            "mail.relay.host=127.0.0.1",
                            "mail.relay.port=" + host.port(),
                            "mail.from=Mailyard <mailyard@example.com>"));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        Objects.requireNonNull(relay).close();
    }

    /** A documented call of ours. */
    record Page(String name, String path, Tree example) {
        /** The path without a slash at its end. */
        String bare() {
            return path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static List<Arguments> calls() {
        List<Arguments> calls = new ArrayList<>();
        for (Tree example : DocumentedExamples.tree().at("examples").items()) {
            String path = example.at("path").text();
            if (path.startsWith("/api/v1.1/admin/accounts/")) {
                for (StoreKind kind : StoreKind.values()) {
                    Page page = new Page(example.at("page").text(), path, example);
                    calls.add(Arguments.of(page, kind));
                }
            }
        }
        assertThat(calls).hasSize(10 * StoreKind.values().length);
        return calls;
    }

    /** What the page's ids and token stand for. */
    private record Scene(Api api, Map<String, @Nullable Object> replaced) {}

    private static Scene scene(Page page, StoreKind kind) {
        Api admin = Objects.requireNonNull(SERVERS.get(kind)).api();
        Map<String, @Nullable Object> replaced = new LinkedHashMap<>();
        Api api = admin;
        if (page.name().equals("Add a new account")) {
            String tariff = Api.unique("example tariff");
            admin.call("tariffs/save", "name", tariff).ok();
            replaced.put("tariff", tariff);
            replaced.put("name", Api.unique("Steve"));
        } else {
            long account = admin.newAccount();
            replaced.put("id", account);
            replaced.put("account_id", account);
            admin.newUser(
                    account,
                    "example",
                    "first_name",
                    "Example",
                    "last_name",
                    "Example",
                    "email",
                    "example@gmail.com",
                    "lang",
                    "RU");
            // The page's list is empty and counts one: the rows begin behind the only account.
            replaced.put("from_id", account + 1);
            api = admin.newToken("account_ids", List.of(account)).api();
        }
        replaced.put("token", api.token());
        return new Scene(api.withToken(""), replaced);
    }

    private static Map<String, @Nullable Object> jsonRequest(Page page, Scene scene) {
        Map<String, @Nullable Object> request = new LinkedHashMap<>();
        Tree example = page.example().at("request_json");
        for (String name : example.names()) {
            Object printed = example.at(name).raw();
            request.put(name, scene.replaced().getOrDefault(name, printed));
        }
        return request;
    }

    private static String xmlRequest(Page page, Scene scene) {
        String request = page.example().at("request_xml").text();
        for (Map.Entry<String, @Nullable Object> member : scene.replaced().entrySet()) {
            String element = "<" + member.getKey() + ">";
            request = request.replaceFirst(element + "[^<]*<", element + member.getValue() + "<");
        }
        return request;
    }

    /** The printed answer, with the id that this server gave. */
    private static String expected(String printed, Answer answer) {
        return answer.tree().has("data") && printed.contains("saved_id")
                ? printed.replace("6", Long.toString(answer.savedId()))
                : printed;
    }

    private static void assertAsDocumented(Answer answer, String printed) {
        assertThat(answer.status()).isEqualTo(200);
        assertThat(answer.text()).isEqualTo(expected(printed, answer));
    }

    private static String jsonAnswer(Page page) {
        return Body.json(Body.members("a", page.example().at("response_json").raw()))
                .replaceFirst("^\\{\"a\":", "")
                .replaceFirst("}$", "");
    }

    @ParameterizedTest
    @MethodSource("calls")
    void json_answersAsDocumented(Page page, StoreKind kind) {
        Scene scene = scene(page, kind);
        String request = Body.json(jsonRequest(page, scene));

        Answer answer = scene.api().json(page.path(), request);

        assertAsDocumented(answer, jsonAnswer(page));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void xml_answersAsDocumented(Page page, StoreKind kind) {
        Scene scene = scene(page, kind);
        // Two pages' XML requests carry <format>json</format> beside an XML answer: a slip.
        String request = xmlRequest(page, scene).replace("<format>json</format>", "");

        Answer answer = scene.api().xml(page.path(), request);

        assertAsDocumented(answer, page.example().at("response_xml").text());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void xmlWithFormatJson_isAnsweredInJson(Page page, StoreKind kind) {
        Scene scene = scene(page, kind);
        String request =
                xmlRequest(page, scene)
                        .replace("<format>json</format>", "")
                        .replace("</xml>", "<format>json</format></xml>");

        Answer answer = scene.api().xml(page.path(), request);

        assertAsDocumented(answer, jsonAnswer(page));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void jsonWithFormatXml_isAnsweredInXml(Page page, StoreKind kind) {
        Scene scene = scene(page, kind);
        Map<String, @Nullable Object> request = jsonRequest(page, scene);
        request.put("format", "xml");

        Answer answer = scene.api().json(page.path(), Body.json(request));

        assertAsDocumented(answer, page.example().at("response_xml").text());
    }

    @ParameterizedTest
    @MethodSource("calls")
    void slashAtTheEnd_makesNoDifference(Page page, StoreKind kind) {
        Scene scene = scene(page, kind);
        String path = page.path().endsWith("/") ? page.bare() : page.path() + "/";

        Answer answer = scene.api().json(path, Body.json(jsonRequest(page, scene)));

        assertAsDocumented(answer, jsonAnswer(page));
    }

    @ParameterizedTest
    @MethodSource("calls")
    void contentTypeMissingOrForeign_isReadByItsFirstByte(Page page, StoreKind kind) {
        Scene scene = scene(page, kind);
        String request = xmlRequest(page, scene).replace("<format>json</format>", "");

        Answer answer =
                scene.api()
                        .send(
                                "POST",
                                page.path(),
                                "application/x-www-form-urlencoded",
                                "\n" + request);

        assertAsDocumented(answer, page.example().at("response_xml").text());
    }
}
