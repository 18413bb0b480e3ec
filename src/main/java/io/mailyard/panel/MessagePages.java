package io.mailyard.panel;

import io.mailyard.access.Scopes;
import io.mailyard.base.ApiException;
import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A message: its life recipient by recipient, with what can be done about it. */
final class MessagePages {
    private static final String PATH = MessageListPages.PATH;
    private static final int RECIPIENTS = 10;

    /** Effects named in a question; the others are counted. */
    private static final int NAMED = 10;

    private final PageRenderer pages;
    private final Questions questions;

    MessagePages(PageRenderer pages, PanelSession sessions) {
        this.pages = pages;
        this.questions = new Questions(pages, sessions);
    }

    void addTo(PanelRoutes routes) {
        String path = pages.surface().root() + "/messages/{id}";
        routes.get(path, this::page)
                .get(path + "/conversation/{conversation}", this::conversation)
                .get(path + "/try-now", this::ask)
                .post(path + "/try-now", this::tryNow);
        if (pages.surface().isPanel()) {
            routes.get(path + "/route", this::route);
        }
    }

    static String path(long message) {
        return PATH + "/" + message;
    }

    /** The page of a message for whoever is signed in. */
    static String path(SignedIn signedIn, long message) {
        return signedIn.surface().root() + "/messages/" + message;
    }

    static boolean mayTry(SignedIn signedIn) {
        return signedIn.inPanel()
                ? signedIn.person().scopes().includes(Scopes.TRY_NOW)
                : signedIn.person().mayWrite("messages");
    }

    private static long from(SignedIn signedIn, String name) {
        String from = signedIn.visit().param(name);
        return from.matches("[1-9][0-9]{0,17}") ? Long.parseLong(from) : 1;
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = Visit.number(signedIn.visit(), "id");
        CallResult found =
                signedIn.call(
                        "messages/get",
                        "id",
                        id,
                        "from_id",
                        from(signedIn, "from"),
                        "limit",
                        RECIPIENTS);
        Value.Members message = found.object();
        Frame frame = pages.frame(signedIn, Section.MESSAGES);
        String next = Values.text(message, "next_from_id");
        String subject = Values.text(message, "subject");
        return Html.page(
                200,
                pages.html(
                        "message",
                        frame,
                        "title",
                        subject.isEmpty() ? words.text("message.nosubject") : subject,
                        "crumbs",
                        crumbs(signedIn, message, ""),
                        "id",
                        id,
                        "done",
                        signedIn.visit().param("done").equals("tried")
                                ? words.text("message.tried")
                                : "",
                        "badges",
                        badges(words, message),
                        "facts",
                        facts(signedIn, message),
                        "tryAll",
                        mayTry(signedIn) && waiting(message) > 1
                                ? path(signedIn, id) + "/try-now"
                                : "",
                        "look",
                        MessageContentPages.mayLook(signedIn)
                                        && Values.text(message, "content").equals("kept")
                                ? path(signedIn, id) + "/content"
                                : "",
                        "stories",
                        new MessageStories(signedIn, message).all(),
                        "next",
                        next.isEmpty() ? "" : path(signedIn, id) + "?from=" + next,
                        "first",
                        from(signedIn, "from") > 1 ? path(signedIn, id) : "",
                        "call",
                        CallExample.of("messages/get", Values.members("id", id))));
    }

    static List<Frame.Crumb> crumbs(SignedIn signedIn, Value.Members message, String below) {
        Translations words = signedIn.words();
        long account = Values.number(message, "account_id");
        String log = "/admin/accounts/" + account + "/log";
        String name = words.text("message.number", Values.text(message, "id"));
        List<Frame.Crumb> crumbs = new ArrayList<>();
        crumbs.add(
                new Frame.Crumb(
                        words.text(signedIn.inPanel() ? "menu.messages" : "tab.log"),
                        signedIn.surface().root() + "/messages"));
        if (signedIn.inPanel() && signedIn.person().mayRead("accounts")) {
            crumbs.add(new Frame.Crumb(words.text("tab.log"), log));
        }
        if (below.isEmpty()) {
            crumbs.add(new Frame.Crumb(name, ""));
        } else {
            crumbs.add(new Frame.Crumb(name, path(signedIn, Values.number(message, "id"))));
            crumbs.add(new Frame.Crumb(below, ""));
        }
        return crumbs;
    }

    /** States of recipients with their numbers; of a single recipient its state. */
    static List<Badge> badges(Translations words, Value.Members message) {
        List<Badge> badges = new ArrayList<>();
        long recipients = Values.number(message, "recipients");
        Values.numbers(Values.object(message, "states"))
                .forEach((state, count) -> {
                    if (count > 0) {
                        Badge badge = MessageStories.badge(words, state);
                        badges.add(
                                recipients == 1
                                        ? badge
                                        : new Badge(
                                                badge.kind(),
                                                badge.icon(),
                                                words.number(count) + " " + badge.word()));
                    }
                });
        return badges;
    }

    private static long waiting(Value.Members message) {
        Map<String, Long> states = Values.numbers(Values.object(message, "states"));
        return List.of("new", "retry", "hold").stream()
                .mapToLong(state -> states.getOrDefault(state, 0L))
                .sum();
    }

    private List<MessageStory.StoryFact> facts(SignedIn signedIn, Value.Members message) {
        Translations words = signedIn.words();
        Map<String, String> shown = new LinkedHashMap<>();
        shown.put("message.from", Values.text(message, "from"));
        shown.put("message.envelope", Values.text(message, "envelope_from"));
        shown.put("message.headerid", Values.text(message, "header_id"));
        shown.put("message.size", words.number(Values.number(message, "size")));
        shown.put("message.recipients", words.number(Values.number(message, "recipients")));
        long campaign = Values.number(message, "campaign_id");
        shown.put("message.campaign", campaign == 0 ? "" : String.valueOf(campaign));
        shown.put(
                "message.accepted.at",
                Values.time(message, "accepted_at")
                        .map(at -> SpanWords.exact(words, at, signedIn.visit().zone()))
                        .orElse(""));
        shown.put(
                "message.expires",
                Values.time(message, "expires_at")
                        .map(at -> words.time(at, signedIn.visit().zone()))
                        .orElse(""));
        shown.put("message.trace", Values.text(message, "trace_id"));
        shown.put("message.content", content(signedIn, message));
        List<MessageStory.StoryFact> facts = new ArrayList<>();
        if (signedIn.inPanel()) {
            facts.add(account(signedIn, Values.number(message, "account_id")));
        }
        shown.forEach((key, value) -> {
            if (!value.isEmpty()) {
                facts.add(new MessageStory.StoryFact(words.text(key), value, ""));
            }
        });
        return facts;
    }

    private static String content(SignedIn signedIn, Value.Members message) {
        Translations words = signedIn.words();
        String state = Values.text(message, "content");
        if (!state.equals("kept")) {
            return words.text("message.content." + state);
        }
        return Values.time(message, "content_expires_at")
                .map(at ->
                        words.text("message.content.kept", words.time(at, signedIn.visit().zone())))
                .orElse(words.text("message.content.open"));
    }

    private static MessageStory.StoryFact account(SignedIn signedIn, long id) {
        CallResult found = signedIn.calls().call("accounts/get", "id", id);
        boolean may = found.isOk() && signedIn.person().mayRead("accounts");
        return new MessageStory.StoryFact(
                signedIn.words().text("message.account"),
                found.isOk() ? Values.text(found.object(), "title") : String.valueOf(id),
                may ? "/admin/accounts/" + id : "");
    }

    /** Why each recipient goes by its sender. */
    private HttpReply route(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = Visit.number(signedIn.visit(), "id");
        Value.Members params =
                Values.members("id", id, "from_id", from(signedIn, "from"), "limit", RECIPIENTS);
        Value.Members proof =
                signedIn.call(
                                "messages/route",
                                "id",
                                id,
                                "from_id",
                                from(signedIn, "from"),
                                "limit",
                                RECIPIENTS)
                        .object();
        Value.Members message = signedIn.call("messages/get", "id", id, "limit", 1).object();
        return Html.page(
                200,
                pages.html(
                        "messageroute",
                        pages.frame(signedIn, Section.MESSAGES),
                        "title",
                        words.text("message.route"),
                        "crumbs",
                        crumbs(signedIn, message, words.text("message.route")),
                        "proofs",
                        Values.objects(proof, "to").stream().map(RouteProofView::of).toList(),
                        "call",
                        CallExample.of("messages/route", params)));
    }

    private HttpReply conversation(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = Visit.number(signedIn.visit(), "id");
        Value.Members params =
                Values.members(
                        "id",
                        id,
                        "conversation_id",
                        Visit.number(signedIn.visit(), "conversation"));
        CallResult found = signedIn.calls().call("messages/conversation", params);
        if (!found.isOk()) {
            throw new SignedIn.CallRefused(found);
        }
        Value.Members message = signedIn.call("messages/get", "id", id, "limit", 1).object();
        String title = words.text("message.conversation");
        return Html.page(
                200,
                pages.html(
                        "messageconversation",
                        pages.frame(signedIn, Section.MESSAGES),
                        "title",
                        title,
                        "crumbs",
                        crumbs(signedIn, message, title),
                        "text",
                        Values.text(found.object(), "text"),
                        "call",
                        CallExample.of("messages/conversation", params)));
    }

    private Question question(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = Visit.number(signedIn.visit(), "id");
        String recipient = signedIn.visit().param("recipient");
        boolean one = recipient.matches("[1-9][0-9]{0,17}");
        return new Question(
                Section.MESSAGES,
                words.text("message.try.title"),
                path(signedIn, id) + "/try-now" + (one ? "?recipient=" + recipient : ""),
                path(signedIn, id),
                "messages/try_now",
                one
                        ? Values.members("id", id, "recipient_id", Long.parseLong(recipient))
                        : Values.members("id", id),
                foreseen -> effects(signedIn, foreseen.object()),
                false,
                words.text("message.try"),
                false,
                false);
    }

    /** A sentence for each recipient: whether it goes now, or what keeps it. */
    private static List<String> effects(SignedIn signedIn, Value.Members foreseen) {
        Translations words = signedIn.words();
        List<Value.Members> recipients = Values.objects(foreseen, "recipients");
        List<String> effects = new ArrayList<>();
        for (Value.Members recipient : recipients.stream().limit(NAMED).toList()) {
            String email = Values.text(recipient, "email");
            String why =
                    String.join(
                            "; ",
                            Values.objects(recipient, "reasons").stream()
                                    .map(reason -> reason(words, reason))
                                    .toList());
            String at =
                    Values.time(recipient, "at")
                            .map(time -> SpanWords.relative(words, time, signedIn.visit().now()))
                            .orElse("");
            effects.add(
                    Values.flag(recipient, "tried")
                            ? words.text("message.try.goes", email)
                            : at.isEmpty()
                                    ? words.text("message.try.kept", email, why)
                                    : words.text("message.try.later", email, why, at));
        }
        if (recipients.size() > NAMED) {
            effects.add(words.count("message.try.more", recipients.size() - (long) NAMED));
        }
        if (recipients.isEmpty()) {
            effects.add(words.text("message.try.none"));
        }
        return effects;
    }

    private static String reason(Translations words, Value.Members reason) {
        String text = Values.text(reason, "text");
        String word = words.text("message.why." + Values.text(reason, "reason"));
        return text.isEmpty() ? word : word + ": " + text;
    }

    private static void mustTry(SignedIn signedIn) {
        if (!mayTry(signedIn)) {
            throw ApiException.forbidden(
                    "this needs the scope "
                            + (signedIn.inPanel() ? Scopes.TRY_NOW : "messages:write"));
        }
        // a message that is not there, or not the reader's, is a page that says so
        signedIn.call("messages/get", "id", Visit.number(signedIn.visit(), "id"), "limit", 1);
    }

    private HttpReply ask(SignedIn signedIn) {
        mustTry(signedIn);
        return questions.ask(signedIn, question(signedIn));
    }

    private HttpReply tryNow(SignedIn signedIn) {
        mustTry(signedIn);
        Question question = question(signedIn);
        return questions.act(
                signedIn,
                question,
                done ->
                        Html.redirect(
                                signedIn.visit(),
                                question.back()
                                        + (Values.number(done.object(), "tried") > 0
                                                ? "?done=tried"
                                                : "")));
    }
}
