package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.List;

/** The settings of the server: what each does, its default and its values. */
final class SettingPages {
    static final String PATH = "/admin/settings";

    private final PageRenderer pages;

    SettingPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page);
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        return pages.rowsOr(
                signedIn,
                Section.TOOLS,
                view(signedIn),
                "sectionlist",
                "head",
                PageHead.of(words.text("settings.title")),
                "filters",
                new FilterView(
                        PATH,
                        List.of(FilterView.search(words.text("settings.search"), signedIn.visit())),
                        List.of()),
                "note",
                words.text("settings.note"));
    }

    private static ListView view(SignedIn signedIn) {
        Translations words = signedIn.words();
        CallResult found =
                signedIn.call("tools/settings", "search", signedIn.visit().param("search"));
        return new KeysetPage(found, "", "")
                .list(
                        PATH,
                        words.count("settings.total", found.number("total_count")),
                        List.of(
                                Column.of(words.text("settings.key")),
                                Column.of(words.text("settings.default")),
                                Column.of(words.text("settings.values"))),
                        found.objects().stream().map(SettingPages::row).toList(),
                        new ListView.Empty(
                                "search",
                                words.text("list.nothing"),
                                words.text("list.nothing.text"),
                                words.text("list.everything"),
                                PATH));
    }

    private static ListRow row(Value.Members setting) {
        return new ListRow(
                Values.text(setting, "key"),
                List.of(
                        new TableCell.TitleCell(
                                Values.text(setting, "key"), Values.text(setting, "meaning"), ""),
                        new TableCell.CodeCell(Values.text(setting, "default")),
                        TableCell.text(Values.text(setting, "values"))));
    }
}
