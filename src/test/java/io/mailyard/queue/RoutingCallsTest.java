package io.mailyard.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** What becomes of queued mail when senders and accounts change, by the calls that change them. */
@ParameterizedClass
@EnumSource
class RoutingCallsTest {
    private final Api api;

    RoutingCallsTest(StoreKind kind) {
        api = TestServer.of(kind).api();
    }

    private long newSender(long... accounts) {
        return api.call(
                        "senders/akmta/save",
                        "name",
                        Api.unique("sender"),
                        "account_ids",
                        Arrays.stream(accounts).boxed().toList())
                .savedId();
    }

    private void send(long account) {
        api.newTokenOf(account)
                .api()
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        "me@example.com",
                        "to",
                        List.of("ann@gmail.com"),
                        "subject",
                        "Hello",
                        "text",
                        "Hello")
                .ok();
    }

    /** {@code new, hold} of a sender. */
    private String total(long sender) {
        Tree row = api.call("senders/queue/stats", "id", sender).ok().at("data.0");
        return row.at("new").number() + ", " + row.at("hold").number();
    }

    /** The same of an account, whatever the sender. */
    private String ofAccount(long account) {
        Tree row = api.call("accounts/queue/stats", "id", account).ok().at("data.0");
        return row.at("new").number() + ", " + row.at("hold").number();
    }

    private void assign(long sender, long account, boolean assigned) {
        api.call("senders/assign", "id", sender, "account_id", account, "assigned", assigned).ok();
    }

    @Test
    void deletedSender_leavesItsMailToAnotherThatServesTheAccount() {
        long account = api.newAccount();
        long first = newSender(account);
        send(account);
        long second = newSender(account);

        api.call("senders/delete", "id", first).ok();

        assertThat(ofAccount(account)).isEqualTo("1, 0");
        assertThat(total(second)).isEqualTo("1, 0");
        api.call("senders/undelete", "id", first).ok();
        assertThat(total(second)).isEqualTo("1, 0");
    }

    @Test
    void deletedSenderWithoutAnother_leavesItsMailSuspendedUntilItIsBack() {
        long account = api.newAccount();
        long sender = newSender(account);
        send(account);

        api.call("senders/delete", "id", sender).ok();

        assertThat(ofAccount(account)).isEqualTo("0, 1");
        Tree receipt = api.call("senders/akmta/get", "id", sender).ok().at("data").at("receipts.0");
        assertThat(receipt.at("kind").text()).isEqualTo("deleted");
        api.call("senders/undelete", "id", sender).ok();
        assertThat(total(sender)).isEqualTo("1, 0");
    }

    @Test
    void mailOfADeletedSender_movesToOneThatIsAssignedLater() {
        long account = api.newAccount();
        long deleted = newSender(account);
        send(account);
        api.call("senders/delete", "id", deleted).ok();

        long next = newSender();
        assign(next, account, true);

        assertThat(total(next)).isEqualTo("1, 0");
    }

    @Test
    void unassignedAccount_hasItsMailMovedOrSuspended() {
        long moves = api.newAccount();
        long stands = api.newAccount();
        long sender = newSender(moves, stands);
        send(moves);
        send(stands);
        long other = newSender(moves);

        assign(sender, moves, false);
        assign(sender, stands, false);

        assertThat(total(other)).isEqualTo("1, 0");
        assertThat(total(sender)).isEqualTo("0, 1");
        assign(sender, stands, true);
        assertThat(total(sender)).isEqualTo("1, 0");
    }

    @Test
    void heldMail_staysWhereItIsHeldWhenItsSenderIsDeleted() {
        long account = api.newAccount();
        long sender = newSender(account);
        send(account);
        long other = newSender(account);
        api.call("senders/queue/hold", "id", sender, "account_id", account).ok();

        api.call("senders/delete", "id", sender).ok();
        assertThat(ofAccount(account)).isEqualTo("0, 1");
        assertThat(total(other)).isEqualTo("0, 0");
        api.call("accounts/queue/release", "id", account).ok();

        assertThat(total(other)).isEqualTo("1, 0");
    }

    @Test
    void mailWithoutASender_isActiveOnceOneIsAssigned() {
        long account = api.newAccount();
        send(account);
        long sender = newSender(account);

        assertThat(total(sender)).isEqualTo("1, 0");
    }

    @Test
    void stopsOfAnAccount_areShownWithIt() {
        long account = api.newAccount();
        newSender(account);
        assertThat(api.call("accounts/get", "id", account).ok().at("data.receipts").items())
                .isEmpty();
        send(account);
        api.call("accounts/freeze", "id", account).ok();
        api.call("accounts/deactivate", "id", account).ok();

        assertThat(api.call("accounts/get", "id", account).ok().at("data.receipts").items())
                .extracting(receipt -> receipt.at("kind").text())
                .containsExactly("deactivated", "frozen");
    }
}
