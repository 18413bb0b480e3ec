package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.Row;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** What was changed, by whom, from what to what: the newest first. */
final class AuditPages {
    private static final String PATH = "/admin/audit";
    private static final int MOST_CHARS = 200;

    private final PageRenderer pages;

    AuditPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page);
    }

    private HttpReply page(SignedIn signedIn) {
        return pages.list(
                signedIn, Section.AUDIT, signedIn.words().text("menu.audit"), view(signedIn, PATH));
    }

    /** The rows that a filter of the call lets pass, besides the actor or action in the address. */
    ListView view(SignedIn signedIn, String path, Object... filter) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        String search = visit.param("search");
        List<Object> params = new ArrayList<>(List.of("order", "desc"));
        params.addAll(List.of(filter));
        if (!search.isEmpty()) {
            params.addAll(List.of(search.contains(":") ? "actor" : "action", search));
        }
        KeysetPage page =
                KeysetPage.byId(
                        signedIn, "audit/list", path, visit.request().query(), params.toArray());
        return new ListView(
                path,
                search,
                words.text("audit.search"),
                List.of(),
                List.of(),
                words.count("audit.total", page.found().number("total_count")),
                List.of(
                        Column.of(words.text("column.when")),
                        Column.of(words.text("column.action")),
                        Column.of(words.text("column.actor")),
                        Column.of(words.text("column.changes"))),
                page.found().objects().stream().map(row -> row(signedIn, row)).toList(),
                page.next(),
                page.first(),
                new ListView.Empty(
                        "history",
                        words.text("list.nothing"),
                        words.text("audit.none.text"),
                        "",
                        ""));
    }

    private static Row row(SignedIn signedIn, Value.Members row) {
        String object = Values.text(row, "object_type") + " " + Values.text(row, "object_id");
        return new Row(
                "audit-" + Values.number(row, "id"),
                List.of(
                        new TableCell.Moment(
                                Values.time(row, "at")
                                        .map(at ->
                                                signedIn.words().time(at, signedIn.visit().zone()))
                                        .orElse(""),
                                Values.text(row, "at")),
                        new TableCell.Title(Values.text(row, "action"), object, address(row)),
                        new TableCell.Title(
                                Values.text(row, "actor"), Values.text(row, "address"), ""),
                        changes(row)));
    }

    /** The page of the account that a row concerns. */
    private static String address(Value.Members row) {
        return Values.has(row, "account_id")
                ? "/admin/accounts/" + Values.number(row, "account_id")
                : "";
    }

    private static TableCell changes(Value.Members row) {
        Value.Members before = Values.object(row, "before");
        Value.Members after = Values.object(row, "after");
        Set<String> names = new LinkedHashSet<>(before.values().keySet());
        names.addAll(after.values().keySet());
        List<TableCell.Change> changes = new ArrayList<>();
        for (String name : names) {
            String was = Values.text(before, name);
            String is = Values.text(after, name);
            if (!was.equals(is)) {
                changes.add(new TableCell.Change(name, shortened(was), shortened(is)));
            }
        }
        return new TableCell.Changes(changes);
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= MOST_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CHARS)) + "…";
    }
}
