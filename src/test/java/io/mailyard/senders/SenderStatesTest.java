package io.mailyard.senders;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code senders/list}, {@code assign}, {@code delete} and {@code undelete} (section 5). */
@ParameterizedClass
@EnumSource
class SenderStatesTest {
    private static final String NOTHING =
            "<xml><error>0</error><error_text>Successful operation</error_text></xml>";

    private final Api api;

    SenderStatesTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
    }

    private long newSender(Long... accounts) {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        List.of(accounts))
                .savedId();
    }

    private Tree get(long id) {
        return api.call("senders/akmta/get", "id", id).ok().at("data");
    }

    private List<Long> accounts(long id) {
        return get(id).at("account_ids").items().stream().map(Tree::number).toList();
    }

    private List<Long> listed(Object... filter) {
        return api
                .json("senders/list", Body.json(Body.members(filter)))
                .ok()
                .at("data")
                .items()
                .stream()
                .map(row -> row.at("id").number())
                .toList();
    }

    @Test
    void list_isAPageAndCounts() {
        long first = newSender();
        long second = newSender();

        Answer page = api.call("senders/list/", "from_id", first, "limit", 1).ok();

        assertThat(page.at("data").items()).hasSize(1);
        assertThat(page.at("data.0.id").number()).isEqualTo(first);
        assertThat(page.at("data.0").names()).containsExactly("id", "name", "type", "channel_type");
        // another class may have made one between the two
        assertThat(page.at("next_from_id").number())
                .isEqualTo(listed("from_id", first).get(1))
                .isLessThanOrEqualTo(second);
        assertThat(page.at("total_count").number()).isGreaterThanOrEqualTo(2);
    }

    @Test
    void list_ofAnAccountHasThoseThatItMaySendBy() {
        long account = api.newAccount();
        long sender = newSender(account);
        newSender();

        assertThat(listed("account_id", account)).containsExactly(sender);
        assertThat(api.call("senders/list", "account_id", account).at("total_count").number())
                .isOne();
        assertThat(api.call("senders/list", "account_id", Long.MAX_VALUE).error()).isEqualTo(404);
        api.call("accounts/delete", "id", account).ok();
        assertThat(api.call("senders/list", "account_id", account).error()).isEqualTo(404);
        assertThat(accounts(sender)).containsExactly(account);
    }

    @Test
    void boundToken_seesTheSendersOfItsOwnAccountsAlone() {
        long account = api.newAccount();
        long sender = newSender(account);
        Api bound = api.newToken("account_ids", List.of(account)).api();

        Answer own = bound.call("senders/list", "account_id", account).ok();
        assertThat(own.at("data.0.id").number()).isEqualTo(sender);
        assertThat(bound.call("senders/list").error()).isEqualTo(403);
        assertThat(bound.call("senders/list", "account_id", api.newAccount()).error())
                .isEqualTo(403);
        for (String path : List.of("akmta/get", "delete", "undelete", "akmta/save")) {
            assertThat(bound.call("senders/" + path, "id", sender).error()).as(path).isEqualTo(403);
        }
        assertThat(bound.call("senders/assign", "id", newSender(), "account_id", account).error())
                .isEqualTo(403);
        Api reader = api.newToken("scopes", List.of("senders:read")).api();
        reader.call("senders/list").ok();
        assertThat(reader.call("senders/delete", "id", sender).error()).isEqualTo(403);
    }

    @Test
    void assign_isTakenBackAndRepeated() {
        long account = api.newAccount();
        long sender = newSender();

        assertThat(api.callXml("senders/assign/", "id", sender, "account_id", account).text())
                .isEqualTo(NOTHING);
        api.call("senders/assign", "id", sender, "account_id", account).ok();
        assertThat(accounts(sender)).containsExactly(account);
        assertThat(
                        api.call(
                                        "senders/assign",
                                        "id",
                                        sender,
                                        "account_id",
                                        account,
                                        "assigned",
                                        false)
                                .text())
                .isEqualTo("{\"error\":0,\"error_text\":\"Successful operation\"}");
        api.call("senders/assign", "id", sender, "account_id", account, "assigned", 0).ok();
        assertThat(accounts(sender)).isEmpty();
        Answer audit =
                api.call(
                                "audit/list",
                                "object_type",
                                "sender",
                                "account_id",
                                account,
                                "order",
                                "asc")
                        .ok();
        assertThat(audit.at("data").items())
                .extracting(row -> row.at("action").text())
                .containsExactly("senders.assign", "senders.unassign");
    }

    @Test
    void assign_toWhatIsNotThere_is404() {
        long account = api.newAccount();
        long sender = newSender();
        long other =
                api.call(
                                "senders/other/save",
                                "name",
                                Api.unique("s"),
                                "type",
                                "sms",
                                "channel_type",
                                "sms")
                        .savedId();

        assertThat(api.call("senders/assign", "id", Long.MAX_VALUE, "account_id", account).error())
                .isEqualTo(404);
        assertThat(api.call("senders/assign", "id", sender, "account_id", Long.MAX_VALUE).error())
                .isEqualTo(404);
        assertThat(api.call("senders/assign", "id", sender).error()).isEqualTo(400);
        api.call("senders/assign", "id", other, "account_id", account).ok();
        api.call("accounts/delete", "id", account).ok();
        assertThat(api.call("senders/assign", "id", sender, "account_id", account).error())
                .isEqualTo(404);
        api.call("senders/assign", "id", other, "account_id", account, "assigned", false).ok();
    }

    @Test
    void delete_isUndoneByUndeleteExactly() {
        long id = api.newAccount();
        long two = api.newAccount();
        long sender = newSender(two, id);
        Tree before = get(sender);

        assertThat(api.callXml("senders/delete/", "id", sender).text())
                .isEqualTo(
                        "<xml><data/><error>0</error><error_text>Successful operation</error_text></xml>");

        Tree deleted = get(sender);
        assertThat(deleted.at("deleted_at").nothing()).isFalse();
        assertThat(deleted.at("account_ids")).isEqualTo(before.at("account_ids"));
        assertThat(listed("from_id", sender, "limit", 1)).doesNotContain(sender);
        assertThat(listed("account_id", id)).isEmpty();
        assertThat(listed("from_id", sender, "limit", 1, "include_deleted", true))
                .containsExactly(sender);
        assertThat(api.call("senders/delete", "id", sender).error()).isEqualTo(404);
        assertThat(api.call("senders/akmta/save", "id", sender, "domain_type", "ptr").error())
                .isEqualTo(404);
        assertThat(api.call("senders/assign", "id", sender, "account_id", id).error())
                .isEqualTo(404);

        assertThat(api.callXml("senders/undelete/", "id", sender).text()).isEqualTo(NOTHING);
        api.call("senders/undelete", "id", sender).ok();

        Tree after = get(sender);
        for (String member : before.names()) {
            // the delete has left a receipt, and that is kept
            if (!member.equals("updated_at") && !member.equals("receipts")) {
                assertThat(after.at(member)).as(member).isEqualTo(before.at(member));
            }
        }
        assertThat(api.call("senders/undelete", "id", Long.MAX_VALUE).error()).isEqualTo(404);
        Answer audit =
                api.call("audit/list", "object_type", "sender", "object_id", sender, "order", "asc")
                        .ok();
        assertThat(audit.at("data").items())
                .extracting(row -> row.at("action").text())
                .containsExactly(
                        "senders.save",
                        "senders.assign",
                        "senders.assign",
                        "senders.delete",
                        "senders.undelete");
    }

    @Test
    void accountIds_replaceWhatIsAssigned() {
        long id = api.newAccount();
        long two = api.newAccount();
        long three = api.newAccount();
        long sender = newSender(id, two);

        api.call("senders/akmta/save", "id", sender, "account_ids", List.of(three, two)).ok();

        assertThat(accounts(sender)).containsExactly(two, three);
        api.call("accounts/delete", "id", two).ok();
        api.call("senders/akmta/save", "id", sender, "account_ids", List.of(two, three)).ok();
        Answer answer =
                api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        List.of(two));
        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo("account_ids[0]");
    }

    @Test
    void dryRun_ofAnAccountsDeleteCountsItsSenders() {
        long account = api.newAccount();
        newSender(account);

        Answer answer = api.with("Prefer", "dry-run").call("accounts/delete", "id", account).ok();

        assertThat(answer.at("touches.senders").number()).isOne();
    }
}
