package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.access.Scopes;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FilterView.FilterButton;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.wire.Value;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Addresses that are not written to: the platform's list, and each account's. */
final class SuppressionPages {
    static final String NOUN = "suppressions";
    private static final List<String> CLASSES =
            List.of("hard", "complaint", "unsubscribe", "manual");
    private static final List<String> SOURCES = List.of("administrator", "account", "bounce");
    private static final List<String> SORTS = List.of("at", "-at");
    private static final List<String> DOUBTS = List.of("own_words", "shared_answer");
    private static final List<String> ENDS = List.of("never", "ends", "soon");
    private static final Duration SOON = Duration.ofDays(7);

    private final PageRenderer pages;
    private final SuppressionForms forms;
    private final SuppressionImportPage importing;

    SuppressionPages(PageRenderer pages) {
        this.pages = pages;
        this.forms = new SuppressionForms(pages, this);
        this.importing = new SuppressionImportPage(pages, this);
    }

    void addTo(PanelRoutes routes) {
        for (String path : OwnerPlace.paths(pages, NOUN)) {
            routes.get(path, this::list)
                    .get(path + "/new", writing(NOUN, forms::fresh))
                    .post(path + "/new", writing(NOUN, forms::add))
                    .get(path + "/remove", forms::ask)
                    .post(path + "/remove", forms::remove)
                    .get(path + "/import", writing(NOUN, importing::page))
                    .post(path + "/import", writing(NOUN, importing::take))
                    .get(path + "/export", this::export);
            if (pages.surface().isPanel()) {
                routes.get(path + "/review", this::review);
            }
        }
    }

    static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    /** Whether the person may take a suppression of that class off. */
    private static boolean mayRemove(SignedIn signedIn, String kind) {
        return mayWrite(signedIn)
                || (kind.equals("hard") && signedIn.person().scopes().includes(Scopes.LIFT));
    }

    static OwnerPlace place(SignedIn signedIn) {
        return OwnerPlace.of(signedIn, NOUN);
    }

    PageHead head(SignedIn signedIn, OwnerPlace place) {
        return place.head(signedIn, NOUN, signedIn.words().text("menu.suppressions"));
    }

    private HttpReply list(SignedIn signedIn) {
        OwnerPlace place = place(signedIn);
        return pages.rowsOr(
                signedIn,
                place.section(Section.SUPPRESSIONS),
                view(signedIn, place),
                "sectionlist",
                "head",
                head(signedIn, place).with(acts(signedIn, place)).done(done(signedIn)),
                "filters",
                filters(signedIn, place),
                "note",
                signedIn.words()
                        .text(
                                place.isOfAccount(signedIn)
                                        ? "suppressions.note.account"
                                        : "suppressions.note"));
    }

    private static String done(SignedIn signedIn) {
        return switch (signedIn.visit().param("done")) {
            case "added" -> signedIn.words().text("suppressions.done.added");
            case "removed" -> signedIn.words().text("suppressions.done.removed");
            case "begun" -> signedIn.words().text("suppressions.done.begun");
            default -> "";
        };
    }

    private static List<PageAct> acts(SignedIn signedIn, OwnerPlace place) {
        Translations words = signedIn.words();
        List<PageAct> acts = new ArrayList<>();
        if (signedIn.inPanel()) {
            acts.add(
                    new PageAct(
                            words.text("suppressions.review"),
                            "list-checks",
                            place.path() + "/review",
                            false));
        }
        if (mayWrite(signedIn)) {
            acts.add(
                    new PageAct(
                            words.text("suppressions.import"),
                            "upload",
                            place.path() + "/import",
                            false));
            acts.add(
                    new PageAct(
                            words.text("suppressions.add"), "plus", place.path() + "/new", true));
        }
        return acts;
    }

    private static FilterView filters(SignedIn signedIn, OwnerPlace place) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        return new FilterView(
                place.path(),
                List.of(
                        FilterView.search(words.text("suppressions.search"), visit),
                        FilterView.choice(
                                "class",
                                words.text("column.class"),
                                visit,
                                choices(words, "value.suppressions.class.", CLASSES)),
                        FilterView.choice(
                                "source",
                                words.text("column.source"),
                                visit,
                                choices(words, "value.suppressions.source.", SOURCES)),
                        FilterView.choice(
                                "expires",
                                words.text("column.expires"),
                                visit,
                                choices(words, "suppressions.expires.", ENDS))),
                List.of(
                        new FilterButton(
                                words.text("suppressions.export"),
                                "download",
                                place.path() + "/export",
                                "format",
                                "csv")));
    }

    /** Choices of some values, the first of which is all. */
    static List<SelectOption> choices(Translations words, String prefix, List<String> values) {
        List<SelectOption> choices = new ArrayList<>();
        choices.add(new SelectOption("", words.text("filter.all")));
        values.forEach(value -> choices.add(new SelectOption(value, words.text(prefix + value))));
        return choices;
    }

    /** Filters in the address, as parameters of the calls. */
    static List<Object> asked(Visit visit) {
        List<Object> asked = new ArrayList<>();
        if (!visit.param("search").isEmpty()) {
            asked.addAll(List.of("search", visit.param("search")));
        }
        AddressReader values = visit.values();
        String kind = values.word("class", CLASSES);
        if (!kind.isEmpty()) {
            asked.addAll(List.of("class", kind));
        }
        String source = values.word("source", SOURCES);
        if (!source.isEmpty()) {
            asked.addAll(List.of("source", source));
        }
        switch (values.word("expires", ENDS)) {
            case "never" -> asked.addAll(List.of("expires", "never"));
            case "ends" -> asked.addAll(List.of("expires", "ends"));
            case "soon" -> asked.addAll(List.of("expires_before", visit.now().plus(SOON)));
            default -> {}
        }
        return asked;
    }

    private static ListView view(SignedIn signedIn, OwnerPlace place) {
        Translations words = signedIn.words();
        List<Object> asked = asked(signedIn.visit());
        boolean filtered = !asked.isEmpty();
        String sort = signedIn.visit().values().sort(SORTS);
        if (sort.startsWith("-")) {
            asked.addAll(List.of("order", "desc"));
        }
        String query = signedIn.visit().request().query();
        KeysetPage page =
                KeysetPage.byId(
                        signedIn,
                        "suppressions/list",
                        place.path(),
                        query,
                        place.namesAndValues(asked));
        ListView list =
                page.list(
                        place.path(),
                        words.count("suppressions.total", page.found().number("total_count")),
                        List.of(
                                Column.of(words.text("column.address")),
                                Column.of(words.text("column.class")),
                                Column.of(words.text("column.source")),
                                Column.sorted(
                                        words.text("column.added"),
                                        "at",
                                        sort,
                                        place.path(),
                                        query),
                                Column.of(words.text("column.expires")),
                                Column.of("")),
                        page.found().objects().stream()
                                .map(object -> row(signedIn, place, object, ""))
                                .toList(),
                        empty(signedIn, place, filtered));
        return BulkList.SUPPRESSIONS.on(signedIn, list, page.found().number("total_count"));
    }

    private static ListView.Empty empty(SignedIn signedIn, OwnerPlace place, boolean filtered) {
        Translations words = signedIn.words();
        if (filtered) {
            return new ListView.Empty(
                    "search",
                    words.text("list.nothing"),
                    words.text("list.nothing.text"),
                    words.text("list.everything"),
                    place.path());
        }
        return new ListView.Empty(
                "ban",
                words.text("suppressions.none"),
                words.text("suppressions.none.text"),
                words.text("suppressions.add"),
                mayWrite(signedIn) ? place.path() + "/new" : "");
    }

    /** A row; {@code under} stands under the address instead of the reason. */
    private static ListRow row(
            SignedIn signedIn, OwnerPlace place, Value.Members object, String under) {
        Translations words = signedIn.words();
        String email = Values.text(object, "email");
        String kind = Values.text(object, "class");
        String reason = Values.text(object, "reason");
        return new ListRow(
                "suppression-" + Values.number(object, "id"),
                List.of(
                        new TableCell.CopiedCell(email, under.isEmpty() ? reason : under, email),
                        new TableCell.StateCell(badge(words, kind)),
                        TableCell.text(
                                words.or(
                                        "value.suppressions.source."
                                                + Values.text(object, "source"),
                                        Values.text(object, "source"))),
                        moment(signedIn, object, "created_at", ""),
                        moment(
                                signedIn,
                                object,
                                "expires_at",
                                words.text("suppressions.expires.never")),
                        mayRemove(signedIn, kind)
                                ? new TableCell.ActCell(
                                        words.text("suppressions.remove"),
                                        place.path() + "/remove?email=" + Panel.encoded(email))
                                : new TableCell.EmptyCell()));
    }

    /** A moment of an object, or other words where it has none. */
    static TableCell moment(SignedIn signedIn, Value.Members object, String name, String none) {
        return Values.time(object, name)
                .<TableCell>map(at ->
                        new TableCell.MomentCell(
                                signedIn.words().time(at, signedIn.visit().zone()),
                                Values.text(object, name)))
                .orElse(TableCell.text(none));
    }

    static Badge badge(Translations words, String kind) {
        String word = words.or("value.suppressions.class." + kind, kind);
        return switch (kind) {
            case "hard" -> Badge.bad("circle-x", word);
            case "complaint" -> Badge.warn("triangle-alert", word);
            default -> Badge.off("ban", word);
        };
    }

    private HttpReply export(SignedIn signedIn) {
        OwnerPlace place = place(signedIn);
        String whose =
                place.account()
                        .map(account -> "account-" + Values.number(account, "id"))
                        .orElse(signedIn.inPanel() ? "platform" : "own");
        List<Object> asked = asked(signedIn.visit());
        signedIn.mustBeUnderstood("format");
        return signedIn.calls()
                .download(
                        "suppressions/export",
                        place.params(asked.toArray()),
                        "text/csv",
                        "suppressions-" + whose + ".csv");
    }

    private HttpReply review(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        String path = place.path() + "/review";
        return pages.rowsOr(
                signedIn,
                place.section(Section.SUPPRESSIONS),
                reviewed(signedIn, place, path),
                "sectionlist",
                "head",
                head(signedIn, place).below(words.text("suppressions.review"), place.path()),
                "filters",
                new FilterView(
                        path,
                        List.of(
                                FilterView.search(
                                        words.text("suppressions.search"), signedIn.visit()),
                                FilterView.choice(
                                        "doubt",
                                        words.text("suppressions.doubt"),
                                        signedIn.visit(),
                                        choices(words, "suppressions.doubt.", DOUBTS))),
                        List.of()),
                "note",
                words.text("suppressions.review.note"));
    }

    /** Doubtful rows of a page, which says of how many. */
    private static ListView reviewed(SignedIn signedIn, OwnerPlace place, String path) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> asked = new ArrayList<>();
        if (!visit.param("search").isEmpty()) {
            asked.addAll(List.of("search", visit.param("search")));
        }
        String doubt = visit.values().word("doubt", DOUBTS);
        if (!doubt.isEmpty()) {
            asked.addAll(List.of("doubt", doubt));
        }
        String sort = visit.values().sort(SORTS);
        if (sort.startsWith("-")) {
            asked.addAll(List.of("order", "desc"));
        }
        String query = visit.request().query();
        KeysetPage page =
                KeysetPage.byId(
                        signedIn, "suppressions/review", path, query, place.namesAndValues(asked));
        List<ListRow> rows =
                page.found().objects().stream()
                        .map(object -> row(signedIn, place, object, doubt(words, object)))
                        .toList();
        return page.list(
                path,
                words.text(
                        "suppressions.review.of",
                        words.count("suppressions.review.total", rows.size()),
                        words.number(page.found().number("looked_at")),
                        words.number(page.found().number("total_count"))),
                List.of(
                        Column.of(words.text("column.address")),
                        Column.of(words.text("column.class")),
                        Column.of(words.text("column.source")),
                        Column.sorted(words.text("column.added"), "at", sort, path, query),
                        Column.of(words.text("column.expires")),
                        Column.of("")),
                rows,
                new ListView.Empty(
                        "circle-check",
                        words.text("suppressions.review.none"),
                        words.text("suppressions.review.none.text"),
                        "",
                        ""));
    }

    private static String doubt(Translations words, Value.Members object) {
        return words.text("suppressions.doubt." + Values.text(object, "doubt"))
                + ": "
                + Values.text(object, "reason");
    }
}
