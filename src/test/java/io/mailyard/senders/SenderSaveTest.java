package io.mailyard.senders;

import static io.mailyard.senders.SomeSenders.ip;
import static io.mailyard.senders.SomeSenders.numbers;
import static io.mailyard.senders.SomeSenders.texts;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code senders/akmta/save} and {@code akmta/get} (section 5). */
@ParameterizedClass
@EnumSource
class SenderSaveTest {
    private final Api api;
    private final SomeSenders given;

    SenderSaveTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.given = new SomeSenders(api);
    }

    @Test
    void newSender_hasTheShippedPoliciesUnlessTold() {
        Tree sender = given.get(given.newSender());

        assertThat(sender.names())
                .startsWith(
                        "id",
                        "name",
                        "type",
                        "channel_type",
                        "ips",
                        "domain_type",
                        "return_path_domain",
                        "strategy",
                        "strategy_id",
                        "isp_strategies",
                        "retry_rule",
                        "retry_rule_id",
                        "lock_rules",
                        "lock_rule_ids",
                        "dkim_keys",
                        "dkim_key_ids",
                        "account_ids",
                        "problems",
                        "created_at",
                        "updated_at",
                        "deleted_at");
        assertThat(sender.at("type").text()).isEqualTo("akmta");
        assertThat(sender.at("channel_type").text()).isEqualTo("email");
        assertThat(sender.at("domain_type").text()).isEqualTo("from");
        assertThat(sender.at("return_path_domain").text()).isEmpty();
        assertThat(sender.at("strategy").text()).isEqualTo("60:60");
        assertThat(sender.at("retry_rule").text()).isEqualTo("default");
        assertThat(sender.at("ips").items()).isEmpty();
        assertThat(sender.at("deleted_at").nothing()).isTrue();
        assertThat(texts(sender.at("problems")))
                .contains("it has no IP to send from: ips names them");
    }

    @Test
    void everyMember_comesBackAsItWasGiven() {
        long node = api.call("nodes/save", "name", Api.unique("n"), "host", "localhost").savedId();
        String fast = given.saved("strategies", "messages_per_connection", 500);
        String rule = given.saved("retry_rules", "retries", 3);
        String lock = given.saved("lock_rules", "pattern", "blocked", "duration_minutes", 5);
        String key = given.saved("keys", "domain", "example.com", "selector", Api.unique("s"));
        long account = api.newAccount();
        Object[] members = {
            "ips",
            List.of(
                    ip(1, "127.0.0.2", "Mail.Example.COM"),
                    ip(1, "2001:DB8:0:0::1", ""),
                    ip(node, "127.0.0.2", "")),
            "domain_type",
            "PTR",
            "return_path_domain",
            "Bounces.example.com",
            "strategy",
            fast,
            "isp_strategies",
            List.of(
                    Body.members("isp", "Gmail", "strategy", "60:60"),
                    Body.members("isp", "other", "strategy", fast)),
            "retry_rule",
            rule,
            "lock_rules",
            List.of(lock),
            "dkim_keys",
            List.of(key),
            "account_ids",
            List.of(account, account)
        };

        Tree sender = given.get(given.newSender(members));

        assertThat(Body.json(Body.members("ips", sender.at("ips").raw())))
                .isEqualTo(
                        "{\"ips\":[{\"node_id\":1,\"ip\":\"127.0.0.2\",\"helo\":\"mail.example.com\"},"
                                + "{\"node_id\":1,\"ip\":\"2001:db8::1\",\"helo\":\"\"},"
                                + "{\"node_id\":"
                                + node
                                + ",\"ip\":\"127.0.0.2\",\"helo\":\"\"}]}");
        assertThat(sender.at("domain_type").text()).isEqualTo("ptr");
        assertThat(sender.at("return_path_domain").text()).isEqualTo("bounces.example.com");
        assertThat(sender.at("strategy").text()).isEqualTo(fast);
        assertThat(sender.at("isp_strategies.0.isp").text()).isEqualTo("Gmail");
        assertThat(sender.at("isp_strategies.0.strategy").text()).isEqualTo("60:60");
        assertThat(sender.at("isp_strategies.1.isp").text()).isEqualTo("other");
        assertThat(sender.at("isp_strategies.1.strategy").text()).isEqualTo(fast);
        assertThat(sender.at("retry_rule").text()).isEqualTo(rule);
        assertThat(texts(sender.at("lock_rules"))).containsExactly(lock);
        assertThat(texts(sender.at("dkim_keys"))).containsExactly(key);
        assertThat(numbers(sender.at("account_ids"))).containsExactly(account);
    }

    @Test
    void xml_isTheSame() {
        String name = Api.unique("sender");
        long account = api.newAccount();
        String body =
                "<xml><name>"
                        + name
                        + "</name><ips><node_id>1</node_id><ip>127.0.0.3</ip></ips><strategy>60:60</strategy>"
                        + "<lock_rules/><account_ids>"
                        + account
                        + "</account_ids></xml>";

        long id = api.xml("senders/akmta/save/", body).savedId();

        Tree sender = api.callXml("senders/akmta/get/", "id", id).ok().at("data");
        assertThat(sender.at("name").text()).isEqualTo(name);
        assertThat(sender.at("ips.ip").text()).isEqualTo("127.0.0.3");
        assertThat(sender.at("account_ids").number()).isEqualTo(account);
        assertThat(sender.at("lock_rules").nothing()).isTrue();
    }

    @Test
    void update_keepsWhatIsAbsent() {
        long account = api.newAccount();
        long id =
                given.newSender(
                        "ips",
                        List.of(ip(1, "127.0.0.4", "")),
                        "domain_type",
                        "ptr",
                        "lock_rules",
                        List.of(given.saved("lock_rules", "pattern", "x")),
                        "account_ids",
                        List.of(account));
        Tree before = given.get(id);

        api.call("senders/akmta/save", "id", id, "return_path_domain", "b.example.com").ok();

        Tree after = given.get(id);
        for (String member :
                List.of("name", "ips", "domain_type", "strategy", "lock_rules", "account_ids")) {
            assertThat(after.at(member)).as(member).isEqualTo(before.at(member));
        }
        assertThat(after.at("return_path_domain").text()).isEqualTo("b.example.com");
        api.call("senders/akmta/save", "id", id, "ips", List.of(), "account_ids", List.of()).ok();
        assertThat(given.get(id).at("ips").items()).isEmpty();
        assertThat(given.get(id).at("account_ids").items()).isEmpty();
    }

    @Test
    void whatGetAnswers_canBeSavedAgain() {
        long id =
                given.newSender(
                        "ips",
                        List.of(ip(1, "127.0.0.5", "a.example.com")),
                        "isp_strategies",
                        List.of(Body.members("isp", "Gmail", "strategy", "60:60")),
                        "account_ids",
                        List.of(api.newAccount()));
        Tree before = given.get(id);

        Map<String, @Nullable Object> again = Body.members();
        for (String name : before.names()) {
            again.put(name, before.at(name).raw());
        }
        api.json("senders/akmta/save", Body.json(again)).ok();

        assertThat(given.get(id)).isEqualTo(before);
        Answer rows = api.call("audit/list", "object_type", "sender", "object_id", id).ok();
        assertThat(rows.at("data").items()).hasSize(2);
    }

    @Test
    void dryRun_keepsNothing() {
        String name = Api.unique("sender");

        Answer answer =
                api.with("Prefer", "dry-run")
                        .call(
                                "senders/akmta/save",
                                "name",
                                name,
                                "account_ids",
                                List.of(api.newAccount()))
                        .ok();

        assertThat(answer.at("changes").items())
                .extracting(change -> change.at("action").text())
                .containsExactly("senders.save", "senders.assign");
        api.call("senders/akmta/save", "name", name).ok();
    }

    @Test
    void idempotencyKey_makesOne() {
        Api once = api.with("Idempotency-Key", Api.unique("key"));
        String name = Api.unique("sender");

        Answer first = once.call("senders/akmta/save", "name", name).ok();
        Answer again = once.call("senders/akmta/save", "name", name).ok();

        assertThat(again.text()).isEqualTo(first.text());
    }
}
