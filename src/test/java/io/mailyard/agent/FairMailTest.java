package io.mailyard.agent;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * One account's much mail does not delay another's single message, also where both go by one sender
 * to one domain. Told in messages, not in time: how many of the one overtake the other.
 */
class FairMailTest {
    private static final Duration SOON = Duration.ofSeconds(60);
    private static final int MUCH = 20_000;

    /** As many recipients as a message may have. */
    private static final int EACH = 10_000;

    private static final int SINGLES = 5;

    /** What a node takes at once: a lease that is under way ends first. */
    private static final int MOST_BEFORE = 2_000;

    @ParameterizedTest
    @EnumSource
    void singleMessage_passesAnotherAccountsThousands(StoreKind kind) {
        try (FakeMailHost host = FakeMailHost.start();
                TestServer server = TestServer.start(kind, "submission.listen=")) {
            Api api = server.api();
            MailRoute much = MailRoute.to(api, host.port());
            long few = api.newAccount();
            api.call("senders/assign", "id", much.sender(), "account_id", few).ok();
            Api fewToken = api.newTokenOf(few).api();
            for (int sent = 0; sent < MUCH; sent += EACH) {
                send(api.withToken(much.token()), "much@sender.example", recipients(sent));
            }
            host.awaitMessages(50, SOON);

            for (int i = 0; i < SINGLES; i++) {
                String from = "single" + i + "@sender.example";
                send(fewToken, from, List.of("anna@recipient.example"));
                int before = host.messages().size();
                Await.until(() -> place(host, from) >= 0);
                assertThat(place(host, from) - before).isLessThan(MOST_BEFORE);
            }

            assertThat(much.ledger(api).at("queued").number()).as("still queued").isPositive();
            api.call("senders/queue/purge", "id", much.sender()).ok();
            assertThat(much.ledger(api).at("balanced").flag()).isTrue();
        }
    }

    private static void send(Api account, String from, List<String> to) {
        account.call(
                        "/api/v1.1/messages/send",
                        "from",
                        from,
                        "to",
                        to,
                        "subject",
                        "fair",
                        "text",
                        "Hello.")
                .ok();
    }

    private static List<String> recipients(int from) {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < EACH; i++) {
            all.add("r" + (from + i) + "@recipient.example");
        }
        return all;
    }

    /** Index of the first message at the host from that address; -1 if none yet. */
    private static int place(FakeMailHost host, String from) {
        List<FakeMailHost.Message> all = host.messages();
        for (int i = 0; i < all.size(); i++) {
            if (all.get(i).sender().equals(from)) {
                return i;
            }
        }
        return -1;
    }
}
