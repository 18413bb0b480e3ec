package io.mailyard.writes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.Drill;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * {@code Prefer: dry-run} on every writing call there is: nothing changes, and what is answered is
 * what the real call then does.
 */
class DryRunTest {
    private static final FakeMailHost RELAY = FakeMailHost.start();
    private static final Map<StoreKind, TestServer> SERVERS = new LinkedHashMap<>();

    static {
        for (StoreKind kind :
                Drill.isLong() ? StoreKind.values() : new StoreKind[] {StoreKind.SQLITE}) {
            SERVERS.put(
                    kind,
                    TestServer.start(
                            kind,
                            TestClock.standing(),
                            "mail.relay.host=127.0.0.1",
                            "mail.relay.port=" + RELAY.port(),
                            "mail.from=Mailyard <mailyard@example.com>"));
        }
    }

    @AfterAll
    static void stop() {
        SERVERS.values().forEach(TestServer::close);
        RELAY.close();
    }

    static Stream<Arguments> writes() {
        return SERVERS.entrySet().stream()
                .flatMap(server ->
                        Routes.of(server.getValue()).stream()
                                .filter(Routes.RouteLine::writes)
                                .filter(line -> !isRehearsedElsewhere(line))
                                .flatMap(line ->
                                        bodies(server.getValue().api(), line.path())
                                                .keySet()
                                                .stream()
                                                .map(name ->
                                                        Arguments.of(
                                                                line, name, server.getKey()))));
    }

    /**
     * The stop of the platform changes what every other call does: PlatformStopTest. A claim of a
     * domain draws its challenge and its key anew each time, and the others ask DNS:
     * DomainRightsTest. Sessions and second factors come by signing in: AdministratorSessionsTest,
     * UserSignInTest, UserEntriesTest, UserIdentitiesTest. Requests to webhooks happen outside the
     * store: WebhookLogTest. What waits is tried at once by TryNowTest, and tasks have numbers of
     * their own: TaskRunnerTest, RecipientErasureTest, AccountExportTest.
     */
    private static boolean isRehearsedElsewhere(Routes.RouteLine line) {
        return line.path()
                .matches(
                        "/api/v1.1/admin/(platform/.*|domains/(add|verify|check)"
                                + "|administrators/(sessions/end|factors/reset)|webhooks/(test|replay)"
                                + "|accounts/users/(sessions/end|factors/reset|enter)"
                                + "|account_providers/identities/delete"
                                + "|messages/try_now|tasks/cancel|recipients/erase|accounts/export|([a-z]+/)+bulk)");
    }

    /** Calls that change something; each makes what it needs. */
    private static Map<String, Supplier<Map<String, @Nullable Object>>> bodies(
            Api api, String path) {
        Map<String, Supplier<Map<String, @Nullable Object>>> bodies = new LinkedHashMap<>();
        String call = path.replace("/api/v1.1/admin/", "");
        if (call.startsWith("accounts/users/")) {
            ofUsers(bodies, api, call.replace("accounts/users/", ""));
        } else if (call.startsWith("accounts/tokens/")) {
            ofAccountTokens(bodies, api, call.replace("accounts/tokens/", ""));
        } else if (call.startsWith("accounts/queue/")) {
            bodies.putAll(QueueDryRuns.ofAccounts(api, call.replace("accounts/queue/", "")));
        } else if (call.startsWith("accounts/")) {
            ofAccounts(bodies, api, call.replace("accounts/", ""));
        } else if (EventDryRuns.knows(call)) {
            bodies.putAll(EventDryRuns.bodies(api, call));
        } else {
            ofThePlatform(bodies, api, call);
            bodies.putAll(PolicyDryRuns.bodies(api, call));
            bodies.putAll(SendingDryRuns.bodies(api, call));
            bodies.putAll(QueueDryRuns.bodies(api, call));
            bodies.putAll(VirtualSenderDryRuns.bodies(api, call));
            bodies.putAll(DomainDryRuns.bodies(api, call));
            bodies.putAll(AdministratorDryRuns.bodies(api, call));
        }
        assertThat(bodies).as("no dry run is written for %s", path).isNotEmpty();
        return bodies;
    }

    private static void ofAccounts(
            Map<String, Supplier<Map<String, @Nullable Object>>> bodies, Api api, String verb) {
        switch (verb) {
            case "save" -> {
                bodies.put("create", Api::accountMembers);
                bodies.put(
                        "update",
                        () -> Body.members("id", api.newAccount(), "title", "x", "tariff", 1));
            }
            case "delete", "deactivate" ->
                    bodies.put("account", () -> Body.members("id", peopled(api)));
            case "activate" ->
                    bodies.put("account", () -> Body.members("id", after(api, "deactivate")));
            case "restore" -> bodies.put("account", () -> Body.members("id", after(api, "delete")));
            case "unfreeze" ->
                    bodies.put("account", () -> Body.members("id", after(api, "freeze")));
            case "freeze" ->
                    bodies.put(
                            "account",
                            () ->
                                    Body.members(
                                            "id",
                                            peopled(api),
                                            "reason",
                                            "r",
                                            "until",
                                            "2099-01-01T00:00:00Z"));
            default -> {}
        }
    }

    private static void ofUsers(
            Map<String, Supplier<Map<String, @Nullable Object>>> bodies, Api api, String verb) {
        switch (verb) {
            case "add" -> {
                bodies.put("plain", () -> user(api.newAccount(), "email", "a@example.com"));
                bodies.put(
                        "welcome",
                        () ->
                                user(
                                        api.newAccount(),
                                        "email",
                                        "a@example.com",
                                        "send_welcome",
                                        true,
                                        "password",
                                        "correct horse"));
            }
            case "update" -> {
                bodies.put("plain", () -> user(peopled(api), "new_name", "boris"));
                bodies.put("password", () -> user(peopled(api), "password", "correct horse"));
            }
            case "delete", "send_welcome" -> bodies.put("user", () -> user(peopled(api)));
            case "alerts/test" -> bodies.put("alert", () -> user(peopled(api), "kind", "limits"));
            default -> {}
        }
    }

    private static void ofAccountTokens(
            Map<String, Supplier<Map<String, @Nullable Object>>> bodies, Api api, String verb) {
        switch (verb) {
            case "save" -> {
                bodies.put(
                        "create",
                        () -> Body.members("account_id", api.newAccount(), "name", "shop"));
                bodies.put("update", () -> accountToken(api, "scopes", List.of("read")));
            }
            case "rotate", "delete" -> bodies.put("token", () -> accountToken(api));
            default -> {}
        }
    }

    private static Map<String, @Nullable Object> accountToken(Api api, @Nullable Object... more) {
        long account = api.newAccount();
        Map<String, @Nullable Object> members =
                Body.members("account_id", account, "id", api.newTokenOf(account).id());
        members.putAll(Body.members(more));
        return members;
    }

    private static void ofThePlatform(
            Map<String, Supplier<Map<String, @Nullable Object>>> bodies, Api api, String call) {
        switch (call) {
            case "tariffs/save" -> {
                bodies.put("create", () -> Body.members("name", Api.unique("t")));
                bodies.put("update", () -> Body.members("id", tariff(api), "overrun", "flag"));
            }
            case "tariffs/delete" -> bodies.put("tariff", () -> Body.members("id", tariff(api)));
            case "tokens/save" -> {
                bodies.put("create", () -> Body.members("name", Api.unique("t")));
                bodies.put(
                        "update",
                        () -> Body.members("id", api.newToken().id(), "scopes", List.of("read")));
            }
            case "tokens/rotate", "tokens/delete" ->
                    bodies.put("token", () -> Body.members("id", api.newToken().id()));
            default -> {}
        }
    }

    private static Map<String, @Nullable Object> body(Api api, Routes.RouteLine line, String name) {
        return Objects.requireNonNull(bodies(api, line.path()).get(name)).get();
    }

    /** What the calls before have queued is sent in its own time: not to be taken for a change. */
    private static void awaitMail(TestServer server) {
        Await.until(() -> server.rows("notices").stream().noneMatch(row -> row.contains("|new|")));
    }

    private static long peopled(Api api) {
        long account = api.newAccount();
        api.newUser(account, "anna");
        return account;
    }

    private static long after(Api api, String verb) {
        long account = peopled(api);
        api.call("accounts/" + verb, "id", account).ok();
        return account;
    }

    private static Map<String, @Nullable Object> user(long account, @Nullable Object... more) {
        Map<String, @Nullable Object> members = Body.members("account_id", account, "name", "anna");
        members.putAll(Body.members(more));
        return members;
    }

    private static long tariff(Api api) {
        return api.call("tariffs/save", "name", Api.unique("t")).savedId();
    }

    private static String dump(TestServer server) {
        return server.dump().ofCalls().text();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void dryRun_changesNothingAndTellsTheTruth(Routes.RouteLine line, String name, StoreKind kind) {
        TestServer server = Objects.requireNonNull(SERVERS.get(kind));
        Api api = server.api();
        String body = Body.json(body(api, line, name));
        awaitMail(server);
        String before = dump(server);

        Answer dry = api.with("Prefer", "dry-run").json(line.path(), body).ok();

        assertThat(dump(server)).isEqualTo(before);
        assertThat(dry.header("Preference-Applied")).isEqualTo("dry-run");
        assertThat(dry.at("dry_run").flag()).isTrue();
        long newest = newest(api);
        Answer real =
                api.with("Changes-Tag", dry.header("Changes-Tag")).json(line.path(), body).ok();
        assertThat(data(dry)).isEqualTo(data(real));
        List<String> promised = dry.at("changes").items().stream().map(DryRunTest::change).toList();
        List<String> done =
                api.call("audit/list", "from_id", newest + 1).at("data").items().stream()
                        .map(DryRunTest::change)
                        .toList();
        assertThat(promised).isNotEmpty().isEqualTo(done);
    }

    private static long newest(Api api) {
        return api.call("audit/list", "order", "desc", "limit", 1).at("data.0.id").number();
    }

    private static String data(Answer answer) {
        return answer.tree().has("data")
                ? answer.at("data").toString().replaceAll("(my[atn]|whsec)_[^,}]*", "SECRET")
                : "";
    }

    private static String change(Tree row) {
        return Stream.of("action", "object_type", "object_id", "account_id", "before", "after")
                .map(row::at)
                .map(Tree::toString)
                .toList()
                .toString();
    }

    @ParameterizedTest
    @MethodSource("writes")
    void dryRun_refusesWhatTheRealCallRefuses(Routes.RouteLine line, String name, StoreKind kind) {
        TestServer server = Objects.requireNonNull(SERVERS.get(kind));
        Api api = server.api();
        Api dry = api.with("Prefer", "dry-run");
        Map<String, @Nullable Object> unknown = body(api, line, name);
        unknown.replaceAll(
                (member, value) -> member.matches("id|account_id") ? 999_999_999 : value);
        unknown.replaceAll((member, value) -> member.equals("tariff") ? "none" : value);
        unknown.putIfAbsent("id", 999_999_999);
        List<String> bodies =
                List.of(
                        Body.json(unknown),
                        "{}",
                        "{\"id\":\"x\",\"account_id\":[],\"name\":\" \"}");

        for (String body : bodies) {
            Answer dryRun = dry.json(line.path(), body);
            Answer real = api.json(line.path(), body);
            assertThat(dryRun.error()).as("%s", dryRun).isIn(400, 404);
            assertThat(dryRun.text()).isEqualTo(real.text());
        }
    }

    @ParameterizedTest
    @MethodSource("writes")
    void dryRun_needsTheSameRights(Routes.RouteLine line, String name, StoreKind kind) {
        TestServer server = Objects.requireNonNull(SERVERS.get(kind));
        String body = Body.json(body(server.api(), line, name));
        Api reader = server.api().newToken("scopes", List.of("read")).api();

        assertThat(reader.with("Prefer", "dry-run").json(line.path(), body).error()).isEqualTo(403);
    }
}
