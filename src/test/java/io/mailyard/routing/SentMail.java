package io.mailyard.routing;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Await;
import io.mailyard.testing.Body;
import io.mailyard.testing.FakeMailHost;
import io.mailyard.testing.MailRoute;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** An account with two senders on a node that runs, and a mail host that takes what it sends. */
final class SentMail {
    static final FakeMailHost HOST = FakeMailHost.start();

    private static final Map<StoreKind, TestServer> SERVERS = new EnumMap<>(StoreKind.class);

    final TestServer server;
    final Api api;
    final SomeRules given;
    final MailRoute route;
    final long account;
    final long first;
    final long second;

    private SentMail(TestServer server) {
        this.server = server;
        this.api = server.api();
        this.given = new SomeRules(api);
        this.route = MailRoute.to(api, HOST.port());
        this.account = route.account();
        this.first = route.sender();
        this.second = given.newSender(account);
        awaitNode();
    }

    /** Until the node runs with all that was changed. */
    void awaitNode() {
        Await.until(() -> {
            Tree status = api.call("nodes/mta/status", "id", 1).ok().at("data");
            return status.at("synced").flag() && status.at("running").flag();
        });
    }

    /** On a server that the tests of this package share; it ends with the process. */
    static SentMail on(StoreKind kind) {
        synchronized (SERVERS) {
            return new SentMail(SERVERS.computeIfAbsent(kind, TestServer::start));
        }
    }

    /** On a server of the test's own. */
    static SentMail on(TestServer server) {
        return new SentMail(server);
    }

    Answer answer(Object to, @Nullable Object... more) {
        return answerAt(api, to, more);
    }

    /** The same at another server over the same store. */
    Answer answerAt(Api at, Object to, @Nullable Object... more) {
        Map<String, @Nullable Object> members =
                Body.members(
                        "from",
                        "Ann <ann@sender.example>",
                        "to",
                        to,
                        "subject",
                        "routed",
                        "text",
                        "Hello.");
        members.putAll(Body.members(more));
        return at.withToken(route.token()).json("/api/v1.1/messages/send", Body.json(members));
    }

    long send(Object to, @Nullable Object... more) {
        return Long.parseLong(answer(to, more).ok().at("data.message_id").text());
    }

    Tree message(long id) {
        return api.call("messages/get", "id", id).ok().at("data");
    }

    long senderOf(long message) {
        return message(message).at("to.0.sender_id").number();
    }

    Set<Long> sendersOf(long message) {
        Set<Long> senders = new HashSet<>();
        message(message)
                .at("to")
                .items()
                .forEach(item -> {
                    Tree sender = item.at("sender_id");
                    senders.add(sender.nothing() ? 0 : sender.number());
                });
        return senders;
    }

    void awaitState(long message, String state) {
        Await.until(() ->
                message(message).at("states").at(state).number()
                        == message(message).at("recipients").number());
    }

    /** What the host got of a message to that address. */
    static FakeMailHost.Message got(String address) {
        Await.until(() ->
                HOST.messages().stream()
                        .anyMatch(message -> message.recipients().contains(address)));
        return HOST.messages().stream()
                .filter(message -> message.recipients().contains(address))
                .findFirst()
                .orElseThrow();
    }

    /** The host defers that recipient once, whoever else it is asked about meanwhile. */
    static void deferOnce(String address, String answer) {
        HOST.at(
                ("RCPT TO:<" + address + ">").toUpperCase(Locale.ROOT),
                1,
                new FakeMailHost.Does.Says(answer));
    }

    static String unique() {
        return Api.unique("r") + "@recipient.example";
    }

    static List<String> many() {
        return IntStream.range(0, 40).mapToObj(_ -> unique()).toList();
    }
}
