package io.mailyard.states;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.RawSmtp;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.StoresOfRun;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;

/**
 * The served contract of the states of users, senders and what else is no account: every row that
 * it calls enforced is executed against a running server, its node and a mail host.
 */
@ParameterizedClass
@StoresOfRun
class OtherStatesTest {
    private static final String PASSWORD = "korrekt-Pferd-9-Batterie";
    private static final Duration SOON = Duration.ofSeconds(20);

    /** What executes a row: its object and state. */
    private final Map<String, Runnable> trials =
            Map.of(
                    "user: inactive",
                    this::userInactive,
                    "user: must change password",
                    this::userMustChangePassword,
                    "sender: held (whole, or by account, campaign, ISP; until when; why)",
                    this::senderHeld,
                    "sender: deleted",
                    this::senderDeleted);

    /**
     * Rows that need a node of its own ({@code agent.NodeStatesTest}), or two server processes
     * ({@code tokens}), or resolvers ({@code domains.DomainChecksTest}, {@code DomainCallsTest}),
     * or a platform ({@code agent.PlatformStopTest}), or users who sign in ({@code
     * portal.PortalStatesTest}).
     */
    private static final Set<String> ELSEWHERE =
            Set.of(
                    "user: inactive, in a browser",
                    "user: must change password, in a browser",
                    "node: MTA not running",
                    "node: unreachable",
                    "node: not synced",
                    "domain: pending",
                    "domain: verified",
                    "domain: warning",
                    "domain: lost",
                    "platform: stopped (until when; why; whether new mail is accepted)",
                    "administrator token: inactive, expired, out of scope, foreign address");

    private final FakeMailHost host = FakeMailHost.start();
    private final TestServer server;
    private Api api;
    private final MailRoute route;

    OtherStatesTest(StoreKind kind) {
        this.server = TestServer.start(kind);
        this.api = server.api();
        this.route = MailRoute.to(api, host.port());
    }

    @AfterEach
    void close() {
        server.close();
        host.close();
    }

    @Test
    void everyEnforcedRow_holds() {
        List<String> enforced =
                api.callXml("states/contract").ok().at("data.objects").items().stream()
                        .filter(row -> row.at("enforced").flag())
                        .map(row -> row.at("object").text() + ": " + row.at("state").text())
                        .toList();

        assertThat(enforced)
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(trials.keySet().stream(), ELSEWHERE.stream()).toList());
        enforced.forEach(row -> trials.getOrDefault(row, () -> {}).run());
    }

    private String newUser(String login, Object... more) {
        api.newUser(route.account(), login, more);
        return login + "@" + route.accountName();
    }

    private Tree user(String login) {
        return api.call("accounts/users/get", "account_id", route.account(), "name", login)
                .ok()
                .at("data");
    }

    private void userInactive() {
        String name = newUser("anna", "password", PASSWORD);
        try (RawSmtp session = RawSmtp.signedIn(server.submission(), name, PASSWORD)) {
            api.call(
                            "accounts/users/update",
                            "account_id",
                            route.account(),
                            "name",
                            "anna",
                            "active",
                            false)
                    .ok();

            assertThat(signIn(name)).startsWith("535 5.7.8");
            assertThat(session.ask("MAIL FROM:<a@b.example>")).startsWith("550 5.7.1");
            assertThat(user("anna").at("active").flag()).isFalse();
        }
    }

    private String signIn(String name) {
        try (RawSmtp client = RawSmtp.greeted(server.submission())) {
            return client.ask("AUTH PLAIN " + RawSmtp.plain(name, PASSWORD));
        }
    }

    private void userMustChangePassword() {
        String name = newUser("ben", "password", PASSWORD, "must_change_password", true);

        try (RawSmtp session = RawSmtp.signedIn(server.submission(), name, PASSWORD)) {
            assertThat(
                            session.mail(
                                    "a@b.example",
                                    "ben@recipient.example",
                                    "Subject: ben\r\n\r\nx"))
                    .startsWith("250");
        }
        route.send("ben@recipient.example", "ben").ok();
        host.awaitMessages(2, SOON);
    }

    private long queued(String state) {
        Tree rows = api.call("senders/queue/stats", "id", route.sender()).ok().at("data");
        return rows.items().isEmpty() ? 0 : rows.at("0." + state).number();
    }

    private long send(Object... members) {
        Tree sent =
                api.withToken(route.token())
                        .call("/api/v1.1/messages/send", mail(members))
                        .ok()
                        .at("data");
        return Long.parseLong(sent.at("message_id").text());
    }

    private static Object[] mail(Object... members) {
        Object[] usual = {"from", "a@b.example", "subject", "held", "text", "x"};
        return Stream.concat(Stream.of(usual), Stream.of(members)).toArray();
    }

    private Tree recipient(long message) {
        return api.call("messages/get", "id", message).ok().at("data.to.0");
    }

    private void awaitDelivered(long message) {
        Await.until(() -> recipient(message).at("state").text().equals("delivered"));
    }

    /** Each part of a sender's mail: what is held stands, what is not goes on. */
    private void senderHeld() {
        heldWhile(new Object[] {"isp", "Gmail"}, "to", "h@gmail.com");
        heldWhile(new Object[] {"campaign_id", 31}, "to", "h@recipient.example", "campaign_id", 31);
        heldWhile(new Object[] {"account_id", route.account()}, "to", "h@recipient.example");
        heldWhile(new Object[0], "to", "h@recipient.example");
        heldUntil();
        heldAcrossARestart();
    }

    /** Queued while a part is held, and released; other mail that is not of the part goes out. */
    private void heldWhile(Object[] part, Object... ofThePart) {
        Object[] call = Stream.concat(Stream.of("id", route.sender()), Stream.of(part)).toArray();
        api.call("senders/queue/hold", call).ok();
        int before = host.messages().size();
        long message = send(ofThePart);
        int others = 0;
        if (part.length > 0 && !"account_id".equals(part[0])) {
            awaitDelivered(send("to", "other@recipient.example"));
            others = 1;
        }
        assertThat(host.messages()).hasSize(before + others);
        assertThat(recipient(message).at("state").text()).isEqualTo("hold");
        assertThat(recipient(message).at("attempts").number()).isZero();
        assertThat(queued("hold")).isOne();
        api.call("senders/queue/release", call).ok();
        awaitDelivered(message);
    }

    private void heldUntil() {
        Instant until = Instant.now().plusSeconds(2);
        api.call(
                        "senders/queue/hold",
                        "id",
                        route.sender(),
                        "until",
                        until.toString(),
                        "reason",
                        "until later")
                .ok();
        long message = send("to", "h@recipient.example");
        assertThat(recipient(message).at("state").text()).isEqualTo("hold");
        awaitDelivered(message);
        assertThat(Instant.now()).isAfterOrEqualTo(until);
    }

    private void heldAcrossARestart() {
        api.call("senders/queue/hold", "id", route.sender(), "reason", "restart").ok();
        int before = host.messages().size();
        long message = send("to", "h@recipient.example");

        server.restart();
        api = server.api();

        long later = send("to", "h@recipient.example");
        Tree hold = api.call("senders/queue/holds", "id", route.sender()).ok().at("data.0");
        assertThat(hold.at("reason").text()).isEqualTo("restart");
        assertThat(queued("hold")).isEqualTo(2);
        assertThat(host.messages()).hasSize(before);
        api.call("senders/queue/release", "id", route.sender()).ok();
        awaitDelivered(message);
        awaitDelivered(later);
    }

    /** What is queued goes by another sender that serves the account, or stands till undelete. */
    private void senderDeleted() {
        String other = "[{\"node_id\":1,\"ip\":\"127.0.0.2\",\"helo\":\"\"}]";
        long second =
                api.json(
                                "senders/akmta/save",
                                "{\"name\":\""
                                        + Api.unique("sender")
                                        + "\",\"account_ids\":["
                                        + route.account()
                                        + "],\"ips\":"
                                        + other
                                        + "}")
                        .savedId();
        api.call("senders/queue/hold", "id", route.sender()).ok();
        long queued = send("to", "d@recipient.example");
        api.call("senders/queue/release", "id", route.sender()).ok();
        awaitDelivered(queued);
        api.call("nodes/mta/deactivate", "id", 1).ok();
        Await.until(() -> !status("running"));
        long moved = send("to", "d@recipient.example");
        api.call("senders/delete", "id", route.sender()).ok();
        long skips = send("to", "d@recipient.example");
        api.call("nodes/mta/activate", "id", 1).ok();

        for (long message : List.of(moved, skips)) {
            awaitDelivered(message);
            assertThat(recipient(message).at("ip").text()).isEqualTo("127.0.0.2");
        }

        api.call("senders/delete", "id", second).ok();
        int before = host.messages().size();
        long stands = send("to", "d@recipient.example");
        assertThat(recipient(stands).at("state").text()).isEqualTo("hold");
        assertThat(host.messages()).hasSize(before);
        api.call("senders/undelete", "id", second).ok();
        awaitDelivered(stands);
        assertThat(recipient(stands).at("ip").text()).isEqualTo("127.0.0.2");
        api.call("senders/undelete", "id", route.sender()).ok();
        long again = send("to", "d@recipient.example");
        awaitDelivered(again);
        assertThat(recipient(again).at("ip").text()).isEqualTo("127.0.0.1");
        assertThat(route.ledger(api).at("balanced").flag()).isTrue();
    }

    private boolean status(String fact) {
        return api.call("nodes/mta/status", "id", 1).ok().at("data." + fact).flag();
    }
}
