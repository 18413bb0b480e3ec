package io.mailyard.routing;

import static io.mailyard.routing.SentMail.many;
import static io.mailyard.routing.SentMail.unique;
import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.rule;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code messages/route}: the proof of a choice, past or imagined. */
@ParameterizedClass
@EnumSource
class RouteProofTest {
    private final SentMail mail;
    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long first;
    private final long second;

    RouteProofTest(StoreKind kind) {
        this.mail = SentMail.on(kind);
        this.api = mail.api;
        this.given = mail.given;
        this.account = mail.account;
        this.first = mail.first;
        this.second = mail.second;
    }

    private Tree proof(long message) {
        return api.call("messages/route", "id", message).ok().at("data");
    }

    @Test
    void pastMessage_isProvedThoughAllHasChanged() {
        long third = given.newSender(account);
        long virtual =
                given.newVirtualSender(
                        account,
                        rule("group_id", 7, share(third, 100)),
                        otherwise(share(first, 50), share(second, 30), share(third, 20)));
        api.call("senders/queue/hold", "id", first).ok();
        long message = mail.send(many());
        Tree before = proof(message);

        api.call(
                        "vsenders/update",
                        "account_id",
                        account,
                        "id",
                        virtual,
                        "name",
                        Api.unique("renamed"),
                        "email_rules",
                        List.of(otherwise(share(first, 100))))
                .ok();
        api.call("senders/queue/release", "id", first).ok();

        Tree proof = proof(message);
        assertThat(proof.at("to").items()).hasSize(40);
        assertThat(proof.at("to.0.candidates")).isEqualTo(before.at("to.0.candidates"));
        for (Tree item : proof.at("to").items()) {
            assertThat(item.at("routed").flag()).isTrue();
            assertThat(item.at("replayed").flag()).isTrue();
            assertThat(item.at("rules.0.why").text()).isEqualTo("the group is 0");
            assertThat(item.at("rules.1.matched").flag()).isTrue();
            assertThat(item.at("rule").number()).isEqualTo(1);
            assertThat(item.at("candidates.0.left_out").text()).isEqualTo("held");
            assertThat(item.at("candidates.1.ips.0.ip").text()).isEqualTo("127.0.0.1");
            assertThat(item.at("sender_id").number()).isIn(second, third);
            mustBeDrawn(item);
        }
    }

    /** The draw lies in the range of the sender that was chosen. */
    private static void mustBeDrawn(Tree item) {
        long draw = item.at("draw").number();
        Tree chosen =
                item.at("candidates").items().stream()
                        .filter(each ->
                                each.at("sender_id").number() == item.at("sender_id").number())
                        .findFirst()
                        .orElseThrow();
        assertThat(draw)
                .isGreaterThanOrEqualTo(chosen.at("draws_from").number())
                .isLessThan(chosen.at("draws_below").number());
        assertThat(item.at("draw_of").number()).isEqualTo(item.at("redrawn").flag() ? 50 : 100);
    }

    @Test
    void hypotheticalMessage_isRoutedLikeARealOneOfTheSameSeed() {
        given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));
        long message = mail.send(List.of(unique(), unique(), unique(), unique()));

        for (Tree item : proof(message).at("to").items()) {
            Tree imagined =
                    imagined("to", "x@recipient.example", "seed", item.at("seed").text())
                            .ok()
                            .at("data.to.0");
            assertThat(imagined.at("sender_id")).isEqualTo(item.at("sender_id"));
            assertThat(imagined.at("draw")).isEqualTo(item.at("draw"));
        }
    }

    private Answer imagined(Object... more) {
        Object[] members = new Object[4 + more.length];
        members[0] = "account_id";
        members[1] = account;
        members[2] = "from";
        members[3] = "Ann <ann@sender.example>";
        System.arraycopy(more, 0, members, 4, more.length);
        return api.call("messages/route", members);
    }

    @Test
    void hypotheticalMessage_namesWhyEachRuleDidNotMatch() {
        given.newVirtualSender(
                account,
                rule("group_id", 7, share(second, 100)),
                rule("from_domain", "other.example", share(second, 100)),
                rule("to_domain", "other.example", share(second, 100)),
                rule("from_email", "bert@sender.example", share(second, 100)),
                otherwise(share(first, 100)));

        Tree item = imagined("to", "x@Recipient.example").ok().at("data.to.0");

        assertThat(item.at("rules").items())
                .extracting(each -> each.at("why").text())
                .containsExactly(
                        "the group is 0",
                        "the domain of From is sender.example",
                        "the recipient's domain is recipient.example",
                        "From is ann@sender.example",
                        "");
        assertThat(item.at("sender_id").number()).isEqualTo(first);
        Tree grouped = imagined("to", "x@recipient.example", "group_id", 7).ok().at("data.to.0");
        assertThat(grouped.at("rules.1.why").text()).isEqualTo("a rule before it matched");
        assertThat(grouped.at("sender_id").number()).isEqualTo(second);
    }

    @Test
    void noneAble_isProvedToo() {
        given.newVirtualSender(account, otherwise(share(second, 100)));
        api.call("senders/assign", "id", second, "account_id", account, "assigned", false).ok();

        Tree item = proof(mail.send(unique())).at("to.0");

        assertThat(item.at("sender_id").nothing()).isTrue();
        assertThat(item.at("draw").nothing()).isTrue();
        assertThat(item.at("candidates.0.left_out").text()).isEqualTo("unassigned");
        assertThat(item.at("replayed").flag()).isTrue();
    }

    @Test
    void withoutVirtualSender_theFirstIsNamed() {
        Tree past = proof(mail.send(unique())).at("to.0");
        Tree imagined = imagined("to", "x@recipient.example").ok().at("data.to.0");

        assertThat(past.at("routed").flag()).isFalse();
        assertThat(past.at("sender_id").number()).isEqualTo(first);
        assertThat(imagined.at("sender_id").number()).isEqualTo(first);
    }

    @Test
    void parameters_areOfOneKind() {
        assertThat(fields(api.call("messages/route"))).containsExactly("account_id", "from", "to");
        assertThat(fields(api.call("messages/route", "id", 1, "to", "a@b.example")))
                .containsExactly("to");
        assertThat(fields(imagined("to", "a@b.example", "seed", "12"))).containsExactly("seed");
        assertThat(fields(imagined("to", "a@b.example", "vsender_id", 9_999_999)))
                .containsExactly("vsender_id");
        assertThat(api.call("messages/route", "id", Long.MAX_VALUE).error()).isEqualTo(404);
    }

    /** As in every other call: whoever reads the answer sees what was refused. */
    @Test
    void refusals_nameTheValue() {
        assertThat(imagined("to", "a@b.example", "vsender_id", 9_999_999).errorText())
                .contains("vsender_id: 9999999 names no virtual sender");
        assertThat(imagined("to", "x", "from", "nobody").errorText())
                .contains("from: 'nobody' is not a mail address", "to: 'x' is not a mail address");
    }

    private static List<String> fields(Answer answer) {
        assertThat(answer.error()).isEqualTo(400);
        return answer.at("errors").items().stream().map(item -> item.at("field").text()).toList();
    }

    @Test
    void foreignToken_findsNothing() {
        long message = mail.send(unique());
        Api elsewhere = api.newToken("account_ids", List.of(api.newAccount())).api();

        assertThat(elsewhere.call("messages/route", "id", message).error()).isEqualTo(404);
        assertThat(
                        elsewhere
                                .call(
                                        "messages/route",
                                        "account_id",
                                        account,
                                        "from",
                                        "a@b.example",
                                        "to",
                                        "c@d.example")
                                .error())
                .isEqualTo(403);
    }

    @Test
    void pages_goOnWhereTheLastEnded() {
        given.newVirtualSender(account, otherwise(share(first, 100)));
        long message = mail.send(many());

        Tree page = api.call("messages/route", "id", message, "limit", 30).ok().at("data");
        Tree rest =
                api.call(
                                "messages/route",
                                "id",
                                message,
                                "from_id",
                                page.at("next_from_id").number())
                        .ok()
                        .at("data");

        assertThat(page.at("to").items()).hasSize(30);
        assertThat(rest.at("to").items()).hasSize(10);
        assertThat(rest.has("next_from_id")).isFalse();
    }
}
