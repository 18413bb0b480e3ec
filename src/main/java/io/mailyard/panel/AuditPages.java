package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FilterView.FilterButton;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Pages of the changes that were made, by whom, from what to what: the newest first. */
final class AuditPages {
    private static final String PATH = "/admin/audit";
    private static final int MOST_CHARS = 200;

    private final PageRenderer pages;

    AuditPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page)
                .get(PATH + "/export", signedIn -> export(signedIn, List.of()))
                .get(
                        "/admin/accounts/{id}/audit/export",
                        signedIn ->
                                export(
                                        signedIn,
                                        List.of("account_id", AccountPages.id(signedIn.visit()))));
    }

    private HttpReply page(SignedIn signedIn) {
        PageHead head = PageHead.of(signedIn.words().text("menu.audit"));
        return page(signedIn, Section.AUDIT, head, PATH);
    }

    /** The rows that the filters in the address and one of the call let pass. */
    HttpReply page(
            SignedIn signedIn, Section section, PageHead head, String path, Object... filter) {
        return pages.rowsOr(
                signedIn,
                section,
                view(signedIn, path, filter),
                "auditlist",
                "head",
                head,
                "filters",
                filters(signedIn.words(), signedIn.visit(), path),
                "chain",
                filter.length == 0 ? ChainView.of(signedIn) : ChainView.NONE);
    }

    private static FilterView filters(Translations words, Visit visit, String path) {
        return new FilterView(
                path,
                List.of(
                        FilterView.field(
                                "actor",
                                words.text("column.actor"),
                                "administrator:anna",
                                actor(visit)),
                        FilterView.field(
                                "action",
                                words.text("column.action"),
                                "accounts.freeze",
                                action(visit)),
                        FilterView.field(
                                "object_type",
                                words.text("audit.object"),
                                "tariff",
                                visit.param("object_type")),
                        FilterView.field(
                                "object_id",
                                words.text("audit.object.id"),
                                "12",
                                visit.param("object_id")),
                        FilterView.field(
                                "since",
                                words.text("audit.since"),
                                "2026-11-30 09:00",
                                visit.param("since")),
                        FilterView.field(
                                "until",
                                words.text("audit.until"),
                                "2026-12-01",
                                visit.param("until")),
                        FilterView.field(
                                "request_id",
                                words.text("foot.request"),
                                "",
                                visit.param("request_id"))),
                List.of(
                        button(words.text("audit.csv"), path, "csv"),
                        button(words.text("audit.ndjson"), path, "ndjson")));
    }

    private static FilterButton button(String label, String path, String format) {
        return new FilterButton(label, "download", path + "/export", "format", format);
    }

    /** The newest first, unless asked otherwise. */
    private static final List<String> SORTS = List.of("-at", "at");

    /** Older links search for an actor, who has a colon, or for an action. */
    private static String actor(Visit visit) {
        String search = visit.param("search");
        return visit.param("actor").isEmpty() && search.contains(":")
                ? search
                : visit.param("actor");
    }

    private static String action(Visit visit) {
        String search = visit.param("search");
        return visit.param("action").isEmpty() && !search.contains(":")
                ? search
                : visit.param("action");
    }

    private static List<Object> asked(Visit visit) {
        Map<String, String> given = new LinkedHashMap<>();
        given.put("actor", actor(visit));
        given.put("action", action(visit));
        for (String name : List.of("object_type", "object_id", "request_id")) {
            given.put(name, visit.param(name));
        }
        for (String name : List.of("since", "until")) {
            String written = visit.param(name);
            given.put(
                    name,
                    WrittenTime.read(written, visit.zone()).map(Instant::toString).orElse(written));
        }
        List<Object> asked = new ArrayList<>();
        given.forEach((name, value) -> {
            if (!value.isEmpty()) {
                asked.addAll(List.of(name, value));
            }
        });
        return asked;
    }

    private static HttpReply export(SignedIn signedIn, List<Object> filter) {
        boolean lines = signedIn.visit().param("format").equals("ndjson");
        List<Object> asked = asked(signedIn.visit());
        signedIn.mustBeUnderstood("format");
        asked.addAll(filter);
        return signedIn.calls()
                .download(
                        "audit/export",
                        Values.members(asked.toArray()),
                        lines ? "application/x-ndjson" : "text/csv",
                        lines ? "audit.ndjson" : "audit.csv");
    }

    private static ListView view(SignedIn signedIn, String path, Object... filter) {
        Translations words = signedIn.words();
        String sort = signedIn.visit().values().sort(SORTS);
        String query = signedIn.visit().request().query();
        List<Object> params =
                new ArrayList<>(List.of("order", sort.startsWith("-") ? "desc" : "asc"));
        params.addAll(asked(signedIn.visit()));
        params.addAll(List.of(filter));
        KeysetPage page = KeysetPage.byId(signedIn, "audit/list", path, query, params.toArray());
        return page.list(
                path,
                words.count("audit.total", page.found().number("total_count")),
                List.of(
                        Column.sorted(words.text("column.when"), "at", sort, path, query),
                        Column.of(words.text("column.action")),
                        Column.of(words.text("column.actor")),
                        Column.of(words.text("column.changes"))),
                page.found().objects().stream().map(row -> row(signedIn, row)).toList(),
                new ListView.Empty(
                        "history",
                        words.text("list.nothing"),
                        words.text("audit.none.text"),
                        "",
                        ""));
    }

    private static ListRow row(SignedIn signedIn, Value.Members row) {
        String object = Values.text(row, "object_type") + " " + Values.text(row, "object_id");
        return new ListRow(
                "audit-" + Values.number(row, "id"),
                List.of(
                        new TableCell.MomentCell(
                                Values.time(row, "at")
                                        .map(at ->
                                                signedIn.words().time(at, signedIn.visit().zone()))
                                        .orElse(""),
                                Values.text(row, "at")),
                        new TableCell.TitleCell(
                                Values.text(row, "action"), object, address(signedIn, row)),
                        new TableCell.TitleCell(
                                Values.text(row, "actor"), Values.text(row, "address"), ""),
                        changes(row)));
    }

    /** The page of the account that a row concerns, for those who may see it. */
    private static String address(SignedIn signedIn, Value.Members row) {
        return Values.has(row, "account_id") && signedIn.person().mayRead("accounts")
                ? "/admin/accounts/" + Values.number(row, "account_id")
                : "";
    }

    private static TableCell changes(Value.Members row) {
        Value.Members before = Values.object(row, "before");
        Value.Members after = Values.object(row, "after");
        Set<String> names = new LinkedHashSet<>(before.values().keySet());
        names.addAll(after.values().keySet());
        List<TableCell.CellChange> changes = new ArrayList<>();
        for (String name : names) {
            String was = Values.text(before, name);
            String is = Values.text(after, name);
            if (!was.equals(is)) {
                changes.add(new TableCell.CellChange(name, shortened(was), shortened(is)));
            }
        }
        return new TableCell.ChangesCell(changes, Values.text(row, "request_id"));
    }

    private static String shortened(String text) {
        return text.codePointCount(0, text.length()) <= MOST_CHARS
                ? text
                : text.substring(0, text.offsetByCodePoints(0, MOST_CHARS)) + "…";
    }
}
