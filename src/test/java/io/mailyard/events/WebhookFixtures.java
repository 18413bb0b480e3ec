package io.mailyard.events;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.FakeEndpoint;
import io.mailyard.testing.StoreKind;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;

/** A server whose webhooks may lead to loopback and are tried again soon, and what they lead to. */
record WebhookFixtures(FakeEndpoint endpoint, TestServer server) implements AutoCloseable {
    static WebhookFixtures start(StoreKind kind) {
        return new WebhookFixtures(
                FakeEndpoint.start(),
                TestServer.start(
                        kind,
                        "webhooks.private-networks=allow",
                        "webhooks.timeout=2s",
                        "webhooks.retry-first=50ms",
                        "webhooks.retry-longest=100ms",
                        "webhooks.queue=250",
                        "webhooks.log=4"));
    }

    Api api() {
        return server.api();
    }

    /** A webhook of an account. */
    Answer hook(long account, Object events) {
        return api().call(
                        "webhooks/save",
                        "account_id",
                        account,
                        "url",
                        endpoint.url("/in?a=b"),
                        "events",
                        events)
                .ok();
    }

    /** The account's first webhook as it is listed. */
    Tree row(long account) {
        return api().call("webhooks/list", "account_id", account).ok().at("data.0");
    }

    static Tree body(FakeEndpoint.Request request) {
        return Tree.json(request.text());
    }

    /** What the endpoint was told, in order. */
    List<String> kinds() {
        List<String> kinds = new ArrayList<>();
        endpoint.requests()
                .forEach(request ->
                        body(request)
                                .at("data")
                                .items()
                                .forEach(event -> kinds.add(event.at("kind").text())));
        return kinds;
    }

    @Override
    public void close() {
        server.close();
        endpoint.close();
    }
}
