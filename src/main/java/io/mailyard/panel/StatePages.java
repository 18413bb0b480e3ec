package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** The state contract: what each state of an account stops. */
final class StatePages {
    private static final List<String> STATES = List.of("active", "frozen", "inactive", "deleted");

    private final PageRenderer pages;

    StatePages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get("/admin/states", this::page);
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        CallResult contract = signedIn.call("states/contract");
        List<Value.Members> planes = Values.objects(contract.object(), "accounts");
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of(words.text("column.plane")));
        STATES.forEach(state -> columns.add(Column.of(Badge.ofState(state, words).word())));
        columns.add(Column.of(words.text("column.force")));
        ListView list =
                new ListView(
                        "/admin/states",
                        "",
                        "",
                        List.of(),
                        List.of(),
                        words.count("states.total", planes.size()),
                        columns,
                        planes.stream().map(plane -> row(words, plane)).toList(),
                        "",
                        "",
                        new ListView.Empty("table-2", words.text("list.nothing"), "", "", ""));
        return pages.list(signedIn, Section.STATES, words.text("menu.states"), list.of(contract));
    }

    private static ListRow row(Translations words, Value.Members plane) {
        List<TableCell> cells = new ArrayList<>();
        cells.add(
                new TableCell.TitleCell(
                        ServerTexts.of(words, Values.text(plane, "plane")), "", ""));
        STATES.forEach(state ->
                cells.add(TableCell.text(ServerTexts.of(words, Values.text(plane, state)))));
        cells.add(
                new TableCell.StateCell(
                        Values.flag(plane, "enforced")
                                ? Badge.good("circle-check", words.text("states.force"))
                                : Badge.off("clock", words.text("states.later"))));
        return new ListRow("", cells);
    }
}
