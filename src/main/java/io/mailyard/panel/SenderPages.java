package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.Row;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Senders: the list, and each with what keeps it from sending. */
final class SenderPages {
    private static final String PATH = "/admin/senders";

    private final PageRenderer pages;

    SenderPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list).get(PATH + "/{id}", this::page);
    }

    private HttpReply list(SignedIn signedIn) {
        return pages.list(
                signedIn, Section.SENDERS, signedIn.words().text("menu.senders"), view(signedIn));
    }

    private static ListView view(SignedIn signedIn) {
        Translations words = signedIn.words();
        KeysetPage page = KeysetPage.byId(signedIn, "senders/list", PATH, "");
        return page.list(
                PATH,
                words.count("noun.total.senders", page.found().number("total_count")),
                List.of(
                        Column.of(words.text("column.id")),
                        Column.of(words.text("column.title")),
                        Column.of(words.text("column.type"))),
                page.found().objects().stream().map(SenderPages::row).toList(),
                new ListView.Empty(
                        "send",
                        words.text("noun.none.senders"),
                        words.text("senders.none.text"),
                        "",
                        ""));
    }

    private static Row row(Value.Members sender) {
        long id = Values.number(sender, "id");
        return new Row(
                "sender-" + id,
                List.of(
                        new TableCell.Id(String.valueOf(id)),
                        new TableCell.Title(Values.text(sender, "name"), "", PATH + "/" + id),
                        TableCell.text(Values.text(sender, "type"))));
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = AccountPages.id(signedIn.visit());
        Value.Members sender = signedIn.call("senders/akmta/get", "id", id).object();
        Map<String, String> facts = new LinkedHashMap<>();
        sender.values()
                .forEach((name, value) -> {
                    String text = Values.shown(value);
                    if (!text.isEmpty() && !name.equals("problems") && !name.equals("receipts")) {
                        facts.put(name, text);
                    }
                });
        String title = Values.text(sender, "name");
        Frame frame = pages.frame(signedIn, Section.SENDERS);
        return Html.page(
                200,
                pages.html(
                        "facts",
                        frame,
                        "title",
                        title,
                        "crumbs",
                        List.of(
                                new Frame.Crumb(words.text("menu.senders"), PATH),
                                new Frame.Crumb(title, "")),
                        "problems",
                        problems(sender),
                        "facts",
                        facts,
                        "call",
                        CallExample.of("senders/akmta/get", Values.members("id", id))));
    }

    private static List<String> problems(Value.Members sender) {
        return sender.values().get("problems") instanceof Value.Items(List<Value> problems)
                ? problems.stream().map(Values::shown).toList()
                : List.of();
    }
}
