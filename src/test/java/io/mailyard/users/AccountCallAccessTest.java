package io.mailyard.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.administrators.SignInPeople;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Routes;
import io.mailyard.testing.Routes.RouteLine;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.users.PortalUsers.NewUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Every call of accounts, by everybody who may try it: nothing is open that should not be. Leaves
 * the table in {@code target/account-calls.txt}.
 */
class AccountCallAccessTest {
    private static final Path TABLE = Path.of("target", "account-calls.txt");

    /** Its body is a file, which the description of calls has no members of. */
    private static final RouteLine IMPORT =
            new RouteLine("/api/v1.1/suppressions/import", "suppressions", true, true, List.of());

    /** What whoever has entered as a user never makes or changes. */
    private static final Set<String> SECRETS = Set.of("tokens", "webhooks", "profile");

    /** What users may change who do not have all rights. */
    private static final Set<String> OF_ALL = Set.of("suppressions", "profile");

    private final TestServer server = TestServer.of(StoreKind.SQLITE);
    private final Api admin = server.api();
    private final PortalUsers users = new PortalUsers(server);
    private final SignInPeople administrators = users.administrators();

    @AfterEach
    void close() {
        users.close();
    }

    /** What a call must be answered with. */
    private interface Expected {
        /** 0: anything but a refusal of the caller. */
        int error(RouteLine route);
    }

    private record Caller(Api api, Expected expected) {}

    private static Expected always(int error) {
        return _ -> error;
    }

    private static int unless(boolean lets) {
        return lets ? 0 : 403;
    }

    private Api entered(NewUser user, boolean mayChange) {
        String url =
                administrators
                        .signedIn("master")
                        .call(
                                "accounts/users/enter",
                                "account_id",
                                user.account(),
                                "name",
                                user.login(),
                                "may_change",
                                mayChange,
                                "reason",
                                "a test")
                        .ok()
                        .at("data.url")
                        .text();
        return admin.withToken(
                users.portal
                        .entries()
                        .enter(url.substring(url.lastIndexOf('/') + 1), SignInPeople.HOME)
                        .orElseThrow());
    }

    private Api after(String act) {
        NewUser user = users.add(true);
        Api api = users.signedIn(user);
        admin.call("accounts/" + act, "id", user.account()).ok();
        return api;
    }

    private Api ended() {
        Api api = users.signedIn(users.add(true));
        users.signIn().signOut(api.token(), SignInPeople.HOME);
        return api;
    }

    private Map<String, Caller> callers() {
        NewUser master = users.add(true);
        NewUser other = users.addTo(master.account(), false);
        Map<String, Caller> callers = new LinkedHashMap<>();
        callers.put("nobody", new Caller(admin.withToken(""), always(401)));
        callers.put(
                "unknown session",
                new Caller(admin.withToken("myu_" + "x".repeat(43)), always(401)));
        callers.put("administrator's token", new Caller(admin, always(403)));
        callers.put("administrator", new Caller(administrators.signedIn("master"), always(403)));
        callers.put("ended session", new Caller(ended(), always(401)));
        callers.put("frozen account", new Caller(after("freeze"), always(403)));
        callers.put("inactive account", new Caller(after("deactivate"), always(401)));
        callers.put("deleted account", new Caller(after("delete"), always(401)));
        callers.put(
                "must change password",
                new Caller(
                        users.signedIn(users.add(true, "must_change_password", true)),
                        always(403)));
        callers.put("master", new Caller(users.signedIn(master), always(0)));
        callers.put(
                "other user",
                new Caller(
                        users.signedIn(other),
                        route ->
                                unless(
                                        !route.writes()
                                                || OF_ALL.contains(route.noun())
                                                || route.path().endsWith("/domains/check"))));
        callers.put(
                "entered, read-only",
                new Caller(entered(master, false), route -> unless(!route.writes())));
        callers.put(
                "entered, may change",
                new Caller(
                        entered(master, true),
                        route -> unless(!route.writes() || !SECRETS.contains(route.noun()))));
        return callers;
    }

    private static int error(Api api, RouteLine route) {
        Api dry = api.with("Prefer", "dry-run");
        Answer answer =
                route.equals(IMPORT)
                        ? dry.send("POST", route.path(), "text/csv", "email\n")
                        : dry.json(route.path(), "{}");
        if (answer.header("Content-Type").startsWith("text/csv")) {
            return 0;
        }
        return answer.error() == 401 || answer.error() == 403 ? answer.error() : 0;
    }

    @Test
    void everyCallOfAccounts_isOpenToWhomItIsMeantForAlone() throws IOException {
        List<RouteLine> routes = new ArrayList<>(Routes.ofAccounts(server));
        routes.add(IMPORT);
        Map<String, Caller> callers = callers();
        List<String> open = new ArrayList<>();
        StringBuilder table = new StringBuilder();
        callers.forEach((name, caller) -> {
            for (RouteLine route : routes) {
                int error = error(caller.api(), route);
                table.append(
                        "%-24s %-36s %s%n"
                                .formatted(name, route.path(), error == 0 ? "may" : error));
                if (error != caller.expected().error(route)) {
                    open.add(name + " " + route.path() + ": " + error);
                }
            }
        });
        Files.writeString(TABLE, table);

        assertThat(open).isEmpty();
        assertThat(routes).hasSizeGreaterThanOrEqualTo(30);
    }

    @Test
    void usersOfAccounts_makeNoCallOfAdministrators() {
        Api master = users.signedIn(users.add(true));
        List<String> open = new ArrayList<>();
        for (RouteLine route : Routes.of(server)) {
            if (error(master, route) != 403) {
                open.add(route.path());
            }
        }

        assertThat(open).isEmpty();
    }

    @Test
    void callsOfAUser_areCountedTogetherWhateverTheSession() {
        TestClock clock = TestClock.standing();
        try (TestServer slow =
                        TestServer.start(StoreKind.SQLITE, clock, "api.calls-per-minute=20");
                PortalUsers people = new PortalUsers(slow, clock)) {
            NewUser user = people.add(true);
            NewUser other = people.addTo(user.account(), false);
            List<Api> sessions = List.of(people.signedIn(user), people.signedIn(user));
            for (int i = 0; i < 20; i++) {
                sessions.get(i % 2).call("/api/v1.1/account/get").ok();
            }

            for (Api session : sessions) {
                Answer answer = session.call("/api/v1.1/account/get");
                assertThat(answer.error()).isEqualTo(429);
                assertThat(answer.errorText()).contains(user.name());
            }
            people.signedIn(other).call("/api/v1.1/account/get").ok();
        }
    }
}
