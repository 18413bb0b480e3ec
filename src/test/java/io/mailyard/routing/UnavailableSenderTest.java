package io.mailyard.routing;

import static io.mailyard.routing.SentMail.many;
import static io.mailyard.routing.SentMail.unique;
import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Senders that cannot send for reasons that come and go by themselves. */
@ParameterizedClass
@EnumSource
class UnavailableSenderTest {
    private final SentMail mail;
    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long first;
    private final long second;

    UnavailableSenderTest(StoreKind kind) {
        this.mail = SentMail.on(kind);
        this.api = mail.api;
        this.given = mail.given;
        this.account = mail.account;
        this.first = mail.first;
        this.second = mail.second;
    }

    private String leftOut(long sender, String domain) {
        Tree candidates =
                api.call(
                                "messages/route",
                                "account_id",
                                account,
                                "from",
                                "ann@sender.example",
                                "to",
                                "x@" + domain)
                        .ok()
                        .at("data.to.0.candidates");
        return candidates.items().stream()
                .filter(item -> item.at("sender_id").number() == sender)
                .findFirst()
                .orElseThrow()
                .at("left_out")
                .text();
    }

    @Test
    void lockForAnIsp_leavesItOutThereAlone() {
        String rule = Api.unique("lock");
        api.call(
                        "lock_rules/save",
                        "name",
                        rule,
                        "pattern",
                        "too much from you",
                        "duration_minutes",
                        30)
                .ok();
        api.call("senders/akmta/save", "id", second, "lock_rules", List.of(rule)).ok();
        mail.awaitNode();
        long only = given.newVirtualSender(account, otherwise(share(second, 100)));
        String domain = Api.unique("locked") + ".example";
        SentMail.deferOnce("a@" + domain, "451 4.7.0 too much from you");
        mail.awaitState(mail.send("a@" + domain), "retry");
        api.call(
                        "vsenders/update",
                        "account_id",
                        account,
                        "id",
                        only,
                        "email_rules",
                        List.of(otherwise(share(first, 50), share(second, 50))))
                .ok();

        Await.until(() -> leftOut(second, domain).equals("locked"));

        assertThat(leftOut(second, "other." + domain)).isEmpty();
        for (int i = 0; i < 10; i++) {
            assertThat(mail.senderOf(mail.send("b" + i + "@" + domain))).isEqualTo(first);
        }
    }

    @Test
    void nodesThatDoNotRun_leaveItOut() {
        long node = api.call("nodes/save", "name", Api.unique("n"), "host", "localhost").savedId();
        api.call(
                        "senders/akmta/save",
                        "id",
                        second,
                        "ips",
                        List.of(Body.members("node_id", node, "ip", "127.0.0.9")))
                .ok();
        given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));

        long message = mail.send(many());

        assertThat(mail.sendersOf(message)).isEqualTo(Set.of(first));
        assertThat(leftOut(second, "recipient.example")).isEqualTo("stopped");
    }

    @Test
    void manySuspendedRecipients_areReboundInSteps() {
        given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));
        api.call("senders/queue/hold", "id", second).ok();
        api.call("senders/delete", "id", first).ok();
        long message =
                mail.send(
                        IntStream.range(0, 900)
                                .mapToObj(i -> "s" + i + "@recipient.example")
                                .toList());
        assertThat(mail.sendersOf(message)).isEqualTo(Set.of(0L));

        api.call("senders/undelete", "id", first).ok();

        Await.until(() -> mail.sendersOf(message).equals(Set.of(first)));
        assertThat(mail.message(message).at("states.hold").number()).isZero();
        assertThat(mail.route.ledger(api).at("balanced").flag()).isTrue();
        Tree proof = api.call("messages/route", "id", message).ok().at("data.to.0");
        assertThat(proof.at("replayed").flag()).isTrue();
        assertThat(proof.at("candidates.1.left_out").text()).isEqualTo("held");
    }

    @Test
    void rawMessage_namesItsVirtualSenderInItsHeader() {
        given.newVirtualSender(account, otherwise(share(first, 100)));
        long other = given.newVirtualSender(account, otherwise(share(second, 100)));
        String raw =
                "From: ann@sender.example\r\nX-Virtual-Sender: "
                        + other
                        + "\r\nX-Group-Id: 4\r\nSubject: raw\r\n\r\nHello\r\n";
        String to = unique();

        Tree sent =
                api.withToken(mail.route.token())
                        .call(
                                "/api/v1.1/messages/send",
                                "to",
                                to,
                                "raw",
                                Base64.getEncoder()
                                        .encodeToString(raw.getBytes(StandardCharsets.UTF_8)))
                        .ok()
                        .at("data");

        Tree message = mail.message(Long.parseLong(sent.at("message_id").text()));
        assertThat(message.at("vsender_id").number()).isEqualTo(other);
        assertThat(message.at("group_id").number()).isEqualTo(4);
        assertThat(message.at("to.0.sender_id").number()).isEqualTo(second);
    }
}
