package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Mail that waits without a sender: counted, held, released and purged all the same. */
@ParameterizedClass
@EnumSource
class WaitingMailTest {
    private static final int CAMPAIGN = 7;
    private static final int SENT = 6;

    private final Api api;
    private final PlainNode node;
    private final long account;
    private final long one;
    private final long two;
    private final Api own;

    WaitingMailTest(StoreKind kind) {
        TestServer server = TestServer.of(kind);
        this.api = server.api();
        this.node = PlainNode.of(server).open();
        this.account = api.newAccount();
        this.one = newSender();
        this.two = newSender();
        this.own = api.newTokenOf(account).api();
    }

    private long newSender() {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "ips",
                        List.of(Body.members("node_id", node.id(), "ip", "127.0.0.9")),
                        "account_ids",
                        List.of(account))
                .savedId();
    }

    private void rules(Object... rules) {
        api.call(
                        "vsenders/add",
                        "account_id",
                        account,
                        "name",
                        Api.unique("virtual"),
                        "email_rules",
                        List.of(rules))
                .ok();
    }

    private static Object rule(String type, String value, long... senders) {
        List<Object> shares =
                Arrays.stream(senders)
                        .<Object>mapToObj(id ->
                                Body.members("sender_id", id, "percent", 100 / senders.length))
                        .toList();
        return Body.members("type", type, "value", value, "senders", shares);
    }

    private void send(int messages, String from) {
        for (int i = 0; i < messages; i++) {
            own.call(
                            "/api/v1.1/messages/send",
                            "from",
                            "me@" + from,
                            "to",
                            "someone@recipient.example",
                            "subject",
                            "Hello",
                            "text",
                            "Hello.",
                            "campaign_id",
                            CAMPAIGN)
                    .ok();
        }
    }

    private Answer campaign(String call, long sender) {
        return api.call("senders/queue/" + call, "id", sender, "campaign_id", CAMPAIGN);
    }

    private static long held(Answer stats) {
        List<Tree> rows = stats.ok().at("data").items();
        return rows.isEmpty() ? 0 : rows.getFirst().at("hold").number();
    }

    private long held() {
        return held(api.call("accounts/queue/stats", "id", account));
    }

    private long ledger(String member) {
        Tree ledger = api.call("ledger/get", "account_id", account).ok().at("data");
        assertThat(ledger.at("balanced").flag()).isTrue();
        return ledger.at(member).number();
    }

    private void sendWhileAllIsHeld() {
        rules(rule("default", "", one, two));
        campaign("hold", one).ok();
        campaign("hold", two).ok();
        send(SENT, "me.example");
    }

    /** What is routed knows of the node within a second or two. */
    private void awaitRouted() {
        Await.until(() -> held() == 0);
    }

    private void assertTouches(Answer answer, int touched) {
        assertThat(answer.ok().header("Recipients-Touched")).isEqualTo("" + touched);
    }

    @Test
    void eachSenderOfItsRule_countsAndPurgesIt() {
        sendWhileAllIsHeld();
        for (long sender : List.of(one, two)) {
            assertThat(held(campaign("stats", sender))).isEqualTo(SENT);
            Answer dry =
                    api.with("Prefer", "dry-run")
                            .call("senders/queue/purge", "id", sender, "campaign_id", CAMPAIGN)
                            .ok();
            assertThat(dry.at("touches.messages").number()).isEqualTo(SENT);
            assertTouches(dry, SENT);
        }

        assertTouches(campaign("purge", one), SENT);
        assertTouches(campaign("purge", two), 0);
        campaign("release", one).ok();
        campaign("release", two).ok();

        assertThat(ledger("purged")).isEqualTo(SENT);
        assertThat(ledger("queued")).isZero();
        assertThat(node.lease()).isEmpty();
    }

    @Test
    void releasedMail_goesByASenderOfItsRule() {
        sendWhileAllIsHeld();

        assertTouches(campaign("release", two), SENT);

        Await.until(() -> held(campaign("stats", one)) == 0);
        Await.until(() -> leased(two) == SENT);
        campaign("release", one).ok();
        assertThat(ledger("queued")).isEqualTo(SENT);
    }

    private long leased;

    private long leased(long sender) {
        List<Tree> tasks = node.lease();
        assertThat(tasks).allMatch(task -> task.at("sender").number() == sender);
        leased += tasks.size();
        return leased;
    }

    @Test
    void aSenderThatItsRuleDoesNotName_reachesNothingOfIt() {
        rules(rule("from_domain", "one.example", one), rule("default", "", two));
        campaign("hold", one).ok();
        campaign("hold", two).ok();
        send(2, "one.example");
        send(1, "other.example");

        assertThat(held(campaign("stats", one))).isEqualTo(2);
        assertThat(held(campaign("stats", two))).isEqualTo(1);
        assertTouches(campaign("purge", two), 1);
        assertThat(held(campaign("stats", one))).isEqualTo(2);
        assertThat(ledger("purged")).isEqualTo(1);
    }

    @Test
    void mailOfADeletedSender_isReachedByTheOthersOfItsRule() {
        rules(rule("default", "", one, two));
        campaign("hold", two).ok();
        send(SENT, "me.example");
        api.call("senders/delete", "id", one).ok();

        for (String call : Stream.of("stats", "hold", "release", "purge").toList()) {
            assertThat(campaign(call, one).error()).as(call).isEqualTo(404);
        }
        assertThat(held()).isEqualTo(SENT);
        Await.until(() -> held(campaign("stats", two)) == SENT);
        assertTouches(campaign("purge", two), SENT);
        assertThat(ledger("purged")).isEqualTo(SENT);
    }

    /** No virtual sender, and the only one that serves the account is deleted. */
    @Test
    void anAccountsMail_isReachedWhateverTheSender() {
        send(SENT, "me.example");
        api.call("senders/delete", "id", one).ok();
        api.call("senders/delete", "id", two).ok();
        assertThat(held()).isEqualTo(SENT);

        Answer other = api.call("accounts/queue/purge", "id", account, "campaign_id", 8);
        assertTouches(other, 0);
        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("accounts/queue/purge", "id", account, "campaign_id", CAMPAIGN);
        assertThat(dry.ok().at("touches.messages").number()).isEqualTo(SENT);
        assertThat(held()).isEqualTo(SENT);
        assertTouches(api.call("accounts/queue/purge", "id", account, "isp", "OTHER"), SENT);
        assertThat(held()).isZero();
        assertThat(ledger("purged")).isEqualTo(SENT);
    }

    @Test
    void anAccountsHold_suspendsItsMailOfEverySenderAndMailThatComesLater() {
        rules(rule("default", "", one, two));
        send(SENT, "me.example");
        awaitRouted();
        assertTouches(
                api.call("accounts/queue/hold", "id", account, "campaign_id", CAMPAIGN), SENT);
        send(SENT, "me.example");

        assertThat(held()).isEqualTo(2 * SENT);
        assertThat(node.lease()).isEmpty();
        Tree hold = api.call("senders/queue/holds", "account_id", account).ok().at("data").at("0");
        assertThat(hold.at("sender_id").number()).isZero();
        assertThat(hold.at("campaign_id").number()).isEqualTo(CAMPAIGN);
        Answer narrower = api.call("senders/queue/release", "id", one, "account_id", account);
        assertThat(narrower.error()).isEqualTo(409);
        assertThat(narrower.errorText()).contains("release account " + account);

        assertTouches(api.call("accounts/queue/release", "id", account), 2 * SENT);

        awaitRouted();
        assertThat(node.lease()).hasSize(2 * SENT);
    }

    @Test
    void anAccountsStop_reachesWhatANodeHolds() {
        rules(rule("default", "", one, two));
        send(1, "me.example");
        awaitRouted();
        assertThat(node.lease()).hasSize(1);

        api.call("accounts/queue/hold", "id", account, "campaign_id", CAMPAIGN).ok();

        // those of other tests on this server stand among them
        List<Tree> stops =
                node.ok("sync", PlainNode.sync(0)).at("stops").items().stream()
                        .filter(stop -> stop.at("of").text().equals("sender"))
                        .filter(stop ->
                                stop.has("account") && stop.at("account").number() == account)
                        .toList();
        assertThat(stops.getLast().at("sender").number()).isZero();
        Tree receipt = api.call("accounts/get", "id", account).ok().at("data.receipts.0");
        assertThat(receipt.at("kind").text()).isEqualTo("held");
        assertThat(receipt.at("complete").flag()).isFalse();
    }

    /** What a dry run of switching a node on promises is what comes of it. */
    @Test
    void aNodeThatIsSwitchedOn_isReckonedWithAsItWillBe() {
        rules(rule("default", "", one, two));
        api.call("nodes/mta/deactivate", "id", node.id()).ok();
        node.ok("sync", PlainNode.sync(0).replace("\"running\":true", "\"running\":false"));
        Answer dry = api.with("Prefer", "dry-run").call("nodes/mta/activate", "id", node.id()).ok();

        List<Tree> shares =
                dry.at("impact.shares").items().stream()
                        .filter(row -> row.at("account_id").number() == account)
                        .toList();
        assertThat(shares).isNotEmpty();
        assertThat(shares.getFirst().at("senders").items())
                .extracting(sender -> "" + sender.at("share"))
                .containsExactly("50.00", "50.00");
    }
}
