package io.mailyard.impact;

import static io.mailyard.impact.ImpactFixtures.rule;
import static io.mailyard.impact.ImpactFixtures.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What a dry run answers of what a change would mean for mail. */
@ParameterizedClass
@EnumSource
class ImpactTest {
    private final ImpactFixtures yard;
    private final long both;
    private final long lone;
    private final long main;
    private final long reserve;

    ImpactTest(StoreKind kind) {
        this.yard = ImpactFixtures.of(kind);
        this.both = yard.api.newAccount();
        this.lone = yard.api.newAccount();
        this.main = yard.sender(1, both, lone);
        this.reserve = yard.sender(1, both);
    }

    private static List<String> shares(Answer dry, int row) {
        return dry.at("impact.shares." + row + ".senders").items().stream()
                .map(part ->
                        part.at("sender_id").number()
                                + ": "
                                + part.at("percent").number()
                                + " "
                                + part.at("share")
                                + " "
                                + (part.at("left_out").nothing() ? "" : part.at("left_out").text()))
                .map(String::strip)
                .toList();
    }

    private static List<Long> without(Answer dry) {
        return dry.at("impact.accounts_without_sender").items().stream().map(Tree::number).toList();
    }

    @Test
    void deletedSender_isReplacedByTheRest_orByNone() {
        long v =
                yard.vsender(
                        both,
                        rule("to_domain", "a.example", share(reserve, 100)),
                        rule("default", "", share(main, 80), share(reserve, 20)));
        yard.queue(both, 3);
        yard.queue(lone, 2);
        Await.until(() -> yard.queued(lone, main) == 2);

        Answer dry = yard.dry.call("senders/delete", "id", main).ok();

        assertThat(dry.at("impact.accounts").number()).isEqualTo(2);
        long messages = dry.at("impact.messages").number();
        assertThat(messages).isBetween(2L, 5L);
        assertThat(dry.at("impact.rules").number()).isEqualTo(1);
        assertThat(dry.at("impact.shares.0.account_id").number()).isEqualTo(both);
        assertThat(dry.at("impact.shares.0.vsender_id").number()).isEqualTo(v);
        assertThat(dry.at("impact.shares.0.rule").number()).isEqualTo(1);
        assertThat(dry.at("impact.shares.0.type").text()).isEqualTo("default");
        assertThat(shares(dry, 0))
                .containsExactly(main + ": 80 0.00 deleted", reserve + ": 20 100.00");
        assertThat(dry.at("impact.without_sender").number()).isEqualTo(1);
        assertThat(without(dry)).containsExactly(lone);
        assertThat(dry.at("plan_token").text()).startsWith("plan_");
    }

    /** Saved before another account had the domain: mail would not go by that sender. */
    @Test
    void overrideThatIsNoLongerAllowed_hasNoShare() {
        String domain = Api.unique("override") + ".example";
        long third = yard.sender(1, both);
        yard.vsender(
                both,
                rule(
                        "default",
                        "",
                        share(main, 50),
                        Body.members(
                                "sender_id", reserve, "percent", 30, "from_email", "a@" + domain),
                        share(third, 20)));
        Answer before = yard.dry.call("senders/delete", "id", main).ok();
        assertThat(shares(before, 0))
                .containsExactly(
                        main + ": 50 0.00 deleted", reserve + ": 30 60.00", third + ": 20 40.00");
        yard.api.call("domains/add", "account_id", lone, "domain", domain, "verified", true).ok();

        Answer dry = yard.dry.call("senders/delete", "id", main).ok();

        assertThat(shares(dry, 0))
                .containsExactly(
                        main + ": 50 0.00 deleted",
                        reserve + ": 30 0.00 domain",
                        third + ": 20 100.00");
    }

    @Test
    void stoppedNode_stopsItsSendersAlone() {
        long node =
                yard.api
                        .call("nodes/save", "name", Api.unique("node"), "host", "192.0.2.1:8443")
                        .savedId();
        long far = yard.sender(node, lone);
        yard.vsender(lone, rule("default", "", share(main, 60), share(far, 40)));

        Answer dry = yard.dry.call("nodes/mta/deactivate", "id", node).ok();

        assertThat(dry.at("impact.accounts").number()).isEqualTo(1);
        assertThat(shares(dry, 0)).containsExactly(main + ": 60 100.00", far + ": 40 0.00 stopped");
        assertThat(without(dry)).isEmpty();
    }

    @Test
    void impact_usesTheRulesAsTheyWouldBe() {
        long third = yard.sender(1, both);
        long v = yard.vsender(both, rule("default", "", share(main, 100)));
        yard.api.call("senders/queue/hold", "id", reserve, "account_id", both).ok();

        Answer dry =
                yard.dry
                        .call(
                                "vsenders/update",
                                "account_id",
                                both,
                                "id",
                                v,
                                "email_rules",
                                List.of(
                                        rule("group_id", 3, share(reserve, 100)),
                                        rule(
                                                "default",
                                                "",
                                                share(main, 50),
                                                share(reserve, 25),
                                                share(third, 25))))
                        .ok();

        assertThat(dry.at("impact.accounts").number()).isEqualTo(1);
        assertThat(shares(dry, 0)).containsExactly(reserve + ": 100 0.00 held");
        assertThat(shares(dry, 1))
                .containsExactly(
                        main + ": 50 66.67", reserve + ": 25 0.00 held", third + ": 25 33.33");
        assertThat(without(dry)).isEmpty();
    }

    @Test
    void accountThatLosesItsSender_isTheOnlyOneTouched() {
        Answer dry =
                yard.dry
                        .call("senders/assign", "id", main, "account_id", lone, "assigned", false)
                        .ok();
        assertThat(dry.at("impact.accounts").number()).isEqualTo(1);
        assertThat(without(dry)).containsExactly(lone);

        Answer hold = yard.dry.call("senders/queue/hold", "id", main).ok();
        assertThat(hold.at("impact.accounts").number()).isEqualTo(2);
        assertThat(without(hold)).containsExactly(lone);
        assertThat(hold.tree().has("touches")).isTrue();
    }

    @Test
    void emptyChange_touchesNothing() {
        Answer dry = yard.dry.call("senders/undelete", "id", main).ok();
        assertThat(dry.at("impact.accounts").number()).isZero();
        assertThat(dry.at("impact.messages").number()).isZero();
        assertThat(dry.at("impact.shares").items()).isEmpty();
    }

    @Test
    void answer_isTheSameInXml() {
        Answer dry = yard.dry.callXml("senders/delete", "id", main).ok();
        assertThat(dry.at("impact.accounts").number()).isEqualTo(2);
        assertThat(dry.at("impact.accounts_without_sender").text()).isEqualTo(lone + "");
        Answer other = yard.dry.call("tariffs/save", "name", Api.unique("t")).ok();
        assertThat(other.tree().has("impact")).isFalse();
        assertThat(other.tree().has("plan_token")).isFalse();
    }
}
