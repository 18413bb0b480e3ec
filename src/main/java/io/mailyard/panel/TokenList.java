package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** The list of API tokens of a place: searched, filtered, sorted and paged as its address says. */
final class TokenList {
    private static final List<String> SORTS =
            List.of(
                    "id",
                    "-id",
                    "name",
                    "-name",
                    "created_at",
                    "-created_at",
                    "expires_at",
                    "-expires_at",
                    "last_used_at",
                    "-last_used_at");

    private TokenList() {}

    static ListView of(SignedIn signedIn, TokenPlace place) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> asked = new ArrayList<>(List.of(place.keysInTurn()));
        String search = visit.param("search");
        String active = visit.values().word("active", List.of("true", "false"));
        if (!search.isEmpty()) {
            asked.addAll(List.of("search", search));
        }
        if (!active.isEmpty()) {
            asked.addAll(List.of("active", active.equals("true")));
        }
        boolean filtered = !search.isEmpty() || !active.isEmpty();
        String path = place.path();
        String query = visit.request().query();
        String sort = visit.values().sort(SORTS);
        KeysetPage page =
                KeysetPage.inOrder(
                        signedIn, place.call("list"), path, query, sort, asked.toArray());
        return page.list(
                place.path(),
                words.count("tokens.total", page.found().number("total_count")),
                columns(words, path, query, sort),
                page.found().objects().stream().map(token -> row(signedIn, place, token)).toList(),
                empty(signedIn, place, filtered));
    }

    private static List<Column> columns(
            Translations words, String path, String query, String sort) {
        return List.of(
                Column.sorted(words.text("column.title"), "name", sort, path, query),
                Column.of(words.text("access.scopes")),
                Column.sorted(words.text("tokens.made"), "created_at", sort, path, query),
                Column.sorted(words.text("column.expires"), "expires_at", sort, path, query),
                Column.sorted(words.text("tokens.last"), "last_used_at", sort, path, query),
                Column.of(words.text("column.state")));
    }

    private static ListView.Empty empty(SignedIn signedIn, TokenPlace place, boolean filtered) {
        Translations words = signedIn.words();
        return filtered
                ? new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("list.nothing.text"),
                        words.text("list.everything"),
                        place.path())
                : new ListView.Empty(
                        "key-round",
                        words.text("tokens.none"),
                        words.text(
                                place.isOfAdministrators()
                                        ? "tokens.none.text"
                                        : "tokens.own.none.text"),
                        words.text("tokens.new"),
                        place.mayWrite(signedIn) ? place.path() + "/new" : "");
    }

    static FilterView filters(SignedIn signedIn, TokenPlace place) {
        Translations words = signedIn.words();
        return new FilterView(
                place.path(),
                List.of(
                        FilterView.search(words.text("tokens.search"), signedIn.visit()),
                        FilterView.choice(
                                "active",
                                words.text("column.state"),
                                signedIn.visit(),
                                List.of(
                                        new SelectOption("", words.text("filter.all")),
                                        new SelectOption("true", words.text("state.active")),
                                        new SelectOption("false", words.text("state.inactive"))))),
                List.of());
    }

    private static ListRow row(SignedIn signedIn, TokenPlace place, Value.Members token) {
        Translations words = signedIn.words();
        return new ListRow(
                "token-" + Values.number(token, "id"),
                List.of(
                        new TableCell.TitleCell(
                                Values.text(token, "name"),
                                under(words, place, token),
                                place.path(token)),
                        TableCell.text(Values.text(token, "scopes")),
                        new TableCell.DetailCell(
                                moment(signedIn, token, "created_at", ""),
                                Values.text(token, "created_by")),
                        SuppressionPages.moment(
                                signedIn,
                                token,
                                "expires_at",
                                words.text("suppressions.expires.never")),
                        new TableCell.DetailCell(
                                moment(
                                        signedIn,
                                        token,
                                        "last_used_at",
                                        words.text("tokens.unused")),
                                Values.text(token, "last_used_from")),
                        new TableCell.StateCell(
                                Badge.ofState(
                                        Values.flag(token, "active") ? "active" : "inactive",
                                        words))));
    }

    /** Beginning of the secret, and whether it is a person's own. */
    private static String under(Translations words, TokenPlace place, Value.Members token) {
        String prefix = prefix(token);
        if (!place.isOfAdministrators()) {
            return prefix;
        }
        String kind = kind(words, token);
        return prefix.isEmpty() ? kind : prefix + " · " + kind;
    }

    static String kind(Translations words, Value.Members token) {
        return words.text(
                Values.has(token, "administrator_id") ? "tokens.personal" : "tokens.service");
    }

    static String prefix(Value.Members token) {
        String prefix = Values.text(token, "prefix");
        return prefix.isEmpty() ? "" : prefix + "…";
    }

    static String moment(SignedIn signedIn, Value.Members token, String name, String none) {
        return Values.time(token, name)
                .map(at -> signedIn.words().time(at, signedIn.visit().zone()))
                .orElse(none);
    }
}
