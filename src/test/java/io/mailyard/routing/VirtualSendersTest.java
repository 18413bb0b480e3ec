package io.mailyard.routing;

import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.rule;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code vsenders/...} (docs/spec/admin-api.md, section 6). */
@ParameterizedClass
@EnumSource
class VirtualSendersTest {
    private final TestServer server;
    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long sender;

    VirtualSendersTest(StoreKind kind) {
        this.server = TestServer.of(kind);
        this.api = server.api();
        this.given = new SomeRules(api);
        this.account = api.newAccount();
        this.sender = given.newSender(account);
    }

    @Test
    void everyMember_comesBackInItsOneForm() {
        long other = given.newSender(account);
        long sms = given.newSmsSender(account);

        long id =
                api.call(
                                "vsenders/add",
                                "account_id",
                                account,
                                "name",
                                "All rules",
                                "email_rules",
                                List.of(
                                        rule("group_id", "7", share(sender, 100)),
                                        rule("From_Domain", "Bücher.Example", share(sender, 100)),
                                        rule("to_domain", "EXAMPLE.org.", share(other, 100)),
                                        rule("from_email", "Ann@Example.COM", share(other, 100)),
                                        otherwise(
                                                share(sender, 30, "from_email", "a@Example.com"),
                                                share(
                                                        other,
                                                        70,
                                                        "replyto_email",
                                                        "b@example.com",
                                                        "from_name",
                                                        "Anna Ö."))),
                                "sms_rules",
                                List.of(otherwise(share(sms, 100, "from_name", "Example"))))
                        .savedId();

        Tree item = given.get(account, id);
        assertThat(Body.json(Body.members("r", item.at("email_rules").raw())))
                .isEqualTo(
                        "{\"r\":["
                                + wire("group_id", "7", plain(sender, 100))
                                + ","
                                + wire(
                                        "from_domain",
                                        "\"xn--bcher-kva.example\"",
                                        plain(sender, 100))
                                + ","
                                + wire("to_domain", "\"example.org\"", plain(other, 100))
                                + ","
                                + wire("from_email", "\"ann@example.com\"", plain(other, 100))
                                + ","
                                + wire(
                                        "default",
                                        "\"\"",
                                        wire(sender, 30, "a@example.com", "", "")
                                                + ","
                                                + wire(other, 70, "", "b@example.com", "Anna Ö."))
                                + "]}");
        assertThat(item.at("sms_rules.0.senders.0.from_name").text()).isEqualTo("Example");
        assertThat(item.at("sms_rules.0.type").text()).isEqualTo("default");
    }

    private static String wire(String type, String value, String senders) {
        return "{\"type\":\"" + type + "\",\"value\":" + value + ",\"senders\":[" + senders + "]}";
    }

    private static String plain(long sender, int percent) {
        return wire(sender, percent, "", "", "");
    }

    private static String wire(long sender, int percent, String from, String reply, String name) {
        return "{\"sender_id\":"
                + sender
                + ",\"percent\":"
                + percent
                + ",\"from_email\":\""
                + from
                + "\",\"replyto_email\":\""
                + reply
                + "\",\"from_name\":\""
                + name
                + "\"}";
    }

    @Test
    void get_hasTheDocumentedMembersFirst() {
        Tree item =
                given.get(account, given.newVirtualSender(account, otherwise(share(sender, 100))));

        assertThat(item.names())
                .containsExactly(
                        "id",
                        "name",
                        "email_rules",
                        "sms_rules",
                        "account_id",
                        "created_at",
                        "updated_at");
    }

    @Test
    void xml_isTheSame() {
        String name = Api.unique("virtual");
        String share =
                "<senders array='true'><sender_id>"
                        + sender
                        + "</sender_id><percent>100</percent><from_email>no-reply@example.com</from_email>"
                        + "<from_name></from_name></senders>";
        String body =
                "<xml><account_id>"
                        + account
                        + "</account_id><name>"
                        + name
                        + "</name><email_rules><type>from_domain</type><value>example.com</value>"
                        + share
                        + "</email_rules><email_rules><type>default</type><value></value>"
                        + share
                        + "</email_rules><sms_rules array='true'/></xml>";

        long id = api.xml("vsenders/add/", body).savedId();

        Tree item = api.callXml("vsenders/get/", "account_id", account, "id", id).ok().at("data");
        assertThat(item.at("name").text()).isEqualTo(name);
        assertThat(item.at("email_rules").items()).hasSize(2);
        assertThat(item.at("email_rules.0.senders.from_email").text())
                .isEqualTo("no-reply@example.com");
        assertThat(item.at("sms_rules").nothing()).isTrue();
        assertThat(given.get(account, id).at("email_rules.1.senders.0.percent").number())
                .isEqualTo(100);
    }

    @Test
    void list_hasTheAccountsOwnByTheirChannels() {
        long sms = given.newSmsSender(account);
        long first = given.newVirtualSender(account, otherwise(share(sender, 100)));
        long second =
                api.call(
                                "vsenders/add",
                                "account_id",
                                account,
                                "name",
                                "SMS alone",
                                "sms_rules",
                                List.of(otherwise(share(sms, 100))))
                        .savedId();
        long foreign = api.newAccount();
        given.newVirtualSender(foreign, otherwise(share(given.newSender(foreign), 100)));

        Answer all = api.call("vsenders/list", "account_id", account).ok();
        Answer page = api.call("vsenders/list", "account_id", account, "limit", 1).ok();
        Answer rest = api.call("vsenders/list", "account_id", account, "from_id", second).ok();

        assertThat(all.at("total_count").number()).isEqualTo(2);
        assertThat(all.at("data").items())
                .extracting(item -> item.at("id").number())
                .containsExactly(first, second);
        assertThat(all.at("data.0.email_channel").flag()).isTrue();
        assertThat(all.at("data.0.sms_channel").flag()).isFalse();
        assertThat(all.at("data.1.email_channel").flag()).isFalse();
        assertThat(all.at("data.1.sms_channel").flag()).isTrue();
        assertThat(page.at("next_from_id").number()).isEqualTo(second);
        assertThat(rest.at("data").items()).hasSize(1);
    }

    @Test
    void update_keepsWhatIsAbsent() {
        long id = given.newVirtualSender(account, otherwise(share(sender, 100)));
        Tree before = given.get(account, id);

        api.call("vsenders/update", "account_id", account, "id", id, "name", "Renamed").ok();

        Tree after = given.get(account, id);
        assertThat(after.at("name").text()).isEqualTo("Renamed");
        assertThat(after.at("email_rules")).isEqualTo(before.at("email_rules"));
        api.call("vsenders/update", "account_id", account, "id", id, "name", "Renamed").ok();
        assertThat(audited(id)).containsExactly("vsenders.add", "vsenders.update");
    }

    @Test
    void rename_doesNotAskAboutSendersThatAreGone() {
        long id = given.newVirtualSender(account, otherwise(share(sender, 100)));
        api.call("senders/delete", "id", sender).ok();

        api.call("vsenders/update", "account_id", account, "id", id, "name", "Renamed").ok();

        Tree rules = given.get(account, id).at("email_rules");
        Answer again =
                api.call(
                        "vsenders/update",
                        "account_id",
                        account,
                        "id",
                        id,
                        "email_rules",
                        rules.raw());
        assertThat(again.at("errors.0.field").text())
                .isEqualTo("email_rules[0].senders[0].sender_id");
        assertThat(again.at("errors.0.reason").text())
                .isEqualTo("sender " + sender + " is deleted");
    }

    @Test
    void clone_isNamedAfterItsOriginalAndNeedsNoAccount() {
        long id = given.newVirtualSender(account, otherwise(share(sender, 100)));
        String name = given.get(account, id).at("name").text();

        long copy = api.call("vsenders/clone", "id", id).savedId();
        long named = api.call("/api/v1.1/vsenders/clone/", "id", id, "name", "Other").savedId();

        assertThat(given.get(account, copy).at("name").text()).isEqualTo("Clone of " + name);
        assertThat(given.get(account, named).at("name").text()).isEqualTo("Other");
        assertThat(given.get(account, copy).at("email_rules"))
                .isEqualTo(given.get(account, id).at("email_rules"));
        Answer again = api.call("vsenders/clone", "account_id", account, "id", id);
        assertThat(again.error()).isEqualTo(409);
        assertThat(again.errorText())
                .contains("'Clone of " + name + "' is taken by virtual sender " + copy);
        Answer foreign = api.call("vsenders/clone", "account_id", api.newAccount(), "id", id);
        assertThat(foreign.error()).isEqualTo(404);
    }

    @Test
    void clone_ofALongNameAsksForAShorterOne() {
        long id =
                api.call(
                                "vsenders/add",
                                "account_id",
                                account,
                                "name",
                                "n".repeat(120),
                                "email_rules",
                                List.of(otherwise(share(sender, 100))))
                        .savedId();

        Answer refused = api.call("vsenders/clone", "id", id);

        assertThat(refused.error()).isEqualTo(400);
        assertThat(refused.at("errors.0.field").text()).isEqualTo("name");
        assertThat(refused.at("errors.0.reason").text()).contains("129 characters");
    }

    @Test
    void delete_leavesNothing() {
        long id = given.newVirtualSender(account, otherwise(share(sender, 100)));

        Answer deleted = api.call("vsenders/delete", "account_id", account, "id", id).ok();

        assertThat(deleted.text()).startsWith("{\"data\":null,");
        assertThat(api.call("vsenders/get", "account_id", account, "id", id).error())
                .isEqualTo(404);
        assertThat(api.call("vsenders/delete", "account_id", account, "id", id).error())
                .isEqualTo(404);
        assertThat(audited(id)).containsExactly("vsenders.add", "vsenders.delete");
    }

    @Test
    void names_areUniqueInTheirAccountAlone() {
        long id = given.newVirtualSender(account, otherwise(share(sender, 100)));
        String name = given.get(account, id).at("name").text();
        long other = api.newAccount();
        long otherSender = given.newSender(other);

        Answer taken = add(account, name, sender);

        assertThat(taken.error()).isEqualTo(409);
        assertThat(taken.errorText()).contains("taken by virtual sender " + id);
        assertThat(add(account, name.toUpperCase(Locale.ROOT), sender).error()).isEqualTo(409);
        add(other, name, otherSender).ok();
    }

    private Answer add(long owner, String name, long by) {
        return api.call(
                "vsenders/add",
                "account_id",
                owner,
                "name",
                name,
                "email_rules",
                List.of(otherwise(share(by, 100))));
    }

    @Test
    void dryRun_keepsNothingAndAKeyMakesOne() {
        Api dry = api.with("Prefer", "dry-run");
        Object[] members = {
            "account_id",
            account,
            "name",
            "Once",
            "email_rules",
            List.of(otherwise(share(sender, 100)))
        };

        Answer dryRun = dry.call("vsenders/add", members).ok();

        assertThat(dryRun.at("changes.0.action").text()).isEqualTo("vsenders.add");
        assertThat(api.call("vsenders/list", "account_id", account).at("total_count").number())
                .isZero();
        Api once = api.with("Idempotency-Key", Api.unique("key"));
        long first = once.call("vsenders/add", members).savedId();
        assertThat(once.call("vsenders/add", members).savedId()).isEqualTo(first);
        assertThat(api.call("vsenders/list", "account_id", account).at("total_count").number())
                .isEqualTo(1);
    }

    @Test
    void token_reachesItsOwnAccountsAlone() {
        long id = given.newVirtualSender(account, otherwise(share(sender, 100)));
        Api bound = api.newToken("scopes", List.of("write"), "account_ids", List.of(account)).api();
        Api elsewhere =
                api.newToken("scopes", List.of("write"), "account_ids", List.of(api.newAccount()))
                        .api();
        Api reading = api.newToken("scopes", List.of("vsenders:read")).api();

        bound.call("vsenders/clone", "id", id).ok();
        assertThat(elsewhere.call("vsenders/clone", "id", id).error()).isEqualTo(404);
        assertThat(elsewhere.call("vsenders/list", "account_id", account).error()).isEqualTo(403);
        reading.call("vsenders/list", "account_id", account).ok();
        assertThat(reading.call("vsenders/delete", "account_id", account, "id", id).error())
                .isEqualTo(403);
    }

    @Test
    void accountsState_letsAllPassButOfADeletedOne() {
        long id = given.newVirtualSender(account, otherwise(share(sender, 100)));
        api.call("accounts/freeze", "id", account).ok();
        api.call("accounts/deactivate", "id", account).ok();
        api.call("vsenders/update", "account_id", account, "id", id, "name", "Frozen").ok();

        api.call("accounts/delete", "id", account).ok();

        for (String verb : List.of("list", "get", "update", "clone", "delete")) {
            assertThat(api.call("vsenders/" + verb, "account_id", account, "id", id).error())
                    .as(verb)
                    .isEqualTo(404);
        }
        assertThat(add(account, "More", sender).error()).isEqualTo(404);
        api.call("accounts/restore", "id", account).ok();
        assertThat(given.get(account, id).at("name").text()).isEqualTo("Frozen");
    }

    @Test
    void account_hasAThousandAndNoMore() {
        server.tamper(
                "INSERT INTO vsenders (id, account_id, name, email_rules, sms_rules, shares, created_at, updated_at)"
                        + " WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1000)"
                        + " SELECT "
                        + account * 1_000_000
                        + " + i, "
                        + account
                        + ", 'n' || i, '', '', 0, 0, 0 FROM n");

        Answer refused = add(account, "One more", sender);

        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText()).contains("has 1000 virtual senders");
    }

    private List<String> audited(long id) {
        return api
                .call("audit/list", "object_type", "vsender", "object_id", id)
                .at("data")
                .items()
                .stream()
                .map(row -> row.at("action").text())
                .toList();
    }
}
