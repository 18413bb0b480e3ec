package io.mailyard.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Acts on many objects, named or by a filter (acceptance 4). */
@ParameterizedClass
@EnumSource
class BulkTest {
    private final Api api;
    private final String word = Api.unique("bulk");

    BulkTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private List<Long> accounts(int count) {
        List<Long> ids = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            ids.add(api.newAccount("title", word + " " + i));
        }
        return ids;
    }

    private Tree ended(Answer started) {
        long id = started.ok().at("data.task_id").number();
        Await.until(() -> !task(id).at("state").text().matches("waiting|running"));
        return task(id);
    }

    private Tree task(long id) {
        return api.call("tasks/get", "id", id).ok().at("data");
    }

    private long matching(String... filter) {
        return api.call(
                        "accounts/list",
                        "search",
                        word,
                        filter.length == 0 ? "limit" : filter[0],
                        filter.length == 0 ? 1 : filter[1])
                .at("total_count")
                .number();
    }

    @Test
    void acceptance4_allMatches_areFrozenAndUnfrozen_eachWithItsAuditRow() {
        List<Long> ids = accounts(45);
        api.newUser(ids.getFirst(), "ann");
        api.newUser(ids.getLast(), "bob");
        api.call("accounts/freeze", "id", ids.get(3), "reason", "unpaid").ok();

        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("accounts/bulk", "act", "freeze", "all", true, "search", word)
                        .ok();
        assertThat(dry.at("data.objects").number()).isEqualTo(45);
        assertThat(dry.at("data.concerned.users").number()).isEqualTo(2);
        assertThat(dry.at("data.concerned.queued").number()).isZero();
        assertThat(dry.at("data.task_id").number()).isZero();
        assertThat(matching("state", "frozen")).isEqualTo(1);

        Tree task =
                ended(
                        api.call(
                                "accounts/bulk",
                                "act",
                                "freeze",
                                "all",
                                true,
                                "search",
                                word,
                                "expected",
                                45,
                                "reason",
                                "unpaid"));
        assertThat(task.at("state").text()).isEqualTo("done");
        assertThat(task.at("done").number()).isEqualTo(45);
        assertThat(task.at("result.done").number()).isEqualTo(44);
        assertThat(task.at("result.unchanged").number()).isEqualTo(1);
        assertThat(task.at("result.failed").number()).isZero();
        assertThat(matching("state", "frozen")).isEqualTo(45);
        Answer one = api.call("accounts/get", "id", ids.get(7)).ok();
        assertThat(one.at("data.frozen_details.reason").text()).isEqualTo("unpaid");
        for (long id : List.of(ids.getFirst(), ids.get(20), ids.getLast())) {
            Answer rows =
                    api.call("audit/list", "action", "accounts.freeze", "account_id", id).ok();
            assertThat(rows.at("data").items()).hasSize(1);
            assertThat(rows.text()).contains("token:");
        }

        Tree thawed =
                ended(
                        api.call(
                                "accounts/bulk",
                                "act",
                                "unfreeze",
                                "all",
                                true,
                                "search",
                                word,
                                "state",
                                "frozen"));
        assertThat(thawed.at("result.done").number()).isEqualTo(45);
        assertThat(matching("state", "active")).isEqualTo(45);
    }

    @Test
    void onlyNamedObjects_areChanged_andFailuresAreListed() {
        List<Long> ids = accounts(4);
        long tariff = api.call("tariffs/save", "name", word).ok().at("data.saved_id").number();
        Answer started =
                api.call(
                        "accounts/bulk",
                        "act",
                        "tariff",
                        "tariff",
                        word,
                        "ids",
                        List.of(ids.get(0), ids.get(2)));
        assertThat(ended(started).at("result.done").number()).isEqualTo(2);
        assertThat(matching("tariff_id", String.valueOf(tariff))).isEqualTo(2);

        List<Long> users = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            users.add(api.newUser(ids.get(1), "u" + i, "active", i != 1));
        }
        long foreign = api.newUser(ids.get(0), "foreign");
        long task =
                api.call(
                                "accounts/users/bulk",
                                "account_id",
                                ids.get(1),
                                "act",
                                "send_welcome",
                                "ids",
                                List.of(users.get(0), users.get(1), foreign))
                        .ok()
                        .at("data.task_id")
                        .number();
        Await.until(() -> task(task).at("state").text().equals("done"));
        assertThat(task(task).at("result").toString()).contains("1");
        Answer failed = api.call("tasks/objects", "id", task, "outcome", "failed").ok();
        assertThat(failed.at("data").items()).hasSize(1);
        assertThat(failed.at("data.0.id").number()).isEqualTo(users.get(1));
        assertThat(failed.at("data.0.name").text()).isEqualTo("u1");
        assertThat(failed.at("data.0.fault").text()).contains("switched off");
        assertThat(failed.at("outcomes.done").number()).isEqualTo(1);
        assertThat(failed.at("outcomes.failed").number()).isEqualTo(1);
        String csv =
                api.send("POST", "tasks/export", "application/json", "{\"id\":" + task + "}")
                        .text();
        assertThat(csv)
                .startsWith("id,account_id,name,outcome,fault\r\n")
                .contains(users.get(1) + "," + ids.get(1) + ",u1,failed,")
                .contains(users.get(0) + "," + ids.get(1) + ",u0,done,\r\n")
                .doesNotContain("foreign");
    }

    @Test
    void users_areActivatedByFilter_onlyInTheirAccount() {
        List<Long> ids = accounts(2);
        for (long account : ids) {
            api.newUser(account, "ann", "lang", "RU");
            api.newUser(account, "bob", "lang", "EN");
        }
        Tree task =
                ended(
                        api.call(
                                "accounts/users/bulk",
                                "account_id",
                                ids.getFirst(),
                                "act",
                                "deactivate",
                                "all",
                                true,
                                "lang",
                                "RU"));
        assertThat(task.at("account_id").number()).isEqualTo(ids.getFirst());
        assertThat(task.at("result.done").number()).isEqualTo(1);
        assertThat(active(ids.getFirst())).isEqualTo(1);
        assertThat(active(ids.getLast())).isEqualTo(2);
        ended(
                api.call(
                        "accounts/users/bulk",
                        "account_id",
                        ids.getLast(),
                        "act",
                        "must_change_password",
                        "all",
                        true));
        assertThat(
                        api.call("accounts/users/get", "account_id", ids.getLast(), "name", "bob")
                                .at("data.must_change_password")
                                .flag())
                .isTrue();
    }

    private long active(long account) {
        return api.call("accounts/users/list", "account_id", account, "active", true)
                .at("total_count")
                .number();
    }

    @Test
    void suppressions_areRemovedByFilter_withTheReasonInTheAudit() {
        long account = accounts(1).getFirst();
        long other = accounts(1).getFirst();
        for (long owner : List.of(account, other)) {
            for (int i = 0; i < 3; i++) {
                String email = "p" + i + (i == 2 ? "@b.example" : "@a.example");
                api.call("suppressions/add", "account_id", owner, "email", email).ok();
            }
        }
        Tree task =
                ended(
                        api.call(
                                "suppressions/bulk",
                                "account_id",
                                account,
                                "act",
                                "remove",
                                "all",
                                true,
                                "search",
                                "a.example",
                                "reason",
                                "list was wrong"));
        assertThat(task.at("result.done").number()).isEqualTo(2);
        assertThat(suppressed(account)).isEqualTo(1);
        assertThat(suppressed(other)).isEqualTo(3);
        Answer rows =
                api.call("audit/list", "action", "suppressions.remove", "account_id", account);
        assertThat(rows.at("data").items()).hasSize(2);
        assertThat(rows.text()).contains("\"removal_reason\":\"list was wrong\"");
        String kept =
                api.call("tasks/objects", "id", task.at("id").number(), "limit", 1).ok().text();
        assertThat(kept).contains("next_from_id").doesNotContain("@a.example");
    }

    private long suppressed(long account) {
        return api.call("suppressions/list", "account_id", account).at("total_count").number();
    }

    @Test
    void senders_areAssignedDeletedAndBroughtBack() {
        long account = accounts(1).getFirst();
        List<Long> senders = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            senders.add(
                    api.call(
                                    "senders/other/save",
                                    "name",
                                    word + i,
                                    "type",
                                    "x",
                                    "channel_type",
                                    "y")
                            .ok()
                            .at("data.saved_id")
                            .number());
        }
        assertThat(
                        ended(
                                        api.call(
                                                "senders/bulk",
                                                "act",
                                                "assign",
                                                "to_account_id",
                                                account,
                                                "all",
                                                true,
                                                "search",
                                                word))
                                .at("result.done")
                                .number())
                .isEqualTo(3);
        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("senders/bulk", "act", "delete", "ids", senders)
                        .ok();
        assertThat(dry.at("data.concerned.accounts").number()).isEqualTo(1);
        assertThat(dry.at("data.concerned.queued").number()).isZero();
        assertThat(dry.tree().has("plan_token")).isFalse();
        assertThat(
                        ended(api.call("senders/bulk", "act", "delete", "ids", senders))
                                .at("result.done")
                                .number())
                .isEqualTo(3);
        assertThat(
                        ended(
                                        api.call(
                                                "senders/bulk",
                                                "act",
                                                "undelete",
                                                "all",
                                                true,
                                                "deleted",
                                                true,
                                                "search",
                                                word))
                                .at("result.done")
                                .number())
                .isEqualTo(3);
    }

    @Test
    void faults_areReported_andNothingIsDone() {
        accounts(2);
        assertThat(api.call("accounts/bulk", "act", "freeze").error()).isEqualTo(400);
        assertThat(
                        api.call("accounts/bulk", "act", "freeze", "all", true, "ids", List.of(1))
                                .error())
                .isEqualTo(400);
        assertThat(api.call("accounts/bulk", "act", "sing", "all", true).text())
                .contains("act", "freeze");
        assertThat(api.call("accounts/bulk", "act", "tariff", "all", true, "search", word).text())
                .contains("is required to change the tariff");
        assertThat(
                        api.call(
                                        "accounts/bulk",
                                        "act",
                                        "tariff",
                                        "tariff",
                                        "nothing" + word,
                                        "all",
                                        true)
                                .error())
                .isEqualTo(404);
        assertThat(
                        api.call(
                                        "accounts/bulk",
                                        "act",
                                        "freeze",
                                        "all",
                                        true,
                                        "search",
                                        word,
                                        "until",
                                        "2001-01-01T00:00:00Z")
                                .error())
                .isEqualTo(400);
        expectations();
    }

    private void expectations() {
        Answer more =
                api.call(
                        "accounts/bulk",
                        "act",
                        "freeze",
                        "all",
                        true,
                        "search",
                        word,
                        "expected",
                        3);
        assertThat(more.error()).isEqualTo(409);
        assertThat(more.text()).contains("2 objects match by now, not 3");
        assertThat(
                        api.call(
                                        "accounts/bulk",
                                        "act",
                                        "freeze",
                                        "all",
                                        true,
                                        "search",
                                        "no" + word)
                                .error())
                .isEqualTo(404);
        assertThat(api.call("accounts/bulk", "act", "freeze", "ids", List.of()).error())
                .isEqualTo(404);
        assertThat(matching("state", "frozen")).isZero();
        Api bound = api.newToken("scopes", List.of("write"), "account_ids", accounts(1)).api();
        Api reader = api.newToken("scopes", List.of("accounts:read", "users:write")).api();
        for (Api stranger : List.of(bound, reader, reader.with("Prefer", "dry-run"))) {
            assertThat(stranger.call("accounts/bulk", "act", "freeze", "all", true).error())
                    .isEqualTo(403);
        }
    }
}
