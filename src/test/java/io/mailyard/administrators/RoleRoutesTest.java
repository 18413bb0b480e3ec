package io.mailyard.administrators;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.access.Scopes;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Routes;
import io.mailyard.testing.Routes.RouteLine;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every call there is, by each role, by an ended session and by nobody. */
class RoleRoutesTest {
    private static final TestServer SERVER = TestServer.of(StoreKind.SQLITE);
    private static final List<RouteLine> ROUTES = Routes.of(SERVER);

    /** Single acts of support, by the end of their path. */
    private static final Map<String, String> ACTS =
            Map.of(
                    "users/send_welcome",
                    Scopes.WELCOME,
                    "suppressions/remove",
                    Scopes.LIFT,
                    "messages/try_now",
                    Scopes.TRY_NOW);

    private static boolean mayCall(String role, RouteLine route) {
        boolean isAct = ACTS.keySet().stream().anyMatch(route.path()::endsWith);
        boolean isOfPeople = route.noun().equals("administrators");
        return switch (role) {
            case "master" -> true;
            case "administrator" -> !route.writes() || !isOfPeople;
            case "support" -> isAct || (!route.writes() && !route.noun().equals("content"));
            case "auditor" ->
                    !route.writes()
                            && Set.of("audit", "reports", "states", "find").contains(route.noun());
            default -> false;
        };
    }

    @ParameterizedTest
    @ValueSource(strings = {"master", "administrator", "support", "auditor"})
    void role_allowsItsCallsAndNoOthers(String role) {
        try (SignInPeople people = new SignInPeople(SERVER)) {
            Api api = people.signedIn(role).with("Prefer", "dry-run");
            for (RouteLine route : ROUTES) {
                Answer answer = api.json(route.path(), "{}");
                String as = role + " " + route;
                if (!mayCall(role, route)) {
                    assertThat(answer.error()).as(as).isEqualTo(403);
                    assertThat(answer.errorText()).as(as).contains("the role '" + role + "'");
                } else if (!answer.header("Content-Type").startsWith("text/csv")) {
                    assertThat(answer.error()).as(as).isNotIn(401, 403, 500);
                }
            }
        }
    }

    @Test
    void endedSessionOrNone_allowsNoCall() {
        try (SignInPeople people = new SignInPeople(SERVER)) {
            SignInPeople.NewPerson person = people.add("master");
            Api ended = people.signedIn(person);
            SERVER.api().call("administrators/sessions/end", "administrator_id", person.id()).ok();
            for (RouteLine route : ROUTES) {
                assertThat(ended.json(route.path(), "{}").error()).as("%s", route).isEqualTo(401);
                assertThat(ended.withToken("").json(route.path(), "{}").error())
                        .as("%s", route)
                        .isEqualTo(401);
            }
        }
    }
}
