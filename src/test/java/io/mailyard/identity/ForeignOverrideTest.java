package io.mailyard.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.Tree;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** Overrides of rules that write as a domain of another account's. */
@ParameterizedClass
@StoresOfRun
class ForeignOverrideTest {
    private final TwoTenants two;
    private final String nobodys = Api.unique("nobodys") + ".example";

    ForeignOverrideTest(StoreKind kind) {
        this.two = TwoTenants.on(kind);
    }

    private static Map<String, @Nullable Object> share(long sender, int percent, String from) {
        return Body.members("sender_id", sender, "percent", percent, "from_email", from);
    }

    private Answer add(TwoTenants.Tenant tenant, Object... shares) {
        Map<String, @Nullable Object> rule =
                Body.members("type", "default", "senders", List.of(shares));
        return two.api.call(
                "vsenders/add",
                "account_id",
                tenant.account(),
                "name",
                Api.unique("v"),
                "email_rules",
                List.of(rule));
    }

    @Test
    void anothersDomain_isRefusedWhereTheRuleIsSaved() {
        Answer refused = add(two.neighbour, share(two.sender, 100, "ceo@sub." + two.domain));
        assertThat(refused.error()).isEqualTo(400);
        assertThat(refused.at("errors.0.field").text())
                .isEqualTo("email_rules[0].senders[0].from_email");
        assertThat(refused.errorText()).contains(two.domain).doesNotContain(two.owner.name());
        add(two.owner, share(two.sender, 100, "ceo@sub." + two.domain)).ok();
        add(two.neighbour, share(two.sender, 100, "a@" + nobodys)).ok();
        two.policy(two.neighbour, "require");
        assertThat(add(two.neighbour, share(two.sender, 100, "a@" + nobodys)).error())
                .isEqualTo(400);
        two.policy(two.neighbour, "off");
        add(two.neighbour, share(two.sender, 100, "ceo@" + two.domain)).ok();
    }

    /**
     * Saved before the domain had an owner: the sender is left out, and its mail waits for none.
     */
    @Test
    void overrideNoLongerAllowed_excludesItsSender() {
        long second = secondSender();
        long v =
                add(two.neighbour, share(two.sender, 99, "a@" + nobodys), share(second, 1, ""))
                        .savedId();
        two.own(two.owner.account(), nobodys);

        Answer proof = route(v);
        assertThat(leftOut(proof)).containsExactly("domain", "");
        assertThat(proof.at("data.to.0.sender_id").number()).isEqualTo(second);
        String to = TwoTenants.recipient();
        long message = sent(to);
        assertThat(TwoTenants.got(to)).doesNotContain(nobodys);
        Answer replay = two.api.call("messages/route", "id", message).ok();
        assertThat(replay.toString()).contains("\"left_out\":\"domain\"");
    }

    @Test
    void withoutAnyAllowedSender_mailWaits() {
        add(two.neighbour, share(two.sender, 100, "a@" + nobodys)).ok();
        two.own(two.owner.account(), nobodys);
        String to = TwoTenants.recipient();
        long message = sent(to);
        assertThat(
                        two.api
                                .call("messages/get", "id", message)
                                .ok()
                                .at("data.to.0.sender_id")
                                .nothing())
                .isTrue();
        two.policy(two.neighbour, "off");
        assertThat(TwoTenants.got(to)).contains("a@" + nobodys).doesNotContain("DKIM-Signature");
    }

    /** The From that was submitted counts, though another is put in its place. */
    @Test
    void submittedFrom_countsToo() {
        add(two.neighbour, share(two.sender, 100, "a@" + nobodys)).ok();
        assertThat(two.send(two.neighbour, "ceo@" + two.domain, TwoTenants.recipient()).error())
                .isEqualTo(403);
    }

    private long secondSender() {
        long second =
                two.api
                        .call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("second"),
                                "ips",
                                List.of(Body.members("node_id", 1, "ip", "127.0.0.1")),
                                "account_ids",
                                List.of(two.neighbour.account()))
                        .savedId();
        Await.until(() -> two.api.call("nodes/mta/status", "id", 1).at("data.synced").flag());
        return second;
    }

    private Answer route(long vsender) {
        return two.api
                .call(
                        "messages/route",
                        "account_id",
                        two.neighbour.account(),
                        "vsender_id",
                        vsender,
                        "from",
                        "me@" + Api.unique("x") + ".example",
                        "to",
                        TwoTenants.recipient())
                .ok();
    }

    private static List<String> leftOut(Answer proof) {
        return proof.at("data.to.0.candidates").items().stream()
                .map(item -> item.at("left_out"))
                .map(Tree::text)
                .toList();
    }

    private long sent(String to) {
        return Long.parseLong(
                two.send(two.neighbour, "me@" + Api.unique("x") + ".example", to)
                        .ok()
                        .at("data.message_id")
                        .text());
    }
}
