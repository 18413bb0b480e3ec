package io.mailyard.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.Clients;
import io.mailyard.testing.NewToken;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * No token makes, changes, or takes over one that is stronger than itself: in scopes, in accounts,
 * in addresses, in time.
 */
class TokenStrengthTest {
    private static final Instant SOON = Instant.parse("2090-01-01T00:00:00Z");
    private final Api admin = TestServer.of(StoreKind.SQLITE).api();

    /** A weak caller's own limits, and what would be stronger than it. */
    static Stream<Arguments> stronger() {
        List<String> scopes = List.of("tokens:write", "accounts:read");
        return Stream.of(
                Arguments.of(limits("scopes", scopes), limits()),
                Arguments.of(limits("scopes", scopes), limits("scopes", List.of("read"))),
                Arguments.of(limits("scopes", scopes), limits("scopes", List.of("accounts:write"))),
                Arguments.of(
                        limits("scopes", scopes),
                        limits("scopes", List.of("accounts:read", "users:read"))),
                Arguments.of(
                        limits("scopes", List.of("tokens:write", "read")),
                        limits("scopes", List.of("accounts:write"))),
                Arguments.of(limits("expires_at", SOON), limits()),
                Arguments.of(limits("expires_at", SOON), limits("expires_at", SOON.plusSeconds(1))),
                Arguments.of(limits("addresses", List.of("127.0.0.0/8")), limits()),
                Arguments.of(
                        limits("addresses", List.of("127.0.0.0/8")),
                        limits("addresses", List.of("126.0.0.0/7"))),
                Arguments.of(
                        limits("addresses", List.of("127.0.0.1", "10.0.0.0/8")),
                        limits("addresses", List.of("10.1.0.0/16", "11.0.0.1"))),
                Arguments.of(
                        limits("addresses", List.of("127.0.0.0/8")),
                        limits("addresses", List.of("::/0"))));
    }

    private static Map<String, @Nullable Object> limits(@Nullable Object... limits) {
        return Body.members(limits);
    }

    private NewToken made(Map<String, @Nullable Object> limits) {
        Map<String, @Nullable Object> members = Body.members("name", Api.unique("token"));
        members.putAll(limits);
        Answer made = admin.json("tokens/save", Body.json(members));
        return new NewToken(made.savedId(), admin.withToken(made.at("data.token").text()));
    }

    private static Answer save(Api api, long id, Map<String, @Nullable Object> limits) {
        Map<String, @Nullable Object> members =
                id == 0 ? Body.members("name", Api.unique("grab")) : Body.members("id", id);
        members.putAll(limits);
        return api.json("tokens/save", Body.json(members));
    }

    /** Every limit of {@code wanted}, those of all rights where it has none. */
    private static Map<String, @Nullable Object> whole(Map<String, @Nullable Object> wanted) {
        Map<String, @Nullable Object> whole =
                Body.members("scopes", List.of("write"), "expires_at", "", "addresses", List.of());
        whole.putAll(wanted);
        return whole;
    }

    private static void assertForbidden(Answer answer) {
        assertThat(answer.error()).as("%s", answer).isEqualTo(403);
        assertThat(answer.text()).doesNotContain("mya_");
    }

    private String row(long id) {
        return admin.call("tokens/list", "from_id", id, "limit", 1)
                .at("data.0")
                .toString()
                .replaceAll("last_used_at=[^,]*, last_used_from=[^,]*", "");
    }

    @ParameterizedTest
    @MethodSource("stronger")
    void aStrongerToken_isNotMade(
            Map<String, @Nullable Object> own, Map<String, @Nullable Object> wanted) {
        assertForbidden(save(made(own).api(), 0, whole(wanted)));
    }

    @ParameterizedTest
    @MethodSource("stronger")
    void token_cannotMakeItselfStronger(
            Map<String, @Nullable Object> own, Map<String, @Nullable Object> wanted) {
        NewToken caller = made(own);

        assertForbidden(save(caller.api(), caller.id(), whole(wanted)));
    }

    @ParameterizedTest
    @MethodSource("stronger")
    void anEqualToken_isNotMadeStronger(
            Map<String, @Nullable Object> own, Map<String, @Nullable Object> wanted) {
        NewToken equal = made(own);

        assertForbidden(save(made(own).api(), equal.id(), whole(wanted)));
    }

    @ParameterizedTest
    @MethodSource("stronger")
    void aStrongerToken_isNotTakenOverOrTouched(
            Map<String, @Nullable Object> own, Map<String, @Nullable Object> wanted) {
        NewToken strong = made(whole(wanted));
        Api caller = made(own).api();
        String before = row(strong.id());

        assertForbidden(caller.call("tokens/rotate", "id", strong.id()));
        assertForbidden(caller.call("tokens/delete", "id", strong.id()));
        assertForbidden(caller.call("tokens/save", "id", strong.id(), "active", false));
        assertForbidden(caller.call("tokens/save", "id", strong.id(), "name", "mine"));
        assertForbidden(save(caller, strong.id(), own));
        assertThat(row(strong.id())).isEqualTo(before);
    }

    @ParameterizedTest
    @MethodSource("stronger")
    void anEqualOrWeakerToken_isMadeAndManaged(
            Map<String, @Nullable Object> own, Map<String, @Nullable Object> wanted) {
        Api caller = made(own).api();
        assertThat(wanted).isNotEqualTo(own);

        long equal = save(caller, 0, own).savedId();

        caller.call("tokens/save", "id", equal, "active", false).ok();
        caller.call("tokens/rotate", "id", equal).ok();
        caller.call("tokens/delete", "id", equal).ok();
    }

    @Test
    void narrowerRangesAndEarlierEnds_areWeaker() {
        Api caller =
                made(limits(
                                "addresses",
                                List.of("127.0.0.0/8", "2001:db8::/32"),
                                "expires_at",
                                SOON))
                        .api();

        save(
                        caller,
                        0,
                        limits(
                                "addresses",
                                List.of("127.0.0.1", "2001:db8:1::/48"),
                                "expires_at",
                                SOON.minusSeconds(1)))
                .ok();
    }

    @Test
    void rotation_givesAnExpiringTokenNoLongerLife() {
        NewToken caller = made(limits("expires_at", SOON));
        Answer rotated =
                caller.api().call("tokens/rotate", "id", caller.id(), "overlap_seconds", 2_592_000);

        rotated.ok();
        assertThat(row(caller.id())).contains("expires_at=" + SOON);
    }

    @Test
    void tokenWithoutThePower_isNotHelpedByWhatItKnows() {
        Api reader = admin.newToken("scopes", List.of("read")).api();

        assertForbidden(
                reader.call("tokens/save", "name", Api.unique("x"), "scopes", List.of("read")));
        assertForbidden(reader.call("tokens/rotate", "id", 1));
        assertForbidden(reader.with("Prefer", "dry-run").call("tokens/rotate", "id", 1));
    }

    @Test
    void boundToken_makesNone() {
        long account = admin.newAccount();
        NewToken bound = admin.newToken("account_ids", List.of(account));

        assertForbidden(
                bound.api().call("tokens/save", "id", bound.id(), "account_ids", List.of()));
        assertForbidden(
                bound.api()
                        .call(
                                "tokens/save",
                                "name",
                                Api.unique("x"),
                                "account_ids",
                                List.of(account)));
        assertForbidden(bound.api().call("tokens/rotate", "id", bound.id()));
        assertForbidden(bound.api().call("tokens/delete", "id", bound.id()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"deactivate", "expire", "narrow", "bind", "fence", "delete"})
    void lastTokenWithAllRights_isKept(String how) {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api api = server.api();
            long account = api.newAccount();
            api.newToken("scopes", List.of("tokens:write"));
            api.newToken("expires_at", SOON);
            api.newToken("account_ids", List.of(account));
            api.newToken("active", false);
            api.newToken("addresses", List.of("192.0.2.1"));

            Answer answer = weakened(api, 1, how, account);

            assertThat(answer.error()).as("%s", answer).isEqualTo(409);
            assertThat(answer.errorText()).contains("last");
            long second = api.newToken().id();
            weakened(api, second, how, account).ok();
            api.newToken();
            weakened(api, 1, how, account).ok();
        }
    }

    private static Answer weakened(Api api, long id, String how, long account) {
        return switch (how) {
            case "deactivate" -> api.call("tokens/save", "id", id, "active", false);
            case "expire" -> api.call("tokens/save", "id", id, "expires_at", SOON);
            case "narrow" -> api.call("tokens/save", "id", id, "scopes", List.of("read"));
            case "bind" -> api.call("tokens/save", "id", id, "account_ids", List.of(account));
            case "fence" -> api.call("tokens/save", "id", id, "addresses", List.of("192.0.2.9"));
            default -> api.call("tokens/delete", "id", id);
        };
    }

    @Test
    void lastToken_canBeRotatedAndRenamed() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            server.api().call("tokens/save", "id", 1, "name", "root").ok();
            Answer rotated = server.api().call("tokens/rotate", "id", 1).ok();
            server.api().withToken(rotated.at("data.token").text()).call("tokens/list").ok();
        }
    }

    @Test
    void lastTwoTokensThatDeleteEachOther_leaveOne() {
        try (TestServer server = TestServer.start(StoreKind.SQLITE)) {
            Api first = server.api();
            NewToken second = first.newToken();

            List<Answer> answers =
                    Clients.atOnce(
                            2,
                            i ->
                                    i == 0
                                            ? first.call("tokens/delete", "id", second.id())
                                            : second.api().call("tokens/delete", "id", 1));

            assertThat(answers).filteredOn(answer -> answer.error() == 0).hasSize(1);
            assertThat(answers).filteredOn(answer -> answer.error() == 401).hasSize(1);
        }
    }
}
