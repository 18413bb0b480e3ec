package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Who may hold what, by which names, and how many holds one account may have. */
@ParameterizedClass
@EnumSource
class HoldLimitsTest {
    private final Api api;
    private final long mine;
    private final long foreign;
    private final long sender;
    private final Api bound;

    HoldLimitsTest(StoreKind kind) {
        this.api = TestServer.of(kind).api();
        this.mine = api.newAccount();
        this.foreign = api.newAccount();
        this.sender = newSender(mine);
        this.bound =
                api.newToken("scopes", List.of("write"), "account_ids", List.of(foreign)).api();
    }

    private long newSender(long account) {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        List.of(account))
                .savedId();
    }

    private Answer hold(Api by, long account, long campaign) {
        return by.call(
                "senders/queue/hold", "id", sender, "account_id", account, "campaign_id", campaign);
    }

    @Test
    void aBoundToken_holdsOnlyOnSendersOfItsAccount() {
        Answer refused = hold(bound, foreign, 1);
        Answer unknown = bound.call("senders/queue/hold", "id", 1L << 50, "account_id", foreign);

        assertThat(refused.error()).isEqualTo(404);
        assertThat(refused.errorText()).isEqualTo("no sender with id " + sender);
        assertThat(unknown.errorText()).isEqualTo("no sender with id " + (1L << 50));
        for (String call : List.of("stats", "release", "purge")) {
            Answer answer =
                    bound.call("senders/queue/" + call, "id", sender, "account_id", foreign);
            assertThat(answer.error()).as(call).isEqualTo(404);
        }
        api.call("senders/assign", "id", sender, "account_id", foreign, "assigned", true).ok();
        hold(bound, foreign, 1).ok();
    }

    @Test
    void anAccountsHolds_areLimitedAndLeaveRoomForOthers() {
        api.call("senders/assign", "id", sender, "account_id", foreign, "assigned", true).ok();
        for (int campaign = 1; campaign <= 100; campaign++) {
            hold(bound, foreign, campaign).ok();
        }
        Answer tooMany = hold(bound, foreign, 101);
        assertThat(tooMany.error()).isEqualTo(409);
        assertThat(tooMany.errorText())
                .contains("account " + foreign + " on sender " + sender + " has 100 holds");

        hold(api, mine, 1).ok();
        hold(bound, foreign, 100).ok();
        hold(bound, foreign, 0).ok();
        api.call("senders/queue/hold", "id", sender, "isp", "other").ok();
        api.call("senders/queue/hold", "id", sender).ok();
        api.call("accounts/queue/hold", "id", foreign).ok();
    }

    @Test
    void aFloodOfOneAccountsHolds_takesNoRoomFromAnother() throws InterruptedException {
        api.call("senders/assign", "id", sender, "account_id", foreign, "assigned", true).ok();
        Queue<Integer> answers = new ConcurrentLinkedQueue<>();
        List<Thread> flood = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            int first = 1 + 40 * i;
            flood.add(
                    Thread.startVirtualThread(() -> {
                        for (int campaign = first; campaign < first + 40; campaign++) {
                            answers.add(hold(bound, foreign, campaign).error());
                        }
                    }));
        }
        for (int campaign = 1; campaign <= 20; campaign++) {
            hold(api, mine, campaign).ok();
        }
        api.call("senders/queue/hold", "id", sender, "reason", "all").ok();
        for (Thread thread : flood) {
            thread.join();
        }

        assertThat(answers).hasSize(160).allMatch(error -> error == 0 || error == 409);
        assertThat(answers.stream().filter(error -> error == 0)).hasSize(100);
        assertThat(holdsOf(foreign)).isEqualTo(100);
        assertThat(holdsOf(mine)).isEqualTo(20);
        api.call("senders/queue/release", "id", sender, "account_id", foreign).ok();
        assertThat(holdsOf(foreign)).isZero();
        assertThat(holdsOf(mine)).isEqualTo(20);
        hold(bound, foreign, 101).ok();
    }

    private long holdsOf(long account) {
        return api.call("senders/queue/holds", "account_id", account, "limit", 1000)
                .ok()
                .at("data")
                .items()
                .size();
    }

    @Test
    void namesOfIsps_areFoundInAnyCase() {
        for (String given : List.of("gmail", "GMAIL", "Gmail")) {
            api.call("senders/queue/hold", "id", sender, "isp", given).ok();
            api.call("senders/queue/stats", "id", sender, "isp", given).ok();
        }
        for (String given : List.of("other", "Other")) {
            api.call("accounts/queue/hold", "id", mine, "isp", given).ok();
        }
        Tree ofSender = api.call("senders/queue/holds", "id", sender).ok().at("data");
        assertThat(ofSender.items())
                .extracting(hold -> hold.at("isp").text())
                .containsExactly("Gmail");
        Tree ofAccount = api.call("senders/queue/holds", "account_id", mine).ok().at("data");
        assertThat(ofAccount.items())
                .extracting(hold -> hold.at("isp").text())
                .containsExactly("other");
        api.call("senders/queue/release", "id", sender, "isp", "gMail").ok();
    }

    @Test
    void unknownObject_is404AndNothingIsHeld() {
        for (String call : List.of("stats", "hold", "release", "purge")) {
            assertThat(api.call("senders/queue/" + call, "id", sender, "isp", "Nonsense").error())
                    .isEqualTo(404);
            assertThat(
                            api.call("senders/queue/" + call, "id", sender, "account_id", 1L << 50)
                                    .error())
                    .isEqualTo(404);
            assertThat(api.call("accounts/queue/" + call, "id", 1L << 50).error()).isEqualTo(404);
            assertThat(api.call("accounts/queue/" + call, "id", mine, "isp", "Nonsense").error())
                    .isEqualTo(404);
        }
        Answer unknown = api.call("senders/queue/purge", "id", sender, "campaign", 7);
        assertThat(unknown.error()).isEqualTo(400);
        assertThat(api.call("senders/queue/holds", "id", sender).ok().at("data").items()).isEmpty();
    }

    @Test
    void theAuditOfAChangedHold_saysWhich() {
        hold(api, mine, 5).ok();
        api.call("senders/queue/hold", "id", sender, "reason", "all").ok();
        long id = api.call("senders/queue/holds", "id", sender).ok().at("data.0.id").number();
        api.call(
                        "senders/queue/hold",
                        "id",
                        sender,
                        "account_id",
                        mine,
                        "campaign_id",
                        5,
                        "reason",
                        "changed")
                .ok();

        List<Tree> rows =
                api.call("audit/list", "object_type", "sender", "object_id", "" + sender)
                        .ok()
                        .at("data")
                        .items();
        Tree last =
                rows.stream()
                        .filter(row -> row.at("after").toString().contains("changed"))
                        .findFirst()
                        .orElseThrow();
        assertThat(last.at("after.id").number()).isEqualTo(id);
        assertThat(last.at("after.campaign_id").number()).isEqualTo(5);
        assertThat(last.at("before.reason").text()).isEmpty();
    }
}
