package io.mailyard.identity;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/** What a key signs whose domain nobody owns: the mail of the one account that can use it. */
@ParameterizedClass
@StoresOfRun
class KeysAloneTest {
    private final FakeMailHost host = FakeMailHost.start();
    private final FakeEndpoint endpoint = FakeEndpoint.start();
    private final TestServer server;
    private final Api api;
    private final MailRoute route;
    private final String domain = Api.unique("a") + ".example";

    KeysAloneTest(StoreKind kind) {
        this.server =
                TestServer.start(
                        kind,
                        "submission.listen=",
                        "webhooks.private-networks=allow",
                        "webhooks.retry-first=50ms");
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
        endpoint.close();
    }

    @Test
    void neighbour_isNotSignedOnASharedSender() {
        String key = activeKey(domain);
        api.call("senders/akmta/save", "id", route.sender(), "dkim_keys", List.of(key)).ok();
        assertThat(arrived(route.token(), "ceo@" + domain)).contains("d=" + domain);

        long neighbour = api.newAccount();
        api.call("senders/assign", "id", route.sender(), "account_id", neighbour).ok();
        String token = token(neighbour);

        assertThat(arrived(token, "ceo@" + domain)).doesNotContain("DKIM-Signature");
        assertThat(arrived(route.token(), "ceo@" + domain)).doesNotContain("DKIM-Signature");

        api.call("senders/assign", "id", route.sender(), "account_id", neighbour, "assigned", false)
                .ok();
        assertThat(arrived(route.token(), "ceo@" + domain)).contains("d=" + domain);
    }

    @Test
    void secondAccount_isShownInTheDryRunAndReported() {
        String key = activeKey(domain);
        api.call("senders/akmta/save", "id", route.sender(), "dkim_keys", List.of(key)).ok();
        api.call(
                        "webhooks/save",
                        "account_id",
                        route.account(),
                        "url",
                        endpoint.url("/"),
                        "events",
                        List.of("key.shared"))
                .ok();
        long neighbour = api.newAccount();
        assertThat(problems(route.sender())).noneMatch(item -> item.contains("signs nothing"));

        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("senders/assign", "id", route.sender(), "account_id", neighbour)
                        .ok();
        assertThat(dry.at("impact.stops_signing.0.domain").text()).isEqualTo(domain);
        assertThat(dry.at("impact.stops_signing.0.key").text()).isEqualTo(key);
        assertThat(dry.at("impact.stops_signing.0.account_id").number()).isEqualTo(route.account());

        api.call("senders/assign", "id", route.sender(), "account_id", neighbour).ok();

        assertThat(problems(route.sender()))
                .anyMatch(item -> item.contains("signs nothing") && item.contains(domain));
        Await.until(() -> !endpoint.requests().isEmpty());
        assertThat(endpoint.requests().getFirst().text())
                .contains("key.shared", "no longer signed by s1._domainkey." + domain);

        long third = api.newAccount();
        api.call("senders/assign", "id", route.sender(), "account_id", third).ok();
        assertThat(
                        api.with("Prefer", "dry-run")
                                .call("senders/assign", "id", route.sender(), "account_id", third)
                                .ok()
                                .at("impact.stops_signing")
                                .items())
                .isEmpty();
    }

    /** The same key at a second sender, which serves another account. */
    @Test
    void keyAtAnothersSender_signsForNeither() {
        String key = activeKey(domain);
        api.call("senders/akmta/save", "id", route.sender(), "dkim_keys", List.of(key)).ok();
        assertThat(arrived(route.token(), "ceo@" + domain)).contains("d=" + domain);
        MailRoute other = MailRoute.to(api, host.port());

        Answer dry =
                api.with("Prefer", "dry-run")
                        .call("senders/akmta/save", "id", other.sender(), "dkim_keys", List.of(key))
                        .ok();
        assertThat(dry.at("impact.stops_signing.0.account_id").number()).isEqualTo(route.account());
        api.call("senders/akmta/save", "id", other.sender(), "dkim_keys", List.of(key)).ok();

        for (String token : List.of(route.token(), other.token())) {
            assertThat(arrived(token, "ceo@" + domain)).doesNotContain("DKIM-Signature");
        }
        assertThat(problems(route.sender())).anyMatch(item -> item.contains("signs nothing"));

        api.call("senders/delete", "id", other.sender()).ok();
        assertThat(arrived(route.token(), "ceo@" + domain)).contains("d=" + domain);
    }

    @Test
    void key_signsWhileItIsActiveAndFitsTheFrom() {
        List<String> keys =
                List.of(
                        newKey(domain, "s1", "pending"),
                        newKey(domain, "s2", "active"),
                        newKey("sub." + domain, "s3", "active"),
                        newKey("x" + domain, "s4", "active"));
        api.call("senders/akmta/save", "id", route.sender(), "dkim_keys", keys).ok();

        assertThat(selectors(arrived(route.token(), "a@" + domain))).containsExactly("s2");
        assertThat(selectors(arrived(route.token(), "a@Sub." + domain)))
                .containsExactlyInAnyOrder("s2", "s3");
        assertThat(selectors(arrived(route.token(), "a@y" + domain))).isEmpty();

        api.call("keys/save", "id", keyId(keys.get(1)), "state", "retiring").ok();
        assertThat(selectors(arrived(route.token(), "a@" + domain))).isEmpty();
    }

    private long keyId(String name) {
        return api.call("keys/list", "limit", 1000).ok().at("data").items().stream()
                .filter(key -> key.at("name").text().equals(name))
                .findFirst()
                .orElseThrow()
                .at("id")
                .number();
    }

    private static List<String> selectors(String message) {
        return Pattern.compile("DKIM-Signature:[^;]*;[^;]*;[^;]*;[^;]*;\\s*s=(\\w+);")
                .matcher(message)
                .results()
                .map(found -> found.group(1))
                .toList();
    }

    private String activeKey(String of) {
        return newKey(of, "s1", "active");
    }

    private String newKey(String of, String selector, String state) {
        String name = Api.unique("key");
        api.call(
                        "keys/save",
                        "name",
                        name,
                        "algorithm",
                        "ed25519",
                        "domain",
                        of,
                        "selector",
                        selector,
                        "state",
                        state)
                .ok();
        return name;
    }

    private String token(long account) {
        return api.call("accounts/tokens/save", "account_id", account, "name", "test")
                .ok()
                .at("data.token")
                .text();
    }

    /** What the host gets of a message from that address. */
    private String arrived(String token, String from) {
        String to = Api.unique("r") + "@recipient.example";
        api.withToken(token)
                .call(
                        "/api/v1.1/messages/send",
                        "from",
                        from,
                        "to",
                        to,
                        "subject",
                        "Hello",
                        "text",
                        "Hello.")
                .ok();
        Await.until(() -> host.messages().stream().anyMatch(one -> one.recipients().contains(to)));
        return host.messages().stream()
                .filter(one -> one.recipients().contains(to))
                .map(one -> new String(one.raw(), StandardCharsets.UTF_8))
                .findFirst()
                .orElseThrow();
    }

    private List<String> problems(long sender) {
        Tree problems = api.call("senders/akmta/get", "id", sender).ok().at("data.problems");
        return problems.items().stream().map(Tree::text).toList();
    }
}
