package io.mailyard.tasks;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code tasks/list}: its filters and its search. */
@ParameterizedClass
@EnumSource
class TaskListCallTest {
    private final TestServer server;
    private final Api api;
    private final long account;

    TaskListCallTest(StoreKind kind) {
        server = TestServer.of(kind);
        api = server.api();
        account = api.newAccount();
    }

    private void task(String kind, String actor, String reason) {
        server.tamper(
                "INSERT INTO tasks (id, kind, account_id, state, actor, address, user_agent,"
                        + " request_id, reason, details, work, done, total, result, error,"
                        + " created_at, ended_at, owner, owned_until)"
                        + " SELECT coalesce(max(id), 0) + 1000000, '"
                        + kind
                        + "', "
                        + account
                        + ", 'done', '"
                        + actor
                        + "', '', '', '', '"
                        + reason
                        + "', '{}', '', 0, 0, '{}', '', 9000000000000, 9000000000000, '', 0"
                        + " FROM tasks");
    }

    private List<String> kinds(@Nullable Object... filters) {
        Map<String, @Nullable Object> members = Body.members("account_id", account, "order", "asc");
        members.putAll(Body.members(filters));
        Answer list = api.json("tasks/list", Body.json(members)).ok();
        assertThat(list.at("total_count").number()).isEqualTo(list.at("data").items().size());
        return list.at("data").items().stream().map(row -> row.at("kind").text()).toList();
    }

    @Test
    void searchAndKinds_filterTogetherWithTheState() {
        task("users.bulk", "ann@office.example", "Spring cleaning");
        task("senders.bulk", "bob@office.example", "moved to other 100% nodes");
        task("accounts.export", "ann@office.example", "the contract ended");

        assertThat(kinds()).containsExactly("users.bulk", "senders.bulk", "accounts.export");
        assertThat(kinds("search", "BULK")).containsExactly("users.bulk", "senders.bulk");
        assertThat(kinds("search", "bulk ann@")).containsExactly("users.bulk");
        assertThat(kinds("search", "cleaning spring")).containsExactly("users.bulk");
        assertThat(kinds("search", "0%")).containsExactly("senders.bulk");
        assertThat(kinds("search", "nobody")).isEmpty();
        assertThat(kinds("search", " ")).hasSize(3);
        assertThat(kinds("kinds", List.of("users.bulk", "accounts.export")))
                .containsExactly("users.bulk", "accounts.export");
        assertThat(kinds("kinds", List.of())).hasSize(3);
        assertThat(kinds("kinds", List.of("accounts.export"), "search", "moved 100%"))
                .containsExactly("senders.bulk", "accounts.export");
        assertThat(kinds("kinds", List.of("users.bulk"), "search", "x", "state", "failed"))
                .isEmpty();
        assertThat(kinds("kinds", List.of("users.bulk"), "kind", "senders.bulk")).isEmpty();
        assertThat(kinds("search", "ann", "state", "done")).hasSize(2);
        assertThat(kinds("search", "ann", "state", "failed")).isEmpty();
    }
}
