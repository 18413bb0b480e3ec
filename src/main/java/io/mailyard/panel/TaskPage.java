package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Chip;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** One task: how far it is, and what became of each of its objects. */
final class TaskPage {
    private static final String PATH = TaskPages.PATH + "/";
    private static final List<String> OUTCOMES = List.of("failed", "unchanged", "done", "waiting");

    private final PageRenderer pages;
    private final LiveParts live;

    TaskPage(PageRenderer pages, LiveParts live) {
        this.pages = pages;
        this.live = live;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH + "{id}", this::page)
                .get(PATH + "{id}/live", this::live)
                .get(PATH + "{id}/export", this::export);
    }

    private static Value.Members task(SignedIn signedIn) {
        return signedIn.call("tasks/get", "id", Visit.number(signedIn.visit(), "id")).object();
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members task = task(signedIn);
        long id = Values.number(task, "id");
        Frame frame = pages.frame(signedIn, Section.TASKS);
        String kind = Values.text(task, "kind");
        return pages.rowsOr(
                signedIn,
                Section.TASKS,
                objects(signedIn, kind, id),
                "task",
                "title",
                words.or("tasks.kind." + kind, kind) + " " + id,
                "address",
                PATH + id,
                "reason",
                Values.text(task, "reason"),
                "act",
                act(words, task),
                "isOpen",
                isOpen(task),
                "mayCancel",
                isOpen(task) && signedIn.person().mayWrite("accounts"),
                "figures",
                progress(signedIn, frame));
    }

    private static boolean isOpen(Value.Members task) {
        return List.of("waiting", "running").contains(Values.text(task, "state"));
    }

    private static String act(Translations words, Value.Members task) {
        String kind = Values.text(task, "kind");
        String act = Values.text(Values.object(task, "details"), "act");
        return act.isEmpty()
                ? ""
                : words.or("bulk.act." + kind.replace(".bulk", "") + "." + act, act);
    }

    private HttpReply live(SignedIn signedIn) {
        task(signedIn); // one that does not exist is a page that says so, not a stream
        Frame frame = pages.frame(signedIn, Section.TASKS);
        return live.stream(signedIn, "progress", () -> progress(signedIn, frame));
    }

    private String progress(SignedIn signedIn, Frame frame) {
        Value.Members task = task(signedIn);
        Translations words = signedIn.words();
        long total = Values.number(task, "total");
        Map<String, Long> counts =
                signedIn.call("tasks/objects", "id", Values.number(task, "id"), "limit", 1)
                        .numbers("outcomes");
        List<String> outcomes = new ArrayList<>();
        OUTCOMES.stream()
                .filter(outcome -> counts.getOrDefault(outcome, 0L) > 0)
                .forEach(outcome ->
                        outcomes.add(
                                words.text("bulk.outcome." + outcome)
                                        + ": "
                                        + words.number(counts.getOrDefault(outcome, 0L))));
        return pages.html(
                "taskprogress",
                frame,
                "badge",
                TaskPages.badge(words, Values.text(task, "state")),
                "percent",
                total == 0 ? 0 : Math.min(100, Values.number(task, "done") * 100 / total),
                "done",
                words.number(Values.number(task, "done")) + " / " + words.number(total),
                "outcomes",
                String.join(" · ", outcomes),
                "error",
                Values.text(task, "error"));
    }

    private static ListView objects(SignedIn signedIn, String kind, long id) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        String outcome = visit.values().word("outcome", OUTCOMES);
        List<Object> asked = new ArrayList<>(List.of("id", id));
        if (!outcome.isEmpty()) {
            asked.addAll(List.of("outcome", outcome));
        }
        KeysetPage page =
                KeysetPage.byId(
                        signedIn,
                        "tasks/objects",
                        PATH + id,
                        visit.request().query(),
                        asked.toArray());
        Map<String, Long> counts = page.found().numbers("outcomes");
        List<Chip> chips = new ArrayList<>();
        chips.add(new Chip(words.text("filter.all"), "", PATH + id, outcome.isEmpty()));
        OUTCOMES.forEach(one ->
                chips.add(
                        new Chip(
                                words.text("bulk.outcome." + one),
                                words.number(counts.getOrDefault(one, 0L)),
                                PATH + id + "?outcome=" + one,
                                one.equals(outcome))));
        ListView list =
                new ListView(
                        PATH + id,
                        "",
                        "",
                        List.of(),
                        chips,
                        words.count(
                                "bulk.total",
                                counts.values().stream().mapToLong(Long::longValue).sum()),
                        List.of(
                                Column.of(words.text("column.id")),
                                Column.of(words.text("column.title")),
                                Column.of(words.text("column.state")),
                                Column.of(words.text("bulk.fault"))),
                        page.found().objects().stream().map(row -> row(words, kind, row)).toList(),
                        page.next(),
                        page.first(),
                        new ListView.Empty(
                                "list-checks",
                                words.text("bulk.none"),
                                words.text("bulk.none.text"),
                                "",
                                ""));
        return list.of(page.found());
    }

    private static ListRow row(Translations words, String kind, Value.Members object) {
        long id = Values.number(object, "id");
        String outcome = Values.text(object, "outcome");
        String word = words.text("bulk.outcome." + outcome);
        return new ListRow(
                "object-" + id,
                List.of(
                        new TableCell.IdCell(String.valueOf(id)),
                        new TableCell.TitleCell(
                                Values.text(object, "name").isEmpty()
                                        ? "#" + id
                                        : Values.text(object, "name"),
                                "",
                                address(kind, object)),
                        new TableCell.StateCell(
                                switch (outcome) {
                                    case "done" -> Badge.good("circle-check", word);
                                    case "failed" -> Badge.bad("octagon-pause", word);
                                    default -> Badge.off("circle-off", word);
                                }),
                        TableCell.text(words.said(Values.text(object, "fault")))));
    }

    /** The object's page; empty: it has none. */
    private static String address(String kind, Value.Members object) {
        long id = Values.number(object, "id");
        long account = Values.number(object, "account_id");
        return switch (kind) {
            case "accounts.bulk" -> "/admin/accounts/" + id;
            case "users.bulk" -> "/admin/accounts/" + account + "/users/" + id;
            case "senders.bulk" -> "/admin/senders/" + id;
            default -> "";
        };
    }

    private HttpReply export(SignedIn signedIn) {
        long id = Visit.number(signedIn.visit(), "id");
        List<Object> asked = new ArrayList<>(List.of("id", id));
        String outcome = signedIn.visit().values().word("outcome", OUTCOMES);
        signedIn.mustBeUnderstood();
        if (!outcome.isEmpty()) {
            asked.addAll(List.of("outcome", outcome));
        }
        return signedIn.calls()
                .download(
                        "tasks/export",
                        Values.members(asked.toArray()),
                        "text/csv",
                        "task-" + id + ".csv");
    }
}
