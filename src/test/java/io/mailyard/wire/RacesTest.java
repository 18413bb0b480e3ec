package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.audit.ChainVerdict;
import io.mailyard.audit.Verifier;
import io.mailyard.db.Database;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.Clients;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Many at once: nothing is done twice, nothing is lost, the audit chain stays whole. */
class RacesTest {
    private static final int CLIENTS = 50;

    private static String account(String name) {
        Map<String, @Nullable Object> members = Api.accountMembers();
        members.put("name", name);
        return Body.json(members);
    }

    private static void assertOneWon(List<Answer> answers) {
        assertThat(answers).filteredOn(answer -> answer.error() == 0).hasSize(1);
        assertThat(answers).filteredOn(answer -> answer.error() == 409).hasSize(answers.size() - 1);
    }

    private static void assertWhole(TestServer server) {
        try (Database store = server.database()) {
            assertThat(new Verifier(store).verify(rows -> {}))
                    .isInstanceOf(ChainVerdict.Intact.class);
        }
        List<Long> ids = new ArrayList<>();
        Answer page = server.api().call("audit/list", "limit", 10_000).ok();
        page.at("data").items().forEach(row -> ids.add(row.at("id").number()));
        assertThat(ids.getLast()).isEqualTo(ids.size());
    }

    @ParameterizedTest
    @EnumSource
    void fiftyClientsWithOneNewName_makeOneAccount(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        String name = Api.unique("race");

        assertOneWon(
                Clients.atOnce(CLIENTS, i -> server.api().json("accounts/save", account(name))));

        assertThat(server.api().call("accounts/list", "search", name).at("total_count").number())
                .isEqualTo(1);
        assertWhole(server);
    }

    @ParameterizedTest
    @EnumSource
    void fiftyClientsWithOneNewLogin_makeOneUser(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        long account = api.newAccount();

        assertOneWon(
                Clients.atOnce(
                        CLIENTS,
                        i ->
                                api.call(
                                        "accounts/users/add",
                                        "account_id",
                                        account,
                                        "name",
                                        i % 2 == 0 ? "Anna" : "ANNA",
                                        "email",
                                        "a@example.com")));
    }

    @ParameterizedTest
    @EnumSource
    void manyStatesAtOnce_leaveOneRowForEachChange(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        Api api = server.api();
        long account = api.newAccount();

        Clients.atOnce(
                CLIENTS,
                i ->
                        api.call("accounts/" + (i % 2 == 0 ? "freeze" : "unfreeze"), "id", account)
                                .ok());

        List<String> actions =
                api.call("audit/list", "account_id", account).at("data").items().stream()
                        .map(row -> row.at("action").text())
                        .toList();
        for (int i = 1; i < actions.size(); i++) {
            assertThat(actions.get(i))
                    .isEqualTo(i % 2 == 1 ? "accounts.freeze" : "accounts.unfreeze");
        }
        boolean frozen = api.call("accounts/get", "id", account).at("data.is_frozen").flag();
        assertThat(frozen).isEqualTo(actions.size() % 2 == 0);
        assertWhole(server);
    }

    @ParameterizedTest
    @EnumSource
    void tariffLeftAndDeletedAtOnce_isNeverLostToAnAccount(StoreKind kind) {
        Api api = TestServer.of(kind).api();
        for (int round = 0; round < 5; round++) {
            long tariff = api.call("tariffs/save", "name", Api.unique("t")).savedId();
            long account = api.newAccount();

            List<Answer> answers =
                    Clients.atOnce(
                            2,
                            i ->
                                    i == 0
                                            ? api.call("tariffs/delete", "id", tariff)
                                            : api.call(
                                                    "accounts/save",
                                                    "id",
                                                    account,
                                                    "tariff",
                                                    tariff));

            assertThat(answers.get(0).error() == 0).isNotEqualTo(answers.get(1).error() == 0);
        }
    }

    @Test
    void twoServersOverOneStore_makeOneAccountAndOneChain() {
        try (TestServer testServer = TestServer.start(StoreKind.POSTGRESQL);
                TestServer two = testServer.beside()) {
            List<TestServer> servers = List.of(testServer, two);
            String name = Api.unique("race");

            assertOneWon(
                    Clients.atOnce(
                            CLIENTS,
                            i -> servers.get(i % 2).api().json("accounts/save", account(name))));
            List<Answer> all =
                    Clients.atOnce(
                            CLIENTS,
                            i ->
                                    servers.get(i % 2)
                                            .api()
                                            .json("accounts/save", account(Api.unique("n"))));

            assertThat(all).extracting(Answer::savedId).doesNotHaveDuplicates();
            assertWhole(testServer);
            assertThat(two.api().call("accounts/list").at("total_count").number())
                    .isEqualTo(CLIENTS + 1);
        }
    }

    @Test
    void oneKeyAtTwoServers_makesOneChange() {
        try (TestServer testServer = TestServer.start(StoreKind.POSTGRESQL);
                TestServer two = testServer.beside()) {
            List<TestServer> servers = List.of(testServer, two);
            String body = account(Api.unique("once"));

            List<Answer> answers =
                    Clients.atOnce(
                            20,
                            i ->
                                    servers.get(i % 2)
                                            .api()
                                            .with("Idempotency-Key", "once")
                                            .json("accounts/save", body));

            assertThat(answers).extracting(Answer::text).containsOnly(answers.getFirst().text());
            answers.getFirst().ok();
        }
    }

    @Test
    void twoServers_endAFreezeOnceAndInTime() {
        try (TestServer testServer = TestServer.start(StoreKind.POSTGRESQL);
                TestServer two = testServer.beside()) {
            Api api = testServer.api();
            long id = api.newAccount();
            api.call("accounts/freeze", "id", id, "until", Instant.now().plusMillis(600)).ok();
            long elsewhere = api.newAccount();
            two.api()
                    .call(
                            "accounts/freeze",
                            "id",
                            elsewhere,
                            "until",
                            Instant.now().plusMillis(600))
                    .ok();

            Await.until(() -> !frozen(api, id) && !frozen(api, elsewhere));

            Answer rows = api.call("audit/list", "action", "accounts.unfreeze").ok();
            assertThat(rows.at("total_count").number()).isEqualTo(2);
        }
    }

    private static boolean frozen(Api api, long id) {
        return api.call("accounts/get", "id", id).ok().at("data.is_frozen").flag();
    }
}
