package io.mailyard.panel;

import io.mailyard.access.Scopes;
import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Pages that show what a message says. The content is at an address of its own, in a sandbox
 * without scripts, forms and network; each look is one call, and so one row of the audit.
 */
final class MessageContentPages {
    private static final List<String> VIEWS = List.of("html", "text", "headers", "raw");

    /** Octets of the source that are shown; the whole can be downloaded. */
    private static final int SHOWN = 256 * 1024;

    /**
     * Elements that hold another document or name one. The policy refuses it, but Chromium connects
     * to a document's host before it asks the policy, and no browser asks it about the hints of
     * links, such as {@code preconnect}: both would tell that host of the look.
     */
    private static final Pattern REFERRING =
            Pattern.compile(
                    "<(/?)(iframe|frame|frameset|object|embed|portal|fencedframe|link)\\b",
                    Pattern.CASE_INSENSITIVE);

    private static final Map<String, String> SANDBOX =
            Map.of(
                    "Content-Security-Policy",
                    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
                            + " frame-ancestors 'self'",
                    "X-Content-Type-Options",
                    "nosniff",
                    "Referrer-Policy",
                    "no-referrer",
                    // a name of the message's choice would be asked for; no <meta> turns it on
                    // again
                    "X-DNS-Prefetch-Control",
                    "off",
                    "Cache-Control",
                    "no-store");

    private final PageRenderer pages;
    private final ContentLooks looks = new ContentLooks();

    MessageContentPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        String path = pages.surface().root() + "/messages/{id}/content";
        routes.get(path, this::page).get(path + "/{view}", this::content);
    }

    static boolean mayLook(SignedIn signedIn) {
        return signedIn.person().scopes().includes(Scopes.CONTENT);
    }

    private static CallResult look(SignedIn signedIn, long id) {
        return signedIn.call("messages/content", "id", id);
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = Visit.number(signedIn.visit(), "id");
        String asked = signedIn.visit().param("view");
        boolean source = asked.equals("raw");
        // the source is read by the frame, and that is the look
        Value.Members content = source ? Value.Members.NONE : look(signedIn, id).object();
        if (source) {
            signedIn.mustBeAllowed("messages/raw");
        } else {
            looks.keep(signedIn, id, content);
        }
        Value.Members message = signedIn.call("messages/get", "id", id, "limit", 1).object();
        String usual = Values.text(content, "html").isEmpty() ? "text" : "html";
        String view = VIEWS.contains(asked) ? asked : usual;
        String base = MessagePages.path(signedIn, id) + "/content";
        List<AccountPages.Tab> tabs = new ArrayList<>();
        for (String each : VIEWS) {
            boolean empty = !source && each.equals("html") && usual.equals("text");
            if (!empty) {
                tabs.add(
                        new AccountPages.Tab(
                                words.text("content." + each),
                                base + "?view=" + each,
                                each.equals(view)));
            }
        }
        String title = words.text("content.title");
        return Html.page(
                200,
                pages.html(
                        "messagecontent",
                        pages.frame(signedIn, Section.ACCOUNTS),
                        "title",
                        title,
                        "crumbs",
                        MessagePages.crumbs(signedIn, message, title),
                        "subject",
                        Values.text(message, "subject"),
                        "tabs",
                        tabs,
                        "source",
                        base + "/" + view,
                        "notes",
                        notes(words, source ? message : content, view),
                        "attachments",
                        Values.objects(content, "attachments").stream()
                                .map(each -> attachment(words, each))
                                .toList(),
                        "download",
                        base + "/download",
                        "call",
                        CallExample.of("messages/content", Values.members("id", id))));
    }

    private static List<String> notes(Translations words, Value.Members content, String view) {
        List<String> notes = new ArrayList<>();
        boolean none =
                Values.text(content, "html").isEmpty() && Values.text(content, "text").isEmpty();
        if (none && !view.equals("raw") && !view.equals("headers")) {
            notes.add(words.text("content.none"));
        }
        if (Values.flag(content, "cut")
                || (view.equals("raw") && Values.number(content, "size") > SHOWN)) {
            notes.add(words.text("content.cut"));
        }
        return notes;
    }

    private static MessageStory.StoryFact attachment(Translations words, Value.Members attachment) {
        String name = Values.text(attachment, "name");
        return new MessageStory.StoryFact(
                name.isEmpty() ? words.text("content.unnamed") : name,
                Values.text(attachment, "type")
                        + ", "
                        + words.text(
                                "content.octets", words.number(Values.number(attachment, "size"))),
                "");
    }

    private HttpReply content(SignedIn signedIn) {
        long id = Visit.number(signedIn.visit(), "id");
        String view = signedIn.visit().part("view");
        return switch (view) {
            case "raw" -> raw(signedIn, Values.members("id", id, "octets", SHOWN), SANDBOX);
            case "download" -> {
                Map<String, String> headers = new LinkedHashMap<>(SANDBOX);
                headers.put(
                        "Content-Disposition", "attachment; filename=\"message-" + id + ".eml\"");
                yield raw(signedIn, Values.members("id", id), headers);
            }
            case "html", "text", "headers" -> {
                String said =
                        Values.text(
                                Optional.of(mayLook(signedIn))
                                        .filter(may -> may)
                                        .flatMap(_ -> looks.take(signedIn, id))
                                        .orElseGet(() -> look(signedIn, id).object()),
                                view);
                String text =
                        view.equals("html") ? REFERRING.matcher(said).replaceAll("<$1x-$2") : said;
                yield new HttpReply.WholeReply(
                        200,
                        (view.equals("html") ? "text/html" : "text/plain") + "; charset=utf-8",
                        SANDBOX,
                        text.getBytes(StandardCharsets.UTF_8));
            }
            default -> throw new Panel.NoPage();
        };
    }

    private static HttpReply raw(
            SignedIn signedIn, Value.Members params, Map<String, String> headers) {
        HttpReply.WrittenReply written = signedIn.calls().stream("messages/raw", params);
        return new HttpReply.WrittenReply(
                200, "text/plain; charset=utf-8", headers, written.writer());
    }
}
