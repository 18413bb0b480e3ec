package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestClock;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * {@code senders/queue/...} and {@code ledger/get}, by senders that have no address to send from.
 */
@ParameterizedClass
@EnumSource
class QueueCallsTest {
    private static final String SEND = "/api/v1.1/messages/send";

    private final TestClock clock = new TestClock();
    private final TestServer server;
    private final Api api;

    QueueCallsTest(StoreKind kind) {
        server = TestServer.start(kind, clock, "submission.listen=");
        api = server.api();
    }

    @AfterEach
    void close() {
        server.close();
    }

    private long newSender(long... accounts) {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        java.util.Arrays.stream(accounts).boxed().toList())
                .savedId();
    }

    /** One message each to Gmail and to a domain that is of no ISP. */
    private void send(long account, long campaign) {
        api.newTokenOf(account)
                .api()
                .call(
                        SEND,
                        "from",
                        "me@example.com",
                        "to",
                        List.of("ann@gmail.com", "bob@a.example"),
                        "subject",
                        "Hello",
                        "text",
                        "Hello",
                        "campaign_id",
                        campaign)
                .ok();
    }

    private Tree stats(Object... namesAndValues) {
        return api.call("senders/queue/stats", namesAndValues).ok().at("data");
    }

    /** {@code new, hold} of the only row. */
    private String total(long sender) {
        Tree row = stats("id", sender).at("0");
        return row.at("new").number() + ", " + row.at("hold").number();
    }

    private Tree ledger(long account) {
        return api.call("ledger/get", "account_id", account).ok().at("data");
    }

    @Test
    void stats_answerAsDocumented() {
        long sender = newSender();
        for (String lane :
                List.of(
                        "1, %d, 306, 4591, 'Gmail', '', 60, 0, 40, NULL",
                        "2, %d, 306, 4591, 'Yahoo', '', 40, 0, 60, NULL",
                        "3, %d, 306, 4914, 'Gmail', '', 10, 40, 10, NULL",
                        "4, %d, 306, 4914, 'Yahoo', '', 30, 50, 0, 5")) {
            server.tamper(
                    "INSERT INTO lanes (id, sender_id, account_id, campaign_id, isp, domain, fresh, retry, proc, stopped_at,"
                            + " due_at, expires_at, clock_offset, account_state, purged, tie_version, accepted_at) VALUES ("
                            + String.format(Locale.ROOT, lane, sender)
                            + ", 1, 253402300799999, 0, '', 0, 0, 0)");
        }

        Answer json = api.call("senders/queue/stats/", "id", sender, "group", "account_campaign");
        Answer xml = api.callXml("senders/queue/stats/", "id", sender, "group", "account_campaign");

        assertThat(json.text())
                .isEqualTo(
                        "{\"data\":[{\"account_id\":306,\"campaign_id\":4591,\"hold\":0,\"isp\":\"\",\"new\":100,\"proc\":100,"
                                + "\"retry\":0,\"total\":200},{\"account_id\":306,\"campaign_id\":4914,\"hold\":80,\"isp\":\"\","
                                + "\"new\":10,\"proc\":10,\"retry\":40,\"total\":140}],\"error\":0,"
                                + "\"error_text\":\"Successful operation\"}");
        assertThat(xml.text())
                .isEqualTo(
                        "<xml><data><account_id>306</account_id><campaign_id>4591</campaign_id><hold>0</hold><isp></isp>"
                                + "<new>100</new><proc>100</proc><retry>0</retry><total>200</total></data><data>"
                                + "<account_id>306</account_id><campaign_id>4914</campaign_id><hold>80</hold><isp></isp>"
                                + "<new>10</new><proc>10</proc><retry>40</retry><total>140</total></data><error>0</error>"
                                + "<error_text>Successful operation</error_text></xml>");
    }

    @Test
    void stats_areGroupedAndSifted() {
        long id = api.newAccount();
        long two = api.newAccount();
        long sender = newSender(id, two);
        send(id, 7);
        send(id, 8);
        send(two, 0);

        assertThat(stats("id", sender).items()).hasSize(1);
        assertThat(stats("id", sender).at("0.total").number()).isEqualTo(6);
        assertThat(stats("id", sender).at("0.account_id").number()).isZero();
        assertThat(stats("id", sender, "group", "account").items())
                .extracting(row -> row.at("account_id").number() + ":" + row.at("total").number())
                .containsExactly(id + ":4", two + ":2");
        assertThat(stats("id", sender, "group", "isp").items())
                .extracting(row -> row.at("isp").text() + ":" + row.at("new").number())
                .containsExactly("Gmail:3", "other:3");
        Tree part = stats("id", sender, "account_id", id, "campaign_id", 8, "isp", "other");
        assertThat(part.at("0").at("total").number()).isEqualTo(1);
        assertThat(part.at("0").at("campaign_id").number()).isEqualTo(8);
        assertThat(stats("id", newSender()).at("0.total").number()).isZero();
        assertThat(stats("id", newSender(), "group", "account").items()).isEmpty();
        assertThat(api.call("senders/queue/stats", "id", 999).error()).isEqualTo(404);
    }

    @Test
    void hold_suspendsMailUntilItIsReleased_alsoMailThatComesLater() {
        long account = api.newAccount();
        long sender = newSender(account);
        send(account, 7);

        api.call("senders/queue/hold", "id", sender, "isp", "Gmail", "reason", "blocked").ok();
        send(account, 7);
        send(account, 8);

        assertThat(total(sender)).isEqualTo("3, 3");
        Tree held = api.call("senders/queue/holds", "id", sender).ok().at("data.0");
        assertThat(held.at("isp").text()).isEqualTo("Gmail");
        assertThat(held.at("reason").text()).isEqualTo("blocked");
        server.restart("submission.listen=");
        assertThat(new QueueTotal(server.api(), sender).text()).isEqualTo("3, 3");
        Answer released = server.api().call("senders/queue/release", "id", sender).ok();
        assertThat(released.at("released").number()).isEqualTo(1);
        assertThat(new QueueTotal(server.api(), sender).text()).isEqualTo("6, 0");
    }

    /** As {@link #total}, asked of a server that was started again. */
    private record QueueTotal(Api api, long sender) {
        String text() {
            Tree row = api.call("senders/queue/stats", "id", sender).ok().at("data.0");
            return row.at("new").number() + ", " + row.at("hold").number();
        }
    }

    @Test
    void recipientsTouched_isOfChangesThatWereMadeAlone() {
        long account = api.newAccount();
        long sender = newSender(account);
        send(account, 7);

        Api outdated = api.with("Changes-Tag", "0".repeat(32));
        for (Api by : List.of(outdated, outdated.with("Idempotency-Key", "outdated"))) {
            Answer refused = by.call("senders/queue/purge", "id", sender);
            assertThat(refused.error()).isEqualTo(409);
            assertThat(refused.header("Recipients-Touched")).isEmpty();
        }
        Answer dry = api.with("Prefer", "dry-run").call("senders/queue/purge", "id", sender).ok();
        assertThat(dry.header("Recipients-Touched")).isEqualTo("2");
        Api twice = api.with("Idempotency-Key", "purge");
        assertThat(twice.call("senders/queue/purge", "id", sender).header("Recipients-Touched"))
                .isEqualTo("2");
        Answer again = twice.call("senders/queue/purge", "id", sender).ok();
        assertThat(again.header("Idempotency-Replayed")).isEqualTo("true");
        assertThat(again.header("Recipients-Touched")).isEmpty();
    }

    @Test
    void anIspOfAHoldOrOfWaitingMail_isNotDeleted() {
        long account = api.newAccount();
        long sender = newSender(account);
        long isp =
                api.call("isps/save", "name", "Acme", "domains", List.of("acme.example")).savedId();
        api.newTokenOf(account)
                .api()
                .call(
                        SEND,
                        "from",
                        "me@example.com",
                        "to",
                        List.of("ann@acme.example"),
                        "subject",
                        "Hello",
                        "text",
                        "Hello")
                .ok();
        api.call("senders/queue/hold", "id", sender, "isp", "acme").ok();

        Answer refused = api.call("isps/delete", "id", isp);
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText())
                .isEqualTo(
                        "ISP 'Acme' is in use by the hold of sender "
                                + sender
                                + ", isp Acme, queued mail of account "
                                + account);
        api.call("senders/queue/release", "id", sender, "isp", "Acme").ok();
        refused = api.call("isps/delete", "id", isp);
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText())
                .isEqualTo("ISP 'Acme' is in use by queued mail of account " + account);
        api.call("senders/queue/purge", "id", sender, "isp", "Acme").ok();
        api.call("isps/delete", "id", isp).ok();
    }

    @Test
    void holdOfTheSamePart_replacesEndAndReason() {
        long sender = newSender();
        api.call("senders/queue/hold", "id", sender, "campaign_id", 7, "reason", "one").ok();
        api.call("senders/queue/hold", "id", sender, "campaign_id", 7, "reason", "two").ok();

        Tree holds = api.call("senders/queue/holds", "id", sender).ok().at("data");
        assertThat(holds.items()).hasSize(1);
        assertThat(holds.at("0.reason").text()).isEqualTo("two");
        assertThat(
                        api.call("audit/list", "object_type", "sender", "object_id", "" + sender)
                                .at("data")
                                .items())
                .extracting(row -> row.at("action").text())
                .containsExactly("senders.save", "senders.queue.hold", "senders.queue.hold");
    }

    @Test
    void release_endsNarrowerHoldsAndNamesWiderOnes() {
        long account = api.newAccount();
        long sender = newSender(account);
        send(account, 7);
        api.call("senders/queue/hold", "id", sender).ok();
        Answer refused = api.call("senders/queue/release", "id", sender, "account_id", account);
        assertThat(refused.error()).isEqualTo(409);
        assertThat(refused.errorText()).contains("release sender " + sender);

        api.call("senders/queue/hold", "id", sender, "account_id", account, "isp", "Gmail").ok();
        Answer released =
                api.call("senders/queue/release", "id", sender, "account_id", account).ok();
        assertThat(released.at("released").number()).isEqualTo(1);
        assertThat(released.at("still_held_by.0.account_id").number()).isZero();
        assertThat(total(sender)).isEqualTo("0, 2");
        api.call("senders/queue/release", "id", sender).ok();
        api.call("senders/queue/release", "id", sender).ok();
        assertThat(total(sender)).isEqualTo("2, 0");
    }

    @Test
    void hold_endsByItselfWhenItsTimeHasCome() {
        long account = api.newAccount();
        long sender = newSender(account);
        send(account, 0);
        api.call(
                        "senders/queue/hold",
                        "id",
                        sender,
                        "until",
                        clock.instant().plus(Duration.ofHours(1)))
                .ok();
        assertThat(total(sender)).isEqualTo("0, 2");

        clock.advance(Duration.ofHours(1));

        Await.until(() -> total(sender).equals("2, 0"));
        Tree row =
                api.call("audit/list", "action", "senders.queue.release", "order", "desc")
                        .at("data.0");
        assertThat(row.at("actor").text()).isEqualTo("system:release");
        Answer past = api.call("senders/queue/hold", "id", sender, "until", "2020-01-01T00:00:00Z");
        assertThat(past.error()).isEqualTo(400);
    }

    @Test
    void purge_answersAsDocumentedAndCounts() {
        long id = api.newAccount();
        long two = api.newAccount();
        long sender = newSender(id, two);
        send(id, 3);
        send(two, 3);

        Answer dryRun =
                api.with("Prefer", "dry-run")
                        .call("senders/queue/purge/", "id", sender, "account_id", id);
        assertThat(dryRun.at("touches.messages").number()).isEqualTo(2);
        assertThat(dryRun.at("touches.accounts").number()).isEqualTo(1);
        assertThat(total(sender)).isEqualTo("4, 0");
        Answer json =
                api.call("senders/queue/purge/", "id", sender, "account_id", id, "campaign_id", 3);
        Answer xml = api.callXml("senders/queue/purge/", "id", sender, "account_id", id);

        assertThat(json.text()).isEqualTo("{\"error\":0,\"error_text\":\"Successful operation\"}");
        assertThat(xml.text())
                .isEqualTo(
                        "<xml><error>0</error><error_text>Successful operation</error_text></xml>");
        assertThat(total(sender)).isEqualTo("2, 0");
        assertThat(ledger(id).at("purged").number()).isEqualTo(2);
        assertThat(ledger(id).at("balanced").flag()).isTrue();
        Await.until(() ->
                api.call("messages/list", "account_id", id).at("data.0.states.purged").number()
                        == 2);
    }

    @Test
    void boundToken_reachesTheQueueOfItsAccountsAlone() {
        long mine = api.newAccount();
        long other = api.newAccount();
        long sender = newSender(mine, other);
        Api bound = api.newToken("account_ids", List.of(mine)).api();

        assertThat(bound.call("senders/queue/stats", "id", sender, "account_id", mine).error())
                .isZero();
        assertThat(bound.call("senders/queue/stats", "id", sender, "account_id", other).error())
                .isEqualTo(403);
        assertThat(bound.call("senders/queue/hold", "id", sender).error()).isEqualTo(403);
        assertThat(bound.call("senders/queue/hold", "id", sender, "account_id", 0).error())
                .isEqualTo(403);
        assertThat(bound.call("ledger/get").error()).isEqualTo(403);
        assertThat(bound.call("ledger/get", "account_id", mine).error()).isZero();
    }
}
