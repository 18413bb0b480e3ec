package io.mailyard.panel;

import io.mailyard.panel.ListView.Chip;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** The list of an account's domains. */
final class DomainList {
    private static final String CALL = "domains/list";
    private static final List<String> SORTS = List.of("id", "domain", "-domain");
    private static final List<String> STATES = List.of("verified", "warning", "pending");

    private DomainList() {}

    static ListView of(SignedIn signedIn, OwnerPlace place) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        String path = place.path();
        String search = visit.param("search");
        String state = visit.values().word("state", STATES);
        List<Object> asked = new ArrayList<>(List.of("search", search));
        if (!state.isEmpty()) {
            asked.addAll(List.of("state", state));
        }
        String query = visit.request().query();
        String sort = visit.values().sort(SORTS);
        KeysetPage page =
                KeysetPage.inOrder(signedIn, CALL, path, query, sort, place.namesAndValues(asked));
        long total = page.found().number("total_count");
        ListView list =
                new ListView(
                        path,
                        search,
                        words.text("domains.search"),
                        state.isEmpty()
                                ? List.of()
                                : List.of(new ListView.ListFilter("state", state)),
                        chips(signedIn, place, state, search),
                        words.count("domains.total", total),
                        List.of(
                                Column.sorted(
                                        words.text("column.domain"), "domain", sort, path, query),
                                Column.of(words.text("column.state")),
                                Column.of(words.text("column.proof")),
                                Column.of(words.text("column.checked"))),
                        page.found().objects().stream()
                                .map(domain -> row(signedIn, path, domain))
                                .toList(),
                        page.next(),
                        page.first(),
                        empty(signedIn, path, !search.isEmpty() || !state.isEmpty()));
        return list.of(page.found());
    }

    private static List<Chip> chips(
            SignedIn signedIn, OwnerPlace place, String current, String search) {
        Translations words = signedIn.words();
        String query = Panel.plain(signedIn.visit().request().query(), "from");
        List<Chip> chips = new ArrayList<>();
        List<String> states = new ArrayList<>(STATES);
        states.addFirst("");
        for (String state : states) {
            List<Object> asked = new ArrayList<>(List.of("search", search, "limit", 1));
            if (!state.isEmpty()) {
                asked.addAll(List.of("state", state));
            }
            long count = signedIn.call(CALL, place.namesAndValues(asked)).number("total_count");
            chips.add(
                    new Chip(
                            state.isEmpty()
                                    ? words.text("accounts.all")
                                    : DomainView.badge(words, state).word(),
                            words.number(count),
                            place.path() + Panel.with(query, "state", state),
                            state.equals(current)));
        }
        return chips;
    }

    private static ListRow row(SignedIn signedIn, String path, Value.Members domain) {
        Translations words = signedIn.words();
        long id = Values.number(domain, "id");
        String name = Values.text(domain, "domain");
        String unicode = Values.text(domain, "unicode");
        return new ListRow(
                "domain-" + id,
                List.of(
                        new TableCell.TitleCell(
                                unicode, unicode.equals(name) ? "" : name, path + "/" + id),
                        new TableCell.StateCell(
                                DomainView.badge(words, Values.text(domain, "state"))),
                        TableCell.text(DomainView.proof(words, domain)),
                        SuppressionPages.moment(
                                signedIn, domain, "checked_at", words.text("domain.unchecked"))));
    }

    private static ListView.Empty empty(SignedIn signedIn, String path, boolean filtered) {
        Translations words = signedIn.words();
        return filtered
                ? new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("list.nothing.text"),
                        words.text("list.everything"),
                        path)
                : new ListView.Empty(
                        "globe",
                        words.text("domains.none"),
                        words.text("domains.none.text"),
                        words.text("domain.new"),
                        signedIn.person().mayWrite("domains") ? path + "/new" : "");
    }
}
