package io.mailyard.senders;

import static io.mailyard.senders.SomeSenders.ip;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What senders use is not deleted; senders of other types. */
@ParameterizedClass
@EnumSource
class SenderUseTest {
    private final Api api;
    private final SomeSenders given;

    SenderUseTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.given = new SomeSenders(api);
    }

    @Test
    void twoSenders_mayShareAnIp() {
        given.newSender("ips", List.of(ip(1, "127.0.0.9", "")));
        long second = given.newSender("ips", List.of(ip(1, "127.0.0.9", "")));

        assertThat(given.get(second).at("ips.0.ip").text()).isEqualTo("127.0.0.9");
    }

    @Test
    void nodeWithAnIp_isNotDeleted() {
        long node = api.call("nodes/save", "name", Api.unique("n"), "host", "localhost").savedId();
        long id = given.newSender("ips", List.of(ip(node, "127.0.0.7", "")));
        String name = given.get(id).at("name").text();

        Answer used = api.call("nodes/delete", "id", node);
        assertThat(used.error()).isEqualTo(409);
        assertThat(used.errorText()).contains("'" + name + "'");
        api.call("senders/delete", "id", id).ok();
        assertThat(api.call("nodes/delete", "id", node).error()).isEqualTo(409);
        api.call("senders/undelete", "id", id).ok();
        api.call("senders/akmta/save", "id", id, "ips", List.of()).ok();
        api.call("nodes/delete", "id", node).ok();
    }

    @Test
    void policyInUse_isNotDeleted() {
        String strategy = given.saved("strategies");
        String ispStrategy = given.saved("strategies");
        String isp = given.saved("isps");
        String rule = given.saved("retry_rules");
        String lock = given.saved("lock_rules", "pattern", "x");
        String key = given.saved("keys", "domain", "example.org", "selector", Api.unique("s"));
        long id =
                given.newSender(
                        "strategy",
                        strategy,
                        "isp_strategies",
                        List.of(Body.members("isp", isp, "strategy", ispStrategy)),
                        "retry_rule",
                        rule,
                        "lock_rules",
                        List.of(lock),
                        "dkim_keys",
                        List.of(key));
        Tree sender = given.get(id);
        Map<String, Long> uses =
                Map.of(
                        "strategies",
                        sender.at("strategy_id").number(),
                        "isps",
                        sender.at("isp_strategies.0.isp_id").number(),
                        "retry_rules",
                        sender.at("retry_rule_id").number(),
                        "lock_rules",
                        sender.at("lock_rule_ids.0").number(),
                        "keys",
                        sender.at("dkim_key_ids.0").number());
        long strategyOfIsp = sender.at("isp_strategies.0.strategy_id").number();

        uses.forEach((noun, policy) -> {
            Answer refused = api.call(noun + "/delete", "id", policy);
            assertThat(refused.error()).as(noun).isEqualTo(409);
            assertThat(refused.errorText()).contains("sender '" + sender.at("name").text() + "'");
        });
        assertThat(api.call("strategies/delete", "id", strategyOfIsp).error()).isEqualTo(409);
        api.call(
                        "senders/akmta/save",
                        "id",
                        id,
                        "strategy",
                        "60:60",
                        "isp_strategies",
                        List.of(),
                        "retry_rule",
                        "default",
                        "lock_rules",
                        List.of(),
                        "dkim_keys",
                        List.of())
                .ok();
        uses.forEach((noun, policy) -> api.call(noun + "/delete", "id", policy).ok());
    }

    @Test
    void otherType_isKeptListedAndSaysThatItCannotSend() {
        String name = Api.unique("sender");
        long id =
                api.call(
                                "senders/other/save",
                                "name",
                                name,
                                "type",
                                "sms_notify",
                                "channel_type",
                                "custom")
                        .savedId();

        assertThat(api.call("senders/list", "from_id", id, "limit", 1).ok().at("data.0").names())
                .containsExactly("id", "name", "type", "channel_type");
        Tree sender = given.get(id);
        assertThat(sender.at("type").text()).isEqualTo("sms_notify");
        assertThat(sender.at("channel_type").text()).isEqualTo("custom");
        assertThat(sender.has("ips")).isFalse();
        assertThat(texts(sender.at("problems")))
                .anyMatch(problem -> problem.contains("cannot send"));
        Answer asAkmta = api.call("senders/akmta/save", "id", id, "name", name);
        assertThat(asAkmta.error()).isEqualTo(409);
        assertThat(asAkmta.errorText()).contains("sms_notify", "senders/other/save");
        api.call("senders/other/save", "id", id, "channel_type", "sms").ok();
        assertThat(given.get(id).at("channel_type").text()).isEqualTo("sms");
        assertThat(api.call("senders/other/save", "id", given.newSender(), "type", "x").error())
                .isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource({
        "akmta, custom, type",
        "'', custom, type",
        "Sms, custom, type",
        "sms, a b, channel_type",
        "sms, '', channel_type"
    })
    void badOtherType_is400(String type, String channel, String field) {
        Answer answer =
                api.call(
                        "senders/other/save",
                        "name",
                        Api.unique("s"),
                        "type",
                        type,
                        "channel_type",
                        channel);

        assertThat(answer.error()).isEqualTo(400);
        assertThat(answer.at("errors.0.field").text()).isEqualTo(field);
    }
}
