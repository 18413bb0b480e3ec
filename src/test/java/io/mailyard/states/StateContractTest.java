package io.mailyard.states;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * The served contract of states: every row that it calls enforced is executed here, cell by cell.
 */
class StateContractTest {
    private static final String OWN = "/api/v1.1/account/get";
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final List<String> STATES = List.of("active", "frozen", "inactive", "deleted");

    /**
     * An account in a state.
     *
     * @param token a client with a token of the account's own
     * @param user who signs in by SMTP, with {@link #PASSWORD}
     * @param session in which the user signed in before the account came into the state
     * @param sender without an address to send from, by which one message was queued before the
     *     state
     * @param told where a webhook of the account leads, made before the state
     */
    private record Tried(
            Api api,
            long id,
            Api token,
            InetSocketAddress smtp,
            String user,
            RawSmtp session,
            FakeEndpoint told,
            long sender) {}

    /** What tries a row: given an account in a state, and what the contract says of that state. */
    private static final Map<String, BiConsumer<Tried, String>> TRIALS =
            Map.of(
                    "administrator API and panel, on the account",
                    (tried, means) -> tryEveryCall(tried.api(), tried.id(), means),
                    "account API tokens, by HTTP",
                    StateContractTest::tryToken,
                    "SMTP submission sign-in",
                    StateContractTest::trySignIn,
                    "new mail in a session already signed in",
                    StateContractTest::tryNewMail,
                    "queued mail",
                    StateContractTest::tryQueuedMail,
                    "password and welcome mail to its users",
                    (tried, means) -> tryMail(tried.api(), tried.id(), means),
                    "webhooks on the account's own state",
                    StateContractTest::tryWebhook);

    /**
     * Rows that need a node under way, which {@code agent.StoppedMailTest} executes, or users who
     * sign in, which {@code portal.PortalStatesTest} does.
     */
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "a delivery attempt before DATA",
                    "a delivery attempt past DATA",
                    "user signs in",
                    "a session already open");

    private static TestServer server(StoreKind kind, FakeMailHost relay) {
        return TestServer.start(
                kind,
                "mail.relay.host=127.0.0.1",
                "mail.relay.port=" + relay.port(),
                "mail.from=Mailyard <mailyard@example.com>",
                "webhooks.private-networks=allow");
    }

    private static Tried accountIn(TestServer server, FakeEndpoint told, String state) {
        Api api = server.api();
        String name = Api.unique("contract");
        long id = api.newAccount("name", name);
        api.newUser(id, "anna", "password", PASSWORD);
        Api token = api.newTokenOf(id).api();
        token.call(OWN).ok();
        RawSmtp session = RawSmtp.signedIn(server.submission(), "anna@" + name, PASSWORD);
        String url = told.url("/" + id);
        api.call("webhooks/save", "account_id", id, "url", url, "events", List.of("*")).ok();
        long sender =
                api.call("senders/akmta/save", "name", name, "account_ids", List.of(id)).savedId();
        session.ask("MAIL FROM:<a@b.example>", 250);
        session.ask("RCPT TO:<c@d.example>", 250);
        session.ask("DATA", 354);
        session.ask("Subject: x\r\n\r\nx\r\n.", 250);
        switch (state) {
            case "frozen" -> api.call("accounts/freeze", "id", id).ok();
            case "inactive" -> api.call("accounts/deactivate", "id", id).ok();
            case "deleted" -> api.call("accounts/delete", "id", id).ok();
            default -> api.call("accounts/activate", "id", id).ok();
        }
        return new Tried(
                api, id, token, server.submission(), "anna@" + name, session, told, sender);
    }

    private static void trySignIn(Tried tried, String means) {
        try (RawSmtp client = RawSmtp.greeted(tried.smtp())) {
            String answer = client.ask("AUTH PLAIN " + RawSmtp.plain(tried.user(), PASSWORD));
            assertThat(answer).startsWith(means.equals("works") ? "235" : code(means));
        }
    }

    /**
     * In what a sender has queued; that it comes back is tried in {@code agent.StoppedMailTest}.
     */
    private static void tryQueuedMail(Tried tried, String means) {
        Tree queued =
                tried.api().call("senders/queue/stats", "id", tried.sender()).ok().at("data.0");
        boolean flows = means.equals("active");
        assertThat(queued.at("new").number() > 0).as(means).isEqualTo(flows);
        assertThat(queued.at("hold").number()).as(means).isEqualTo(flows ? 0 : 1);
    }

    private static void tryNewMail(Tried tried, String means) {
        String answer = tried.session().ask("MAIL FROM:<a@b.example>");
        if (!means.equals("accepted")) {
            assertThat(answer).startsWith(code(means));
            return;
        }
        tried.session().ask("RCPT TO:<c@d.example>", 250);
        tried.session().ask("DATA", 354);
        tried.session().ask("Subject: x\r\n\r\nx\r\n.", 250);
    }

    /** The code and status that a cell begins with, such as {@code 454 4.7.0}. */
    private static String code(String means) {
        return means.substring(0, Math.min("454 4.7.0".length(), means.length()));
    }

    private static void tryToken(Tried tried, String means) {
        int expected =
                switch (means) {
                    case "work" -> 0;
                    case "refused 403", "refused 403 with the notice's data" -> 403;
                    case "refused 401" -> 401;
                    default -> throw new AssertionError(means);
                };
        for (Answer answer : List.of(tried.token().call(OWN), tried.token().callXml(OWN))) {
            assertThat(answer.error()).as("%s", answer).isEqualTo(expected);
            assertThat(answer.tree().has("frozen_details")).isEqualTo(means.endsWith("data"));
            assertThat(answer.tree().has("frozen_until")).isEqualTo(means.endsWith("data"));
        }
    }

    private static void tryEveryCall(Api api, long id, String means) {
        int others = means.equals("all") ? 0 : 404;
        assertThat(means).isIn("all", "get, restore, list with include_deleted; else 404");
        assertThat(api.call("accounts/get", "id", id).error()).isZero();
        Answer listed = api.call("accounts/list", "from_id", id, "include_deleted", true);
        assertThat(listed.at("data.0.id").number()).isEqualTo(id);
        for (String verb : List.of("save", "freeze", "unfreeze", "deactivate", "activate")) {
            assertThat(api.call("accounts/" + verb, "id", id).error()).isEqualTo(others);
        }
        for (String verb : List.of("list", "get", "update", "delete")) {
            Answer answer = api.call("accounts/users/" + verb, "account_id", id, "name", "anna");
            assertThat(answer.error()).as(verb).isEqualTo(others);
        }
        assertThat(api.call("accounts/delete", "id", id).error()).isEqualTo(others);
        assertThat(api.call("accounts/restore", "id", id).error()).isZero();
    }

    private static void tryMail(Api api, long id, String means) {
        int expected =
                switch (means) {
                    case "sent" -> 0;
                    case "refused 403" -> 403;
                    case "refused 404" -> 404;
                    default -> throw new AssertionError(means);
                };
        assertThat(
                        api.call("accounts/users/send_welcome", "account_id", id, "name", "anna")
                                .error())
                .isEqualTo(expected);
    }

    /** What brought the state about is told in it, and so is what ends it. */
    private static void tryWebhook(Tried tried, String means) {
        assertThat(means).isEqualTo("sent");
        Tree account = tried.api().call("accounts/get", "id", tried.id()).ok().at("data");
        boolean frozen = account.at("is_frozen").flag();
        boolean deleted = !account.at("deleted_at").nothing();
        if (deleted) {
            awaitTold(tried, "account.deleted");
        } else if (!account.at("is_active").flag()) {
            awaitTold(tried, "account.deactivated");
        } else if (frozen) {
            awaitTold(tried, "account.frozen");
        }
        String verb = deleted ? "restore" : frozen ? "unfreeze" : "freeze";
        tried.api().call("accounts/" + verb, "id", tried.id()).ok();
        awaitTold(tried, deleted ? "account.restored" : "account." + verb.replace("eeze", "ozen"));
    }

    private static void awaitTold(Tried tried, String kind) {
        Pattern event =
                Pattern.compile("\"kind\":\"" + kind + "\",\"account_id\":" + tried.id() + "[,}]");
        Await.until(() ->
                tried.told().requests().stream()
                        .anyMatch(request -> event.matcher(request.text()).find()));
    }

    @ParameterizedTest
    @EnumSource
    void everyEnforcedRowOfAccounts_holdsInEveryState(StoreKind kind) {
        try (FakeMailHost relay = FakeMailHost.start();
                FakeEndpoint told = FakeEndpoint.start();
                TestServer server = server(kind, relay)) {
            assertEveryEnforcedRowHolds(server, told);
        }
    }

    private static void assertEveryEnforcedRowHolds(TestServer server, FakeEndpoint told) {
        Answer contract = server.api().call("states/contract").ok();
        List<Tree> enforced =
                contract.at("data.accounts").items().stream()
                        .filter(row -> row.at("enforced").flag())
                        .toList();

        assertThat(enforced)
                .extracting(row -> row.at("plane").text())
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(TRIALS.keySet().stream(), ELSEWHERE.stream()).toList());
        for (Tree row : enforced) {
            BiConsumer<Tried, String> trial = TRIALS.get(row.at("plane").text());
            if (trial == null) {
                continue; // one of ELSEWHERE
            }
            for (String state : STATES) {
                Tried tried = accountIn(server, told, state);
                try (RawSmtp _ = tried.session()) {
                    trial.accept(tried, row.at(state).text());
                }
            }
        }
    }

    /** Their states are executed by {@link OtherStatesTest}. */
    @Test
    void everyRow_isServedWithAllStates() {
        Answer contract = TestServer.of(StoreKind.SQLITE).api().callXml("states/contract").ok();

        assertThat(contract.at("data.objects").items())
                .allSatisfy(row -> assertThat(row.at("enforced").flag()).isTrue());
        assertThat(contract.at("data.accounts").items())
                .hasSize(11)
                .allSatisfy(row -> assertThat(row.names()).containsAll(STATES));
    }
}
