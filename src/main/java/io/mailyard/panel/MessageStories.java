package io.mailyard.panel;

import io.mailyard.panel.MessageStory.StoryEntry;
import io.mailyard.panel.MessageStory.StoryFact;
import io.mailyard.panel.MessageStory.StoryLink;
import io.mailyard.wire.Value;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes the stories of a message's recipients from the answer of {@code messages/get}. */
final class MessageStories {
    /** A shorter wait for the first attempt is not worth a line. */
    private static final Duration SHORT = Duration.ofSeconds(1);

    private final SignedIn signedIn;
    private final Translations words;
    private final Value.Members message;
    private final Instant now;
    private final Map<Long, String> nodes = new HashMap<>();
    private final Map<Long, String> senders = new HashMap<>();

    MessageStories(SignedIn signedIn, Value.Members message) {
        this.signedIn = signedIn;
        this.words = signedIn.words();
        this.message = message;
        this.now = signedIn.visit().now();
    }

    List<MessageStory> all() {
        return Values.objects(message, "to").stream().map(this::story).toList();
    }

    /** A state of a recipient. */
    static Badge badge(Translations words, String state) {
        String word = words.text("message.state." + state);
        return switch (state) {
            case "delivered" -> Badge.good("circle-check", word);
            case "bounced", "expired" -> Badge.bad("circle-x", word);
            case "retry", "hold" -> Badge.warn("clock", word);
            default -> Badge.off(state.equals("purged") ? "trash-2" : "clock", word);
        };
    }

    private MessageStory story(Value.Members recipient) {
        String state = Values.text(recipient, "state");
        Optional<Instant> next = Values.time(recipient, "next_attempt_at");
        boolean waits = List.of("new", "retry", "hold").contains(state);
        long id = Values.number(recipient, "id");
        return new MessageStory(
                id,
                Values.text(recipient, "email"),
                badge(words, state),
                waits
                        ? next.map(at -> at.isAfter(now) ? SpanWords.relative(words, at, now) : "")
                                .filter(text -> !text.isEmpty())
                                .orElse(next.isPresent() ? words.text("message.due") : "")
                        : "",
                Values.text(recipient, "stands_for"),
                waits && MessagePages.mayTry(signedIn)
                        ? MessagePages.path(signedIn, messageId()) + "/try-now?recipient=" + id
                        : "",
                links(recipient),
                entries(recipient));
    }

    private long messageId() {
        return Values.number(message, "id");
    }

    private List<StoryLink> links(Value.Members recipient) {
        List<StoryLink> links = new ArrayList<>();
        if (!signedIn.inPanel()) {
            suppression(recipient, signedIn.surface().root() + "/suppressions", links);
            return links;
        }
        links.add(
                new StoryLink(
                        words.text("message.route"),
                        "route",
                        MessagePages.path(signedIn, messageId())
                                + "/route?from="
                                + Values.number(recipient, "id")));
        long sender = Values.number(recipient, "sender_id");
        if (sender > 0 && mayRead("senders")) {
            links.add(new StoryLink(senderName(sender), "send", "/admin/senders/" + sender));
        }
        String isp = Values.text(recipient, "isp");
        if (mayRead("policies")) {
            links.add(
                    new StoryLink(
                            words.text("message.isp", isp),
                            "globe",
                            "/admin/mta/isps?search=" + Panel.encoded(isp)));
        }
        suppression(
                recipient,
                "/admin/accounts/" + Values.number(message, "account_id") + "/suppressions",
                links);
        return links;
    }

    private void suppression(Value.Members recipient, String list, List<StoryLink> links) {
        if (signedIn.person().mayRead("suppressions")) {
            links.add(
                    new StoryLink(
                            words.text("message.suppression"),
                            "ban",
                            list + "?search=" + Panel.encoded(Values.text(recipient, "email"))));
        }
    }

    /** Whether the reader is an administrator who may see such objects. */
    private boolean mayRead(String noun) {
        return signedIn.inPanel() && signedIn.person().mayRead(noun);
    }

    private String senderName(long id) {
        return senders.computeIfAbsent(
                id, _ -> name("senders/akmta/get", id, words.text("message.sender") + " " + id));
    }

    private String nodeName(long id) {
        return nodes.computeIfAbsent(id, _ -> name("nodes/get", id, String.valueOf(id)));
    }

    private String name(String call, long id, String other) {
        CallResult found = signedIn.calls().call(call, "id", id);
        String name = found.isOk() ? Values.text(found.object(), "name") : "";
        return name.isEmpty() ? other : name;
    }

    private List<StoryEntry> entries(Value.Members recipient) {
        List<StoryEntry> entries = new ArrayList<>();
        Instant last = null;
        for (Value.Members event : Values.objects(message, "events")) {
            boolean ofAll = !Values.has(event, "recipient_id");
            boolean ofThis = Values.number(event, "recipient_id") == Values.number(recipient, "id");
            if (ofAll || ofThis) {
                Instant at = Values.time(event, "at").orElse(now);
                Duration wait = last == null ? Duration.ZERO : Duration.between(last, at);
                entries.add(
                        ofAll
                                ? accepted(event)
                                : entry(
                                        event,
                                        wait.compareTo(SHORT) < 0
                                                        && Values.number(event, "attempt") < 2
                                                ? ""
                                                : SpanWords.span(words, wait)));
                last = at;
                boolean told = signedIn.inPanel() || Values.number(recipient, "sender_id") == 0;
                if (ofAll && told) {
                    entries.add(routed(recipient, at));
                }
            }
        }
        return entries;
    }

    private StoryEntry accepted(Value.Members event) {
        List<StoryFact> facts = new ArrayList<>();
        facts.add(fact("message.source", Values.text(message, "source")));
        facts.add(fact("message.submitter", Values.text(message, "submitter")));
        return entry(
                event, "off", "inbox", words.text("message.accepted"), false, "", facts, List.of());
    }

    private StoryEntry routed(Value.Members recipient, Instant at) {
        long sender = Values.number(recipient, "sender_id");
        List<StoryFact> facts = new ArrayList<>();
        facts.add(fact("message.isp.name", Values.text(recipient, "isp")));
        Value.Members event = Values.members("at", at.toString());
        return entry(
                event,
                sender > 0 ? "off" : "warn",
                "route",
                sender > 0
                        ? words.text("message.routed", senderName(sender))
                        : words.text("message.unrouted"),
                false,
                "",
                facts,
                List.of());
    }

    private StoryEntry entry(Value.Members event, String wait) {
        String kind = Values.text(event, "event");
        boolean attempted = !Values.text(event, "stage").isEmpty();
        long attempt = Values.number(event, "attempt");
        String title = words.text("message.event." + kind);
        if (attempted || kind.equals("sbounce")) {
            title = words.text("message.attempt", words.number(attempt), title);
        }
        boolean good = kind.equals("deliv");
        boolean failed = List.of("sbounce", "hbounce", "undeliv").contains(kind);
        return entry(
                event,
                good ? "good" : kind.equals("sbounce") ? "warn" : failed ? "bad" : "off",
                good ? "circle-check" : failed ? "circle-x" : "ban",
                title,
                failed,
                wait,
                facts(event),
                testing(event, failed));
    }

    private List<StoryLink> testing(Value.Members event, boolean failed) {
        String answer = Values.text(event, "answer");
        boolean ofHost = !Values.text(event, "answered_by").equals("mailyard");
        return failed && ofHost && !answer.isEmpty() && mayRead("policies")
                ? List.of(
                        new StoryLink(
                                words.text("message.test"),
                                "flask-conical",
                                "/admin/mta/bounce_patterns?answer=" + Panel.encoded(answer)))
                : List.of();
    }

    private List<StoryFact> facts(Value.Members event) {
        List<StoryFact> facts = new ArrayList<>();
        String bounceClass = Values.text(event, "bounce_class");
        if (!bounceClass.isEmpty()) {
            facts.add(fact("message.class", words.text("message.class." + bounceClass)));
            String pattern = Values.text(event, "pattern");
            boolean may = mayRead("policies");
            facts.add(
                    new StoryFact(
                            words.text("message.pattern"),
                            pattern.isEmpty() ? words.text("message.pattern.none") : pattern,
                            pattern.isEmpty() || !may
                                    ? ""
                                    : "/admin/mta/bounce_patterns/"
                                            + Values.number(event, "pattern_id")));
        }
        add(facts, "message.stage", Values.text(event, "stage"));
        add(facts, "message.host", Values.text(event, "host"));
        String node =
                signedIn.inPanel() && Values.has(event, "node_id")
                        ? nodeName(Values.number(event, "node_id"))
                        : "";
        String ip = Values.text(event, "ip");
        add(facts, "message.from.ip", ip);
        if (!node.isEmpty()) {
            boolean may = mayRead("nodes");
            facts.add(
                    new StoryFact(
                            words.text("message.node"),
                            node,
                            may ? "/admin/nodes/" + Values.number(event, "node_id") : ""));
        }
        if (!ip.isEmpty() && !Values.text(event, "stage").isEmpty()) {
            String tls = Values.text(event, "tls_version");
            facts.add(
                    fact(
                            "message.tls",
                            tls.isEmpty()
                                    ? words.text("message.tls.none")
                                    : tls + " " + Values.text(event, "tls_cipher")));
        }
        millis(facts, "message.connect", event, "connect_ms");
        millis(facts, "message.answered", event, "answer_ms");
        Values.time(event, "next_attempt_at")
                .ifPresent(at ->
                        facts.add(
                                fact(
                                        "message.next",
                                        SpanWords.exact(words, at, signedIn.visit().zone()))));
        return facts;
    }

    private void millis(List<StoryFact> facts, String key, Value.Members event, String name) {
        if (Values.has(event, name)) {
            facts.add(
                    fact(key, words.text("span.millis", words.number(Values.number(event, name)))));
        }
    }

    private void add(List<StoryFact> facts, String key, String value) {
        if (!value.isEmpty()) {
            facts.add(fact(key, value));
        }
    }

    private StoryFact fact(String key, String value) {
        return new StoryFact(words.text(key), value, "");
    }

    private StoryEntry entry(
            Value.Members event,
            String kind,
            String icon,
            String title,
            boolean strong,
            String wait,
            List<StoryFact> facts,
            List<StoryLink> links) {
        Instant at = Values.time(event, "at").orElse(now);
        String by = Values.text(event, "answered_by");
        String conversation = Values.text(event, "conversation_id");
        return new StoryEntry(
                kind,
                icon,
                title,
                strong,
                wait,
                SpanWords.exact(words, at, signedIn.visit().zone()),
                at.toString(),
                SpanWords.relative(words, at, now),
                Values.text(event, "answer"),
                by.isEmpty() ? "" : words.text("message.by." + by),
                facts,
                links,
                conversation.isEmpty()
                        ? ""
                        : MessagePages.path(signedIn, messageId())
                                + "/conversation/"
                                + conversation);
    }
}
