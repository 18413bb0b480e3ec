package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a token may call, over every route there is. */
class TokenScopesTest {
    private static final TestServer SERVER = TestServer.of(StoreKind.SQLITE);
    private final Api admin = SERVER.api();

    static List<Routes.RouteLine> routes() {
        return Routes.of(SERVER);
    }

    /** What messages say needs a scope of its own, which no scope but {@code write} includes. */
    private static boolean isOfContent(Routes.RouteLine route) {
        return route.path().matches("/api/v1.1/admin/messages/(content|raw)");
    }

    /** The search from anywhere answers everybody, each what it may see. */
    private static boolean isForAll(Routes.RouteLine route) {
        return route.noun().equals("find");
    }

    private static void assertLets(Api api, Routes.RouteLine route, boolean lets) {
        Answer answer = api.with("Prefer", "dry-run").json(route.path(), "{}");
        if (lets && answer.header("Content-Type").startsWith("text/csv")) {
            assertThat(answer.status()).as("%s", route).isEqualTo(200);
        } else if (lets) {
            assertThat(answer.error()).as("%s %s", route, answer).isNotIn(401, 403);
        } else {
            assertThat(answer.error()).as("%s %s", route, answer).isEqualTo(403);
            String needed =
                    isOfContent(route)
                            ? "content:read"
                            : route.noun() + (route.writes() ? ":write" : ":read");
            assertThat(answer.errorText()).contains("scope").contains(needed);
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void read_callsWhatChangesNothing(Routes.RouteLine route) {
        Api api = admin.newToken("scopes", List.of("read")).api();

        assertLets(api, route, !route.writes() && !isOfContent(route));
    }

    @Test
    void contentRead_callsWhatShowsContentAlone() {
        Api api = admin.newToken("scopes", List.of("content:read")).api();

        for (Routes.RouteLine route : routes()) {
            assertLets(api, route, isOfContent(route) || isForAll(route));
        }
    }

    @ParameterizedTest
    @MethodSource("routes")
    void write_callsEverything(Routes.RouteLine route) {
        assertLets(admin.newToken("scopes", List.of("write")).api(), route, true);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "accounts",
                "users",
                "tariffs",
                "tokens",
                "audit",
                "reports",
                "states",
                "account_tokens"
            })
    void scopeOfANoun_callsThatNounAlone(String noun) {
        Api reads = admin.newToken("scopes", List.of(noun + ":read")).api();
        Api writes = admin.newToken("scopes", List.of(noun + ":write")).api();

        for (Routes.RouteLine route : routes()) {
            // those who see accounts saw usage and statistics before these had a noun
            boolean isItsNoun =
                    route.noun().equals(noun)
                            || (noun.equals("accounts") && route.noun().equals("reports"));
            assertLets(reads, route, (isItsNoun && !route.writes()) || isForAll(route));
            assertLets(writes, route, isItsNoun || isForAll(route));
        }
    }

    @Test
    void severalScopes_addUp() {
        Api api = admin.newToken("scopes", List.of("read", "users:write", "Tariffs:WRITE ")).api();

        for (Routes.RouteLine route : routes()) {
            boolean lets =
                    route.writes()
                            ? List.of("users", "tariffs").contains(route.noun())
                            : !isOfContent(route);
            assertLets(api, route, lets);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "admin", "accounts", "accounts:delete", ":read", "read,write"})
    void unknownScope_is400(String scope) {
        Answer answer = admin.call("tokens/save", "name", "x", "scopes", List.of(scope));

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("scopes[0]");
    }

    @Test
    void noScopes_areRefusedNotTakenForAll() {
        long id = admin.newToken("scopes", List.of("read")).id();

        assertThat(admin.call("tokens/save", "name", "x", "scopes", List.of()).error())
                .isEqualTo(400);
        assertThat(admin.call("tokens/save", "id", id, "scopes", List.of()).error()).isEqualTo(400);
        assertThat(admin.callXml("tokens/save", "id", id, "scopes", List.of()).error())
                .isEqualTo(400);
    }
}
