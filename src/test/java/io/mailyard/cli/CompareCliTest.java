package io.mailyard.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.mailyard.compare.RecordedCallsAccess;
import io.mailyard.testing.Api;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.BinaryOperator;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** {@code mailyard compare} of two real servers, one of which lies through a proxy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CompareCliTest {
    private static final String ADMIN = "/api/v1.1/admin/";

    private TestServer old;
    private TestServer now;

    @TempDir private Path folder;

    @BeforeAll
    void start() {
        old = TestServer.start(StoreKind.SQLITE);
        now = TestServer.start(StoreKind.SQLITE);
        // an id more there, so that what is made afterwards has other ids
        for (TestServer server : List.of(old, now)) {
            server.api().newAccount("name", "alike", "title", "The same");
        }
        Api api = now.api();
        long extra = api.newAccount("name", "extra");
        api.call("accounts/delete", "id", extra).ok();
    }

    @AfterAll
    void stop() {
        old.close();
        now.close();
    }

    private Shell.Left compare(String url, String recording, String... options) throws IOException {
        Files.writeString(folder.resolve("calls.ndjson"), recording);
        String[] args = {"compare", old.uri().toString(), url, "calls.ndjson", "--rate", "1000"};
        String[] all = new String[args.length + options.length];
        System.arraycopy(args, 0, all, 0, args.length);
        System.arraycopy(options, 0, all, args.length, options.length);
        return new Shell(folder)
                .with("MAILYARD_OLD_TOKEN", old.token())
                .with("MAILYARD_NEW_TOKEN", now.token())
                .run(all);
    }

    private LyingProxy lying(BinaryOperator<String> lie) throws IOException {
        return new LyingProxy(now.uri(), lie);
    }

    private static String json(String path, String body) {
        return "{\"path\":\"" + ADMIN + path + "\",\"body\":" + body + "}\n";
    }

    private static String xml(String path, String body) {
        return "{\"path\":\""
                + ADMIN
                + path
                + "\",\"content_type\":\"text/xml\",\"body\":\"<xml>"
                + body
                + "</xml>\"}\n";
    }

    private static final String READS =
            json("accounts/get", "{\"token\":\"recorded-secret\",\"id\":1}")
                    + xml("accounts/get", "<token>recorded-secret</token><id>1</id>")
                    + json("tariffs/list", "{\"limit\":5}")
                    + json("accounts/get", "{\"id\":99}")
                    + xml("accounts/get", "<id>nobody</id>");

    @Test
    void twoThatAnswerTheSame_differInNothing() throws IOException {
        Shell.Left done = compare(now.uri().toString(), READS);

        assertThat(done.out()).isEqualTo("5 calls: 5 same, 0 different, 0 left out, 0 failed\n");
        assertThat(done.err()).isEmpty();
        assertThat(done.code()).isZero();
    }

    @Test
    void lies_areShownByMember_andNoTokenIs() throws IOException {
        try (LyingProxy proxy =
                lying((path, answer) ->
                        answer.replace("The same", "Another").replace("UTC", "UCT"))) {
            Shell.Left done = compare(proxy.url(), READS);

            assertThat(done.code()).as(done.out() + done.err()).isEqualTo(1);
            assertThat(done.out())
                    .contains(
                            "line 1: /api/v1.1/admin/accounts/get\n",
                            "  data.title: old \"The same\", new \"Another\"\n",
                            "line 2: /api/v1.1/admin/accounts/get\n",
                            "5 calls: 3 same, 2 different")
                    .doesNotContain("recorded-secret", old.token(), now.token());
            assertThat(proxy.bodies())
                    .as("the recorded token stays here")
                    .noneMatch(body -> body.contains("recorded-secret"))
                    .anyMatch(body -> body.contains(now.token()));
            Shell.Left ignored = compare(proxy.url(), READS, "--ignore", "data.title,*.time*");
            assertThat(ignored.code()).as(ignored.out()).isZero();
            Shell.Left asJson = compare(proxy.url(), READS, "--json", "--show", "1");
            assertThat(asJson.out().lines().toList())
                    .anyMatch(
                            line -> line.startsWith("{\"line\":1,") && line.contains("\"member\":"))
                    .last()
                    .asString()
                    .contains("\"different\":2");
        }
    }

    @Test
    void orderOfMembers_isNoDifference_andOfElementsOnlyWhereAsked() throws IOException {
        BinaryOperator<String> turned =
                (path, answer) ->
                        answer.startsWith("{")
                                ? answer.replaceFirst(
                                        "\\{(\"data\":.*),(\"error\":[0-9]+)", "{$2,$1")
                                : answer.replaceFirst(
                                        "(<data>.*</data>)(<error>[0-9]+</error>)", "$2$1");
        try (LyingProxy proxy = lying(turned)) {
            assertThat(compare(proxy.url(), READS).code()).isZero();
            Shell.Left ordered = compare(proxy.url(), READS, "--order");
            assertThat(ordered.code()).as(ordered.out()).isEqualTo(1);
            assertThat(ordered.out()).contains("<order>: old data, error", "new error, data");
        }
    }

    @Test
    void kindsOfDifferences_areAllFound() throws IOException {
        String call = json("accounts/get", "{\"id\":1}");
        record Lie(String from, String to, String shown) {}
        for (Lie lie :
                List.of(
                        new Lie("\"id\":1,", "\"id\":\"1\",", "data.id: old 1, new \"1\""),
                        new Lie("\"id\":1,", "\"id\":2,", "data.id: old 1, new 2"),
                        new Lie("\"id\":1,", "", "data.id: old 1, new absent"),
                        new Lie(
                                "\"id\":1,",
                                "\"id\":1,\"more\":null,",
                                "data.more: old absent, new null"),
                        new Lie("\"error\":0", "\"error\":500", "error: old 0, new 500"),
                        new Lie("\"data\":{", "\"data\":[{", ""),
                        new Lie("{", "<", ""))) {
            try (LyingProxy proxy = lying((path, answer) -> answer.replace(lie.from(), lie.to()))) {
                Shell.Left done = compare(proxy.url(), call);
                assertThat(done.code()).as(lie + done.out()).isEqualTo(1);
                assertThat(done.out()).contains(lie.shown());
            }
        }
    }

    @Test
    void times_areAlike_unlessAsked() throws IOException {
        String call = json("accounts/get", "{\"id\":1}");
        try (LyingProxy proxy =
                lying((path, answer) ->
                        answer.replaceAll(
                                "\"(created_at|[a-z_]*)\":\"20[0-9-]+T[0-9:.]+Z\"",
                                "\"$1\":\"2001-01-01T00:00:00Z\""))) {
            assertThat(compare(proxy.url(), call).code()).isZero();
            assertThat(compare(proxy.url(), call, "--times").code()).isEqualTo(1);
        }
    }

    @Test
    void callsThatWrite_areLeftOut_unlessAsked_andTheirIdsFollow() throws IOException {
        String name = Api.unique("made");
        String recording =
                json(
                                "tariffs/save",
                                "{\"name\":\""
                                        + name
                                        + "\",\"overrun\":\"refuse\"},\"response\":{\"data\":{\"saved_id\":4711},\"error\":0}")
                        + json(
                                "accounts/save",
                                "{\"name\":\""
                                        + name
                                        + "\",\"title\":\"T\",\"tz\":\"UTC\",\"tariff\":\""
                                        + name
                                        + "\",\"reports_day\":1,\"reports_hour\":1},\"response\":{\"data\":{\"saved_id\":815},\"error\":0}")
                        + json("accounts/get", "{\"id\":815}")
                        + json("accounts/list", "{\"from_id\":2,\"limit\":10}")
                        + xml("accounts/users/list", "<account_id>815</account_id>")
                        + json("accounts/deactivate", "{\"id\":815}")
                        + json("accounts/get", "{\"id\":815}");

        Shell.Left reads = compare(now.uri().toString(), recording);
        assertThat(reads.out()).contains("3 left out (they may write: --writes)");

        Shell.Left done = compare(now.uri().toString(), recording, "--writes");
        assertThat(done.out()).isEqualTo("7 calls: 7 same, 0 different, 0 left out, 0 failed\n");
        assertThat(done.code()).isZero();
        assertThat(now.api().call("accounts/list", "search", name).at("data.0.is_active").flag())
                .isFalse();
    }

    @Test
    void documentedExamples_areTakenInBothFormats() throws IOException {
        String examples =
                """
                {"about": "as documented",
                 "examples": [
                  {"path": "/api/v1.1/admin/accounts/list/",
                   "request_json": {"token": "abc", "limit": 1},
                   "request_xml": "<xml><token>abc</token><limit>1</limit></xml>",
                   "response_json": {"data": [], "error": 0}},
                  {"path": "/api/v1.1/admin/accounts/activate",
                   "request_json": {"token": "abc", "id": 7}}
                ]}
                """;
        Shell.Left done = compare(now.uri().toString(), examples);

        assertThat(done.out()).contains("3 calls: ", "1 left out");
        assertThat(done.out())
                .as("the new one has an account more")
                .contains("next_from_id: old 2, new 3");
    }

    @Test
    void whatCannotBeCompared_endsWithTwo() throws IOException {
        Shell.Left bad =
                compare(
                        now.uri().toString(),
                        json("accounts/get", "{\"id\":1}")
                                + "not json\n{\"body\":{}}\n{\"path\":\"http://elsewhere/\"}\n");
        assertThat(bad.code()).isEqualTo(2);
        assertThat(bad.out())
                .contains(
                        "line 2: is not a JSON object",
                        "line 3: has no path",
                        "line 4: has a path that is not like",
                        "4 calls: 1 same, 0 different, 0 left out, 3 failed");

        Shell.Left away = compare("http://127.0.0.1:1", json("accounts/get", "{\"id\":1}"));
        assertThat(away.code()).isEqualTo(2);
        assertThat(away.out()).contains("the new installation cannot be reached");
        assertThat(compare(now.uri().toString(), "").err()).contains("no call was compared");
        Shell.Left none =
                new Shell(folder).run("compare", "http://127.0.0.1:1", "http://127.0.0.1:2", "x");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).contains("--old-token-file", "MAILYARD_OLD_TOKEN");
    }

    /** In a query, in a body that no format has, and in one that is cut off. */
    @Test
    void recordedTokens_stayHere_whereverTheyAre() throws IOException {
        String secret = "recorded-secret";
        String get = "{\"path\":\"" + ADMIN + "accounts/get";
        try (LyingProxy proxy = lying((path, answer) -> answer + " to " + now.token())) {
            Shell.Left done =
                    compare(
                            proxy.url(),
                            get
                                    + "?token="
                                    + secret
                                    + "&id=1\"}\n"
                                    + get
                                    + "?id=1&%74oken="
                                    + secret
                                    + "\"}\n"
                                    + get
                                    + "\",\"content_type\":\"application/x-www-form-urlencoded\","
                                    + "\"body\":\"id=1&token="
                                    + secret
                                    + "\"}\n"
                                    + get
                                    + "\",\"body\":\"{\\\"token\\\": \\\""
                                    + secret
                                    + "\\\", \"}\n"
                                    + get
                                    + "\",\"body\":\"<xml><token>"
                                    + secret
                                    + "</token><id>\"}\n");

            assertThat(done.out())
                    .contains("accounts/get?id=1\n", "5 calls: 0 same, 5 different")
                    .doesNotContain(secret, now.token(), old.token());
            assertThat(proxy.bodies()).hasSize(5).noneMatch(body -> body.contains(secret));
            assertThat(proxy.addresses()).noneMatch(address -> address.contains(secret));
        }
    }

    @Test
    void answerThatDoesNotEnd_isGivenUpInItsTime() throws IOException {
        HttpServer slow =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        slow.createContext(
                "/",
                exchange -> {
                    exchange.sendResponseHeaders(200, 1000);
                    exchange.getResponseBody().write('{');
                    exchange.getResponseBody().flush();
                });
        slow.start();
        try {
            Shell.Left done =
                    compare(
                            "http://127.0.0.1:" + slow.getAddress().getPort(),
                            json("accounts/get", "{\"id\":1}"),
                            "--timeout",
                            "1");

            assertThat(done.code()).isEqualTo(2);
            assertThat(done.out()).contains("did not end its answer in time", "1 failed");
        } finally {
            slow.stop(0);
        }
    }

    /** A call that is taken for one that only reads must be one. */
    @Test
    void everyCallThatIsMade_readsAlone() {
        List<Routes.RouteLine> routes = Routes.of(old);
        assertThat(routes)
                .filteredOn(route -> RecordedCallsAccess.isRead(route.path()))
                .noneMatch(Routes.RouteLine::writes)
                .hasSizeGreaterThan(60);
        assertThat(routes)
                .filteredOn(route -> !route.writes() && !RecordedCallsAccess.isRead(route.path()))
                .as("calls that read and are left out for a name that others write by")
                .hasSizeLessThan(12);
    }
}
