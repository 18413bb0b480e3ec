package io.mailyard.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Routes;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Parameters that a call does not know (docs/spec/admin-api.md, section 1 "Unknown parameters").
 */
class UnknownParametersTest {
    private static final String ADMIN = "/api/v1.1/admin/";

    /** Every call of the guides, and those that stand where the guides are silent. */
    private static final Set<String> LENIENT =
            Set.of(
                    """
                    accounts/list accounts/save accounts/delete accounts/activate accounts/deactivate \
                    accounts/freeze accounts/unfreeze \
                    accounts/users/list accounts/users/add accounts/users/update accounts/users/delete \
                    accounts/users/send_welcome \
                    nodes/list nodes/mta/status nodes/mta/sync nodes/mta/activate nodes/mta/deactivate \
                    senders/list senders/akmta/save senders/akmta/get senders/assign senders/delete senders/undelete \
                    senders/queue/stats senders/queue/hold senders/queue/release \
                    vsenders/list vsenders/get vsenders/add vsenders/update vsenders/clone vsenders/delete \
                    /api/v1.1/vsenders/clone /api/v1.1/vsenders/delete\
                    """
                            .split(" "));

    private static TestServer server;
    private static Api api;
    private static Api own;

    @BeforeAll
    static void start() {
        server = TestServer.of(StoreKind.SQLITE);
        api = server.api();
        own = api.newTokenOf(api.newAccount(), "scopes", List.of("write", "content:read")).api();
    }

    @Test
    void everyCallButTheGuides_refusesWhatItDoesNotKnow_inBodyAndQuery() {
        List<Routes.RouteLine> lines = new ArrayList<>(Routes.of(server));
        lines.addAll(Routes.ofAccounts(server));
        Set<String> lenient = new TreeSet<>();
        for (Routes.RouteLine line : lines) {
            Api caller = (line.own() ? own : api).with("Prefer", "dry-run");
            Answer answer = caller.json(line.path() + "?in_query=1&format=json", "{\"in_body\":1}");

            assertThat(answer.header("Unknown-Parameters"))
                    .as(line.path())
                    .isEqualTo("in_body, in_query");
            List<String> named = answer.error() == 0 ? List.of() : ParametersTest.fields(answer);
            if (named.contains("in_body")) {
                assertThat(named).as(line.path()).contains("in_query");
            } else {
                lenient.add(line.path().replace(ADMIN, ""));
            }
        }
        assertThat(lenient).containsExactlyInAnyOrderElementsOf(LENIENT);
    }

    @Test
    void preference_loosensAStrictCall_andTightensALenientOne() {
        Api lenient = api.with("Prefer", "handling=lenient");
        Api strict = api.with("Prefer", "handling=strict");

        assertThat(lenient.call("tariffs/list", "x", 1).ok().header("Unknown-Parameters"))
                .isEqualTo("x");
        assertThat(lenient.json("tariffs/list?x=1", "{}").ok().header("Unknown-Parameters"))
                .isEqualTo("x");
        assertThat(ParametersTest.fields(strict.json("accounts/list?x=1", "{}")))
                .containsExactly("x");
        api.json("accounts/list?x=1", "{}").ok();
    }

    @Test
    void everyUnknownName_isAFaultOfItsOwn_besideTheOthers() {
        Answer answer =
                api.json("tariffs/list?limit=2&&=3&lim%69ts&x=1&x=2", "{\"limit\":\"no\",\"y\":2}");

        assertThat(ParametersTest.fields(answer))
                .containsExactlyInAnyOrder("limit", "limit", "limits", "x", "y");
        assertThat(answer.errorText())
                .contains("not read from the query")
                .contains("did you mean limit?");
    }

    @Test
    void purge_thatNamesSomethingUnknown_purgesNothing() {
        assertThat(ParametersTest.fields(api.call("senders/queue/purge", "id", 1, "isps", "x")))
                .containsExactly("isps");
    }
}
