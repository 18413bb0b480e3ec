package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Which events wait for webhooks, how many, and in what order they are told. */
@ParameterizedClass
@EnumSource
class WaitingEventsTest {
    private final StoreKind kind;
    private FakeEndpoint endpoint;
    private WebhookFixtures hooked;
    private Api api;

    WaitingEventsTest(StoreKind kind) {
        this.kind = kind;
    }

    @BeforeEach
    void start() {
        hooked = WebhookFixtures.start(kind);
        endpoint = hooked.endpoint();
        api = hooked.api();
    }

    @AfterEach
    void stop() {
        hooked.close();
    }

    private Answer hook(long account, Object events) {
        return hooked.hook(account, events);
    }

    private Tree row(long account) {
        return hooked.row(account);
    }

    @Test
    void eventsWithoutAWebhook_areNotStored() {
        long account = api.newAccount();
        long other = api.newAccount();
        hook(other, List.of("*"));
        long off = hook(account, List.of("*")).savedId();
        api.call("webhooks/save", "account_id", account, "id", off, "active", false).ok();

        api.call("accounts/freeze", "id", account).ok();

        assertThat(hooked.server().rows("webhook_deliveries")).isEmpty();
        api.call("webhooks/save", "account_id", account, "id", off, "active", true).ok();
        api.call("accounts/unfreeze", "id", account).ok();
        endpoint.awaitRequests(1);
        assertThat(hooked.kinds()).containsExactly("account.unfrozen");
    }

    @Test
    void eventsBeyondTheLimit_areDroppedAndCounted() {
        long account = api.newAccount();
        hook(account, List.of("sbounce"));
        endpoint.usually(FakeEndpoint.answering("500 No"));

        new EventMail(hooked.server()).happened(account, EventKind.SBOUNCE, 300);

        Await.until(() -> row(account).at("dropped").number() == 50);
        assertThat(row(account).at("queued").number()).isEqualTo(250);
        endpoint.usually(FakeEndpoint.answering("200 OK"));
        Await.until(() -> row(account).at("delivered").number() == 250);
        assertThat(row(account).at("queued").number()).isZero();
        assertThat(hooked.server().rows("events")).hasSize(300);
    }

    @Test
    void mailEvents_arePostedInOrderInBatchesOfAHundred() {
        long account = api.newAccount();
        hook(account, List.of("deliv", "sbounce"));

        new EventMail(hooked.server()).happened(account, EventKind.DELIV, 240);

        Await.until(() -> row(account).at("delivered").number() == 240);
        List<Long> ids = new ArrayList<>();
        List<String> messages = new ArrayList<>();
        for (FakeEndpoint.Request request : endpoint.requests()) {
            List<Tree> events = WebhookFixtures.body(request).at("data").items();
            assertThat(events).hasSizeBetween(1, 100);
            events.forEach(event -> ids.add(event.at("id").number()));
            events.forEach(event -> messages.add(event.at("message_id").text()));
        }
        assertThat(ids).hasSize(240).isSorted().doesNotHaveDuplicates();
        assertThat(messages.getFirst()).isEqualTo("1");
        assertThat(messages.getLast()).isEqualTo("240");
        assertThat(hooked.server().rows("events")).isEmpty();
        assertThat(WebhookFixtures.body(endpoint.requests().getFirst()).at("data.0").names())
                .containsExactly(
                        "id",
                        "at",
                        "kind",
                        "account_id",
                        "message_id",
                        "recipient",
                        "sender_id",
                        "campaign_id",
                        "attempt",
                        "ip",
                        "host",
                        "answer",
                        "answered_by");
    }

    @Test
    void queuedEvents_arePostedByTheNextProcess() {
        long account = api.newAccount();
        hook(account, List.of("*"));
        endpoint.usually(FakeEndpoint.answering("500 No"));
        api.call("accounts/freeze", "id", account).ok();
        endpoint.awaitRequests(1);

        hooked.server()
                .restart(
                        () -> endpoint.usually(FakeEndpoint.answering("200 OK")),
                        "webhooks.private-networks=allow");
        api = hooked.server().api();

        Await.until(() -> row(account).at("delivered").number() == 1);
    }

    @Test
    void purgedAccount_leavesNothing() {
        long account = api.newAccount();
        hook(account, List.of("*"));
        endpoint.usually(FakeEndpoint.answering("500 No"));
        new EventMail(hooked.server()).happened(account, EventKind.SBOUNCE, 3);
        Await.until(() -> row(account).at("queued").number() == 3);
        api.call("accounts/delete", "id", account).ok();

        hooked.server().restart("accounts.retention=0s", "webhooks.private-networks=allow");

        Await.until(() -> hooked.server().rows("webhooks").isEmpty());
        assertThat(hooked.server().rows("webhook_states")).isEmpty();
        assertThat(hooked.server().rows("webhook_deliveries")).isEmpty();
        assertThat(hooked.server().rows("events")).isEmpty();
    }
}
