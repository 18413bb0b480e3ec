package io.mailyard.routing;

import static io.mailyard.routing.SentMail.unique;
import static io.mailyard.routing.SomeRules.otherwise;
import static io.mailyard.routing.SomeRules.rule;
import static io.mailyard.routing.SomeRules.share;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.accounts.AccountsAtHand;
import io.mailyard.base.AccountId;
import io.mailyard.db.Database;
import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** {@code vsenders/shares}, and the alarm. */
@ParameterizedClass
@EnumSource
class ShareMonitorTest {
    private final SentMail mail;
    private final Api api;
    private final SomeRules given;
    private final long account;
    private final long first;
    private final long second;

    ShareMonitorTest(StoreKind kind) {
        this.mail = SentMail.on(kind);
        this.api = mail.api;
        this.given = mail.given;
        this.account = mail.account;
        this.first = mail.first;
        this.second = mail.second;
    }

    private Tree shares(long id) {
        return api.call("vsenders/shares", "account_id", account, "id", id).ok().at("data");
    }

    private static List<String> recipients(int count) {
        return IntStream.range(0, count).mapToObj(_ -> unique()).toList();
    }

    @Test
    void observedShares_areCountedByRule() {
        long id =
                given.newVirtualSender(
                        account,
                        rule("group_id", 7, share(second, 100)),
                        otherwise(share(first, 75), share(second, 25)));
        long message = mail.send(recipients(200));
        mail.send(recipients(3), "group_id", 7);
        long byFirst =
                mail.message(message).at("to").items().stream()
                        .filter(item -> item.at("sender_id").number() == first)
                        .count();

        Tree rules = shares(id).at("rules");

        assertThat(rules.items()).hasSize(2);
        assertThat(rules.at("0.type").text()).isEqualTo("group_id");
        assertThat(rules.at("0.recipients").number()).isEqualTo(3);
        assertThat(rules.at("0.senders.0.chance").number()).isEqualTo(1);
        Tree shared = rules.at("1");
        assertThat(shared.at("recipients").number()).isEqualTo(200);
        assertThat(shared.at("senders.0.percent").number()).isEqualTo(75);
        assertThat(String.valueOf(shared.at("senders.0.expected").raw())).isEqualTo("150.0");
        assertThat(shared.at("senders.0.observed").number()).isEqualTo(byFirst);
        assertThat(shared.at("senders.1.observed").number()).isEqualTo(200 - byFirst);
        double chance = Double.parseDouble(String.valueOf(shared.at("senders.0.chance").raw()));
        assertThat(chance).isBetween(1e-9, 1.0);
    }

    @Test
    void whatIsExpected_heedsWhoWasLeftOut() {
        long third = given.newSender(account);
        long id =
                given.newVirtualSender(
                        account, otherwise(share(first, 50), share(second, 25), share(third, 25)));
        api.call("senders/queue/hold", "id", first).ok();
        mail.send(recipients(100));

        Tree senders = shares(id).at("rules.0.senders");

        assertThat(String.valueOf(senders.at("0.expected").raw())).isEqualTo("0.0");
        assertThat(senders.at("0.observed").number()).isZero();
        assertThat(senders.at("0.chance").number()).isEqualTo(1);
        assertThat(String.valueOf(senders.at("1.expected").raw())).isEqualTo("50.0");
        Tree xml =
                api.callXml("vsenders/shares", "account_id", account, "id", id)
                        .ok()
                        .at("data.rules.senders.1");
        assertThat(xml.at("expected").text()).isEqualTo("50.0");
    }

    @Test
    void window_isOfWholeHours() {
        long id = given.newVirtualSender(account, otherwise(share(first, 100)));
        mail.send(unique());
        Answer early =
                api.call(
                        "vsenders/shares",
                        "account_id",
                        account,
                        "id",
                        id,
                        "since",
                        "2020-01-01T00:10:00Z",
                        "until",
                        "2020-01-01T02:00:00Z");
        Answer never =
                api.call(
                        "vsenders/shares",
                        "account_id",
                        account,
                        "id",
                        id,
                        "since",
                        "2020-01-02T00:00:00Z",
                        "until",
                        "2020-01-01T00:00:00Z");

        assertThat(early.ok().at("data.since").text()).isEqualTo("2020-01-01T00:00:00Z");
        assertThat(early.at("data.until").text()).isEqualTo("2020-01-01T02:00:00Z");
        assertThat(early.at("data.rules").items()).isEmpty();
        assertThat(never.at("errors.0.field").text()).isEqualTo("until");
        assertThat(api.call("vsenders/shares", "account_id", account, "id", 9_999_999).error())
                .isEqualTo(404);
    }

    @Test
    void deviationBeyondChance_raisesOneAlarmADay() {
        given.newVirtualSender(account, otherwise(share(first, 50), share(second, 50)));
        mail.send(recipients(40));
        mail.server.tamper(
                "UPDATE routed_counts SET recipients = 10000 + 1000 * share WHERE account_id = "
                        + account);
        List<String> raised = new ArrayList<>();
        try (Database database = mail.server.database()) {
            ShareMonitor shares =
                    new ShareMonitor(
                            database,
                            new AccountsAtHand(database, Clock.systemUTC()).accounts(),
                            Clock.systemUTC(),
                            (tx, of, at, words) ->
                                    tx.afterCommit(() -> raised(raised, of, at, words)));

            shares.check();
            shares.check();

            assertThat(raised).hasSize(1);
            assertThat(raised.getFirst())
                    .contains("of 21000 recipients, 10000 to sender " + first)
                    .contains("(10500 expected)");
            assertThat(shares.leastChance()).isLessThan(ShareMonitor.ALARMING);
        }
    }

    private void raised(List<String> raised, AccountId of, Instant at, String words) {
        if (of.value() == account && at.isBefore(Instant.MAX)) {
            raised.add(words);
        }
    }
}
