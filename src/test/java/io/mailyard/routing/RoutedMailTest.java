package io.mailyard.routing;

import static io.mailyard.routing.SentMail.got;
import static io.mailyard.routing.SentMail.many;
import static io.mailyard.routing.SentMail.unique;
import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.rule;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail that is routed by virtual senders, from its acceptance to a mail host. */
@ParameterizedClass
@EnumSource
class RoutedMailTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";

    private final SentMail mail;
    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long first;
    private final long second;

    RoutedMailTest(StoreKind kind) {
        this.mail = SentMail.on(kind);
        this.api = mail.api;
        this.given = mail.given;
        this.account = mail.account;
        this.first = mail.first;
        this.second = mail.second;
    }

    @Test
    void firstRuleThatMatches_wins() {
        long third = given.newSender(account);
        given.newVirtualSender(
                account,
                rule("group_id", 7, share(second, 100)),
                rule("from_domain", "other.example", share(second, 100)),
                rule("to_domain", "recipient.example", share(third, 100)),
                rule("from_email", "Ann@sender.example", share(second, 100)),
                otherwise(share(first, 100)));

        assertThat(mail.senderOf(mail.send("a@recipient.example"))).isEqualTo(third);
        assertThat(mail.senderOf(mail.send("a@recipient.example", "group_id", 7)))
                .isEqualTo(second);
        assertThat(mail.senderOf(mail.send("a@recipient.example", "from", "x@other.example")))
                .isEqualTo(second);
        assertThat(mail.senderOf(mail.send("a@elsewhere.example"))).isEqualTo(second);
        assertThat(mail.senderOf(mail.send("a@elsewhere.example", "from", "bert@sender.example")))
                .isEqualTo(first);
    }

    @Test
    void namedVirtualSender_isUsedInPlaceOfTheFirst() {
        long id = given.newVirtualSender(account, otherwise(share(first, 100)));
        long other = given.newVirtualSender(account, otherwise(share(second, 100)));
        String name = given.get(account, other).at("name").text();

        long plain = mail.send(unique());
        long byId = mail.send(unique(), "vsender_id", other);
        long byName = mail.send(unique(), "vsender_id", name);

        assertThat(mail.senderOf(plain)).isEqualTo(first);
        assertThat(mail.message(plain).at("vsender_id").number()).isEqualTo(id);
        assertThat(mail.senderOf(byId)).isEqualTo(second);
        assertThat(mail.message(byId).at("vsender_id").number()).isEqualTo(other);
        assertThat(mail.senderOf(byName)).isEqualTo(second);
    }

    @Test
    void unknownVirtualSender_isRefusedWithItsValue() {
        long foreignAccount = api.newAccount();
        long foreign =
                given.newVirtualSender(
                        foreignAccount, otherwise(share(given.newSender(foreignAccount), 100)));
        for (Object named : List.of(foreign, "nothing of the kind")) {
            Answer refused = mail.answer(unique(), "vsender_id", named);
            assertThat(refused.error()).isEqualTo(400);
            assertThat(refused.at("errors.0.field").text()).isEqualTo("vsender_id");
            assertThat(refused.at("errors.0.reason").text())
                    .contains(named.toString())
                    .contains("names no virtual sender of account " + account);
        }
    }

    @Test
    void headersOfSmtp_nameItAndTheGroupAndDoNotTravel() {
        long named =
                given.newVirtualSender(
                        account,
                        rule("group_id", 12, share(second, 100)),
                        otherwise(share(first, 100)));
        String name = given.get(account, named).at("name").text();
        api.newUser(account, "anna", "password", PASSWORD);
        String to = unique();
        try (RawSmtp client =
                RawSmtp.signedIn(
                        mail.server.submission(), "anna@" + mail.route.accountName(), PASSWORD)) {
            String head = "From: ann@sender.example\r\nX-Group-Id: 12\r\nX-Virtual-Sender: ";
            assertThat(client.mail("ann@sender.example", to, head + name + "\r\n\r\nHello"))
                    .startsWith("250");
            assertThat(client.mail("ann@sender.example", to, head + "no such one\r\n\r\nHello"))
                    .startsWith("550 5.7.1 X-Virtual-Sender: 'no such one' names no virtual");
        }
        String text = new String(got(to).raw(), StandardCharsets.UTF_8);
        assertThat(text).doesNotContainIgnoringCase("x-virtual").doesNotContain("X-Group");
        Tree sent = api.call("messages/list", "account_id", account, "to", to).ok().at("data.0");
        assertThat(mail.senderOf(sent.at("id").number())).isEqualTo(second);
        assertThat(sent.at("group_id").number()).isEqualTo(12);
    }

    @Test
    void recipientsOfOneMessage_areSharedByTheirPercents() {
        given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));
        List<String> to =
                IntStream.range(0, 200).mapToObj(i -> "r" + i + "@recipient.example").toList();

        long id = mail.send(to);

        long byFirst =
                mail.message(id).at("to").items().stream()
                        .filter(item -> item.at("sender_id").number() == first)
                        .count();
        // 100 expected, a deviation of 7.07: one in 10^10 messages is beyond
        assertThat(byFirst).isBetween(55L, 145L);
    }

    @Test
    void senderThatIsHeld_isPassedOverAndComesBack() {
        given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));
        api.call("senders/queue/hold", "id", first, "reason", "moving").ok();

        assertThat(mail.sendersOf(mail.send(many()))).containsExactly(second);

        api.call("senders/queue/release", "id", first).ok();
        assertThat(mail.sendersOf(mail.send(many()))).containsExactlyInAnyOrder(first, second);
    }

    @Test
    void withoutAvailableSender_mailIsSuspendedUntilOneReturns() {
        long virtual =
                given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));
        api.call("senders/queue/hold", "id", first).ok();
        api.call("senders/delete", "id", second).ok();

        long message = mail.send(many());

        Tree to = mail.message(message).at("to.0");
        assertThat(to.at("state").text()).isEqualTo("hold");
        assertThat(to.at("sender_id").nothing()).isTrue();
        assertThat(to.at("stands_for").text())
                .isEqualTo("no sender of virtual sender " + virtual + " can send");
        api.call("senders/undelete", "id", second).ok();
        mail.awaitState(message, "delivered");
        assertThat(mail.sendersOf(message)).containsExactly(second);
    }

    @Test
    void deletedSender_leavesItsMailToTheOthersOfTheRule() {
        long third = given.newSender(account);
        given.newVirtualSender(account, otherwise(share(second, 50), share(third, 50)));
        long message;
        SentMail.HOST.at("RCPT", new FakeMailHost.Does.Says("451 4.2.0 later"));
        try {
            message = mail.send(many());
            mail.awaitState(message, "retry");
        } finally {
            SentMail.HOST.asUsual();
        }
        assertThat(mail.sendersOf(message)).containsExactlyInAnyOrder(second, third);

        api.call("senders/delete", "id", second).ok();

        Await.until(() -> mail.sendersOf(message).equals(Set.of(third)));
        // not to the first that is assigned: the rules do not name it
        assertThat(mail.message(message).at("states.retry").number()).isEqualTo(40);
        assertThat(mail.route.ledger(api).at("balanced").flag()).isTrue();
    }

    @Test
    void senderWithoutAddresses_isPassedOver() {
        given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));
        api.call("senders/akmta/save", "id", second, "ips", List.of()).ok();
        assertThat(mail.sendersOf(mail.send(many()))).containsExactly(first);
        api.call("senders/assign", "id", first, "account_id", account, "assigned", false).ok();
        assertThat(mail.message(mail.send(unique())).at("to.0.state").text()).isEqualTo("hold");
    }

    @Test
    void accountWithoutVirtualSender_sendsByItsFirst() {
        assertThat(mail.senderOf(mail.send(unique()))).isEqualTo(first);
        long id = given.newVirtualSender(account, otherwise(share(second, 100)));
        assertThat(mail.senderOf(mail.send(unique()))).isEqualTo(second);
        api.call("vsenders/delete", "account_id", account, "id", id).ok();
        assertThat(mail.senderOf(mail.send(unique()))).isEqualTo(first);
    }

    @Test
    void dryRun_tellsTheSendersAndKeepsNothing() {
        long id = given.newVirtualSender(account, otherwise(share(second, 100)));
        Tree told =
                api.withToken(mail.route.token())
                        .with("Prefer", "dry-run")
                        .call(
                                "/api/v1.1/messages/send",
                                "from",
                                "ann@sender.example",
                                "to",
                                unique(),
                                "text",
                                "x")
                        .ok()
                        .at("data");

        assertThat(told.at("vsender_id").number()).isEqualTo(id);
        assertThat(told.at("sender_id").number()).isEqualTo(second);
        assertThat(told.at("standing").number()).isZero();
    }
}
