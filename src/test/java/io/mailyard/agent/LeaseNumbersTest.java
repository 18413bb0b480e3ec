package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Requests for mail and reports that arrive without their answer getting back, late or twice, as
 * they do when a process of the server dies or stands still and the node repeats them at another.
 */
@ParameterizedClass
@EnumSource
class LeaseNumbersTest {
    private final PlainNode node;
    private final PlainNode.Sends mail;
    private final long message;

    LeaseNumbersTest(StoreKind kind) {
        this.node = PlainNode.of(TestServer.of(kind));
        this.mail = node.sends();
        node.open();
        this.message = mail.send("someone@recipient.example");
    }

    private String state() {
        return mail.recipient(message).at("state").text();
    }

    private Tree ledger() {
        return TestServer.of(kind())
                .api()
                .call("ledger/get", "account_id", mail.account())
                .ok()
                .at("data");
    }

    private StoreKind kind() {
        return mail.server().isPostgres() ? StoreKind.POSTGRESQL : StoreKind.SQLITE;
    }

    private static String report(long recipient, long lease, String outcome) {
        String more =
                switch (outcome) {
                    case "given_back" -> ",\"delay_ms\":0";
                    case "deferred" -> ",\"delay_ms\":0,\"tie\":\"ANY_NODE\"";
                    case "bounced" -> ",\"hard\":true";
                    default -> "";
                };
        return "{\"id\":%d,\"lease\":%d,\"at\":1763000000000,\"ip\":\"127.0.0.9\",\"host\":\"mx\",\"answer\":\"ok\",\"outcome\":\"%s\"%s}"
                .formatted(recipient, lease, outcome, more);
    }

    private void report(String... reports) {
        node.ok("report", "{\"reports\":[" + String.join(",", reports) + "]}");
    }

    private long leased(long number, long answered) {
        List<Tree> tasks = node.lease(number, answered);
        assertThat(tasks).hasSize(1);
        assertThat(tasks.getFirst().at("lease").number()).isEqualTo(number);
        return tasks.getFirst().at("id").number();
    }

    @Test
    void whatALostAnswerLeased_comesWithTheNext() {
        long first = leased(11, 10);
        long again = leased(12, 10);
        assertThat(again).isEqualTo(first);
        report(report(again, 12, "delivered"));
        assertThat(state()).isEqualTo("delivered");
        assertThat(ledger().at("delivered").number()).isEqualTo(1);
        assertThat(ledger().at("balanced").flag()).isTrue();
    }

    @Test
    void whatAnAnsweredRequestLeased_staysWithTheNode() {
        leased(11, 10);
        assertThat(node.lease(13, 11)).isEmpty();
        assertThat(state()).isEqualTo("proc");
    }

    @Test
    void aRequestThatWasHeldUp_leasesNothing() {
        long recipient = leased(12, 10);
        report(report(recipient, 12, "given_back"));
        assertThat(node.say("lease", PlainNode.lease(11, 10, 10)).status()).isEqualTo(503);
        assertThat(state()).isEqualTo("new");
        assertThat(leased(13, 12)).isEqualTo(recipient);
    }

    @Test
    void aRequestThatArrivesTwice_leasesOnce() {
        leased(11, 10);
        mail.send("other@recipient.example");
        assertThat(node.say("lease", PlainNode.lease(11, 10, 10)).status()).isEqualTo(503);
        assertThat(node.lease(12, 10)).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"given_back", "deferred", "bounced", "expired", "dropped"})
    void aRepeatedReportOfAnEarlierLease_doesNotEndTheNext(String outcome) {
        long recipient = leased(11, 10);
        report(report(recipient, 11, "given_back"));
        assertThat(leased(12, 11)).isEqualTo(recipient);

        report(report(recipient, 11, outcome));

        assertThat(state()).isEqualTo("proc");
        report(report(recipient, 11, outcome), report(recipient, 12, "delivered"));
        assertThat(state()).isEqualTo("delivered");
        report(report(recipient, 12, "delivered"), report(recipient, 11, "given_back"));
        assertThat(ledger().at("delivered").number()).isEqualTo(1);
        assertThat(ledger().at("balanced").flag()).isTrue();
    }

    @Test
    void mailThatAHostAccepted_isDeliveredByWhicheverLease() {
        long recipient = leased(11, 10);
        leased(12, 10);
        report(report(recipient, 11, "delivered"));
        assertThat(state()).isEqualTo("delivered");
    }

    @Test
    void aNodeThatNumbersNothing_isServedAsEver() {
        long recipient = node.lease().getFirst().at("id").number();
        assertThat(node.lease()).isEmpty();
        node.ok("report", PlainNode.report(recipient, "delivered"));
        assertThat(state()).isEqualTo("delivered");
    }
}
