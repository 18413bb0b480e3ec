package io.mailyard.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** What a webhook's host is sent, and what comes of its answers. */
@ParameterizedClass
@StoresOfRun
class EventDeliveryTest {
    private final StoreKind kind;
    private FakeEndpoint endpoint;
    private WebhookFixtures hooked;
    private Api api;

    EventDeliveryTest(StoreKind kind) {
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

    /** As the specification says to verify, by nothing of ours. */
    static String signature(String secret, FakeEndpoint.Request request) throws Exception {
        Mac mac = Mac.getInstance("HmacSHA256");
        byte[] key = Base64.getDecoder().decode(secret.substring("whsec_".length()));
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        String signed =
                request.field("webhook-id")
                        + "."
                        + request.field("webhook-timestamp")
                        + "."
                        + request.text();
        return "v1,"
                + Base64.getEncoder()
                        .encodeToString(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void stateChange_isPostedWithASignature() throws Exception {
        long account = api.newAccount();
        String secret = hook(account, List.of("account.frozen")).at("data.secret").text();

        api.call("accounts/freeze", "id", account).ok();

        FakeEndpoint.Request request = endpoint.awaitRequests(1).getFirst();
        assertThat(request.line()).isEqualTo("POST /in?a=b HTTP/1.1");
        assertThat(request.field("host")).isEqualTo("127.0.0.1:" + endpoint.port());
        assertThat(request.field("content-type")).isEqualTo("application/json");
        assertThat(request.field("user-agent")).startsWith("Mailyard/");
        assertThat(request.field("webhook-signature")).isEqualTo(signature(secret, request));
        Tree told = WebhookFixtures.body(request);
        assertThat(told.names()).containsExactly("type", "timestamp", "data");
        assertThat(told.at("data.0").names())
                .containsExactly("id", "at", "kind", "account_id", "trace_id");
        assertThat(told.at("data.0.kind").text()).isEqualTo("account.frozen");
        assertThat(told.at("data.0.account_id").number()).isEqualTo(account);
        assertThat(told.at("timestamp").text()).isEqualTo(told.at("data.0.at").text());
        Await.until(() -> row(account).at("delivered").number() == 1);
        assertThat(row(account).at("queued").number()).isZero();
        assertThat(row(account).at("last_answer").text()).isEqualTo("HTTP 204 No Content");
    }

    @Test
    void everyStateChange_isPostedInOrder() {
        long account = api.newAccount();
        hook(account, List.of("*"));

        for (String verb :
                List.of("freeze", "deactivate", "delete", "restore", "activate", "unfreeze")) {
            api.call("accounts/" + verb, "id", account).ok();
        }
        api.call("accounts/unfreeze", "id", account).ok();

        Await.until(() -> hooked.kinds().size() >= 6);
        assertThat(hooked.kinds())
                .containsExactly(
                        "account.frozen",
                        "account.deactivated",
                        "account.deleted",
                        "account.restored",
                        "account.activated",
                        "account.unfrozen");
    }

    @Test
    void platformWebhook_getsEventsOfEveryAccount() {
        api.call(
                        "webhooks/save",
                        "url",
                        endpoint.url("/platform"),
                        "events",
                        List.of("account.deleted", "deliv"))
                .ok();
        long account = api.newAccount();

        api.call("accounts/freeze", "id", account).ok();
        api.call("accounts/delete", "id", account).ok();

        FakeEndpoint.Request request = endpoint.awaitRequests(1).getFirst();
        assertThat(hooked.kinds()).containsExactly("account.deleted");
        assertThat(WebhookFixtures.body(request).at("data.0.account_id").number())
                .isEqualTo(account);
    }

    @Test
    void rotatedSecret_signsBesideTheOldOneDuringTheOverlap() throws Exception {
        long account = api.newAccount();
        Answer made = hook(account, List.of("*"));
        Answer rotated =
                api.call(
                                "webhooks/rotate",
                                "account_id",
                                account,
                                "id",
                                made.savedId(),
                                "overlap_seconds",
                                600)
                        .ok();

        api.call("accounts/freeze", "id", account).ok();

        FakeEndpoint.Request request = endpoint.awaitRequests(1).getFirst();
        assertThat(request.field("webhook-signature"))
                .isEqualTo(
                        signature(rotated.at("data.secret").text(), request)
                                + " "
                                + signature(made.at("data.secret").text(), request));
    }

    @Test
    void refusedEvent_isSentAgainUnchanged() throws Exception {
        long account = api.newAccount();
        String secret = hook(account, List.of("*")).at("data.secret").text();
        endpoint.once(
                        FakeEndpoint.saying(
                                "HTTP/1.1 500 Oops\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nsorry\r\n0\r\n\r\n"))
                .once(FakeEndpoint.saying(""))
                .once(FakeEndpoint.saying("SSH-2.0-nothing\r\n"))
                .once(FakeEndpoint.answering("302 Found", "Location: " + endpoint.url("/other")));

        api.call("accounts/freeze", "id", account).ok();

        List<FakeEndpoint.Request> requests = endpoint.awaitRequests(5);
        FakeEndpoint.Request first = requests.getFirst();
        for (FakeEndpoint.Request again : requests) {
            assertThat(again.line()).isEqualTo(first.line());
            assertThat(again.field("webhook-id")).isEqualTo(first.field("webhook-id"));
            assertThat(again.text()).isEqualTo(first.text());
            assertThat(again.field("webhook-signature")).isEqualTo(signature(secret, again));
        }
        Await.until(() -> row(account).at("delivered").number() == 1);
        assertThat(row(account).at("failing_since").nothing()).isTrue();
    }

    @Test
    void failingWebhook_isShown() {
        long account = api.newAccount();
        hook(account, List.of("*"));
        endpoint.usually(
                FakeEndpoint.saying(
                        "HTTP/1.1 503 Away\r\nContent-Length: 12\r\n\r\nback\nat noon"));

        api.call("accounts/freeze", "id", account).ok();
        endpoint.awaitRequests(2);

        Await.until(() -> row(account).at("last_answer").text().contains("503"));
        Tree row = row(account);
        assertThat(row.at("last_answer").text()).isEqualTo("HTTP 503 Away: back at noon");
        assertThat(row.at("failing_since").text()).isNotEmpty();
        assertThat(row.at("queued").number()).isEqualTo(1);
        assertThat(row.at("dropped").number()).isZero();
    }

    @Test
    void stallingHost_timesOutWithoutDelayingOthers() {
        long stalled = api.newAccount();
        hook(stalled, List.of("*"));
        long quick = api.newAccount();
        endpoint.once(FakeEndpoint.stalling());
        api.call("accounts/freeze", "id", stalled).ok();
        endpoint.awaitRequests(1);

        hook(quick, List.of("*"));
        api.call("accounts/freeze", "id", quick).ok();
        Await.until(() -> row(quick).at("delivered").number() == 1);

        assertThat(row(stalled).at("delivered").number()).isZero();
        Await.until(() -> row(stalled).at("delivered").number() == 1);
    }

    @Test
    void tenMegabytes_areNotRead() {
        long account = api.newAccount();
        hook(account, List.of("*"));
        String line = "x".repeat(1000);
        endpoint.once((request, out) -> {
            out.write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            for (int i = 0; i < 10_000; i++) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
            }
        });
        api.call("accounts/freeze", "id", account).ok();
        Await.until(() -> row(account).at("delivered").number() == 1);

        endpoint.once((request, out) -> {
            for (int i = 0; i < 10_000; i++) {
                out.write(line.getBytes(StandardCharsets.US_ASCII));
            }
        });
        endpoint.usually(FakeEndpoint.answering("500 No"));
        api.call("accounts/unfreeze", "id", account).ok();
        endpoint.awaitRequests(3);
        assertThat(row(account).at("delivered").number()).isEqualTo(1);
    }

    @Test
    void answer410_switchesTheWebhookOff() {
        long account = api.newAccount();
        long id = hook(account, List.of("*")).savedId();
        endpoint.usually(FakeEndpoint.answering("410 Gone"));

        api.call("accounts/freeze", "id", account).ok();

        Await.until(() -> !row(account).at("active").flag());
        assertThat(
                        api.call(
                                        "audit/list",
                                        "object_type",
                                        "webhook",
                                        "object_id",
                                        Long.toString(id))
                                .text())
                .contains("\"actor\":\"system:webhooks\"");
        assertThat(row(account).at("queued").number()).isEqualTo(1);
    }
}
