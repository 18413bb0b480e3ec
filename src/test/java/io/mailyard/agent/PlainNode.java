package io.mailyard.agent;

import io.mailyard.testing.Answer;
import io.mailyard.testing.Api;
import io.mailyard.testing.Body;
import io.mailyard.testing.TestServer;
import io.mailyard.testing.Tree;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A node that is nothing but its key: the test itself says each word of the protocol. */
final class PlainNode {
    /** Every word of the protocol, with a body that is right in form. */
    static final List<String> WORDS =
            List.of("open", "sync", "lease", "content", "report", "receipt", "close");

    private final TestServer server;
    private final long id;
    private final String key;
    private final String instance;

    private PlainNode(TestServer server, long id, String key, String instance) {
        this.server = server;
        this.id = id;
        this.key = key;
        this.instance = instance;
    }

    /** Makes a node; its session is not open yet. */
    static PlainNode of(TestServer server) {
        Tree made =
                server.api()
                        .call("nodes/save", "name", Api.unique("plain"), "host", "127.0.0.1:1")
                        .ok()
                        .at("data");
        return new PlainNode(
                server,
                made.at("saved_id").number(),
                made.at("key").text(),
                UUID.randomUUID().toString());
    }

    long id() {
        return id;
    }

    String instance() {
        return instance;
    }

    String key() {
        return key;
    }

    /** The same with another credential; empty: none. */
    PlainNode withKey(String other) {
        return new PlainNode(server, id, other, instance);
    }

    /** The same node's key under another session. */
    PlainNode under(String otherInstance) {
        return new PlainNode(server, id, key, otherInstance);
    }

    Answer say(String word, String body) {
        return new Api(server.uri(), key)
                .with("Node-Slot", "main")
                .with("Node-Instance", instance)
                .json("/api/v1.1/node/" + word, body);
    }

    PlainNode open() {
        ok("open", "{\"protocol\":2}");
        ok("sync", sync(0));
        return this;
    }

    Tree ok(String word, String body) {
        Answer answer = say(word, body);
        if (answer.status() != 200) {
            throw new AssertionError(word + ": " + answer.status() + " " + answer.text());
        }
        return Tree.json(answer.text());
    }

    /** Says that it runs and knows of all stops up to {@code stop}. */
    static String sync(long stop) {
        return "{\"revision\":0,\"running\":true,\"problems\":[],\"stop\":"
                + stop
                + ",\"sync\":0,\"wait_ms\":0}";
    }

    /** Leases what there is; ids of recipients and messages. */
    List<Tree> lease() {
        return ok("lease", "{\"most\":1000,\"each\":1000,\"limits\":[]}").at("parcels").items();
    }

    /** Leases what there is, by a numbered request. */
    List<Tree> lease(long number, long answered) {
        return ok("lease", lease(number, answered, 1000)).at("parcels").items();
    }

    /** A request for mail with its number, and that of the newest whose answer the node has. */
    static String lease(long number, long answered, int most) {
        return "{\"most\":%d,\"each\":1000,\"limits\":[],\"request\":%d,\"answered\":%d}"
                .formatted(most, number, answered);
    }

    static String content(long message) {
        return "{\"message\":" + message + "}";
    }

    static String report(long recipient, String outcome) {
        return "{\"reports\":[{\"id\":"
                + recipient
                + ",\"at\":1763000000000,\"ip\":\"127.0.0.9\",\"host\":\"mx\",\"answer\":\"250 ok\",\"outcome\":\""
                + outcome
                + "\"}]}";
    }

    static String receipt(long stop) {
        return "{\"stop\":"
                + stop
                + ",\"at\":1763000000000,\"last_begun\":null,\"past_data\":0,\"delivered\":0,"
                + "\"last_end\":null,\"complete\":true}";
    }

    /** A body of the word that is right in form. */
    static String body(String word, long message, long recipient, long stop) {
        return switch (word) {
            case "open" -> "{\"protocol\":2}";
            case "sync" -> sync(0);
            case "lease" -> "{\"most\":10,\"each\":10,\"limits\":[]}";
            case "content" -> content(message);
            case "report" -> report(recipient, "delivered");
            case "receipt" -> receipt(stop);
            case "close" -> "{}";
            default -> throw new IllegalArgumentException(word);
        };
    }

    /** An account whose mail goes by a sender of this node alone, and by no other. */
    Sends sends() {
        Api api = server.api();
        long account = api.newAccount();
        List<Object> ips = new ArrayList<>();
        ips.add(Body.members("node_id", id, "ip", "127.0.0.9", "helo", ""));
        long sender =
                api.call(
                                "senders/akmta/save",
                                "name",
                                Api.unique("sender"),
                                "ips",
                                ips,
                                "domain_type",
                                "from",
                                "account_ids",
                                List.of(account))
                        .savedId();
        return new Sends(server, account, sender, api.newTokenOf(account).api());
    }

    /** An account and its sender. */
    record Sends(TestServer server, long account, long sender, Api own) {
        /** A message to one recipient; its id. */
        long send(String to) {
            return Long.parseLong(
                    own.call(
                                    "/api/v1.1/messages/send",
                                    "from",
                                    "sender@sender.example",
                                    "to",
                                    to,
                                    "subject",
                                    "Secret",
                                    "text",
                                    "Hello.")
                            .ok()
                            .at("data.message_id")
                            .text());
        }

        Tree recipient(long message) {
            return server.api().call("messages/get", "id", message).ok().at("data.to.0");
        }
    }
}
