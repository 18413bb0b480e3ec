package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** The list of an account's users: searched, filtered, sorted and paged as its address says. */
final class UserList {
    private static final List<String> SORTS = List.of("name", "-name", "id", "-id");
    private static final List<String> FLAGS = List.of("true", "false");
    private static final List<String> LANGS = List.of("RU", "EN");

    private UserList() {}

    /** Search and filters that the address asks for, as the call's parameters. */
    static List<Object> asked(Visit visit) {
        List<Object> asked = new ArrayList<>();
        if (!visit.param("search").isBlank()) {
            asked.addAll(List.of("search", visit.param("search")));
        }
        for (String flag : List.of("active", "master", "second_factor")) {
            String given = visit.values().word(flag, FLAGS);
            if (!given.isEmpty()) {
                asked.addAll(List.of(flag, given.equals("true")));
            }
        }
        String lang = visit.values().word("lang", LANGS);
        if (!lang.isEmpty()) {
            asked.addAll(List.of("lang", lang));
        }
        return asked;
    }

    static FilterView filters(SignedIn signedIn, String path) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<FilterView.ShownFilter> filters = new ArrayList<>();
        filters.add(FilterView.search(words.text("user.search"), visit));
        filters.add(
                FilterView.choice(
                        "active",
                        words.text("column.state"),
                        visit,
                        List.of(
                                new SelectOption("", words.text("filter.all")),
                                new SelectOption("true", words.text("state.active")),
                                new SelectOption("false", words.text("state.inactive")))));
        filters.add(
                FilterView.choice(
                        "master",
                        words.text("column.rights"),
                        visit,
                        List.of(
                                new SelectOption("", words.text("filter.all")),
                                new SelectOption("true", words.text("users.master")),
                                new SelectOption("false", words.text("users.usual")))));
        filters.add(
                FilterView.choice(
                        "second_factor",
                        words.text("factor.title"),
                        visit,
                        List.of(
                                new SelectOption("", words.text("filter.all")),
                                new SelectOption("true", words.text("users.factor.on")),
                                new SelectOption("false", words.text("users.factor.without")))));
        filters.add(
                FilterView.choice(
                        "lang",
                        words.text("column.language"),
                        visit,
                        List.of(
                                new SelectOption("", words.text("filter.all")),
                                new SelectOption("RU", "RU"),
                                new SelectOption("EN", "EN"))));
        return new FilterView(path, filters, List.of());
    }

    /**
     * The list.
     *
     * @param account as {@code accounts/get} shows it
     */
    static ListView of(SignedIn signedIn, String path, Value.Members account, boolean mayWrite) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> asked = asked(visit);
        boolean filtered = !asked.isEmpty();
        asked.addAll(List.of("account_id", AccountPages.id(visit), "full", true));
        String query = visit.request().query();
        String given = visit.values().word("sort", SORTS);
        String sort = given.isEmpty() ? "name" : given;
        KeysetPage page =
                KeysetPage.byNameOrId(
                        signedIn, "accounts/users/list", path, query, sort, asked.toArray());
        ListView list =
                page.list(
                        path,
                        words.count("users.total", page.found().number("total_count")),
                        List.of(
                                Column.sorted(words.text("column.id"), "id", sort, path, query),
                                Column.sorted(
                                        words.text("column.login"), "name", sort, path, query),
                                Column.of(words.text("column.email")),
                                Column.of(words.text("column.language")),
                                Column.of(words.text("column.rights")),
                                Column.of(words.text("column.password")),
                                Column.of(words.text("factor.title")),
                                Column.of(words.text("user.signedin")),
                                Column.of(words.text("column.state"))),
                        page.found().objects().stream()
                                .map(user -> row(signedIn, user, account, path))
                                .toList(),
                        filtered
                                ? new ListView.Empty(
                                        "search",
                                        words.text("list.nothing"),
                                        words.text("list.nothing.text"),
                                        words.text("list.everything"),
                                        path)
                                : new ListView.Empty(
                                        "users",
                                        words.text("users.none"),
                                        words.text("users.none.text"),
                                        words.text("user.new"),
                                        mayWrite ? path + "/new" : ""));
        return BulkList.USERS.on(signedIn, list, page.found().number("total_count"));
    }

    private static ListRow row(
            SignedIn signedIn, Value.Members user, Value.Members account, String path) {
        Translations words = signedIn.words();
        long id = Values.number(user, "id");
        String name =
                (Values.text(user, "first_name") + " " + Values.text(user, "last_name")).strip();
        return new ListRow(
                "user-" + id,
                List.of(
                        new TableCell.IdCell(String.valueOf(id)),
                        new TableCell.TitleCell(
                                Values.text(user, "username") + "@" + Values.text(account, "name"),
                                name,
                                path + "/" + id),
                        TableCell.text(Values.text(user, "email")),
                        TableCell.text(Values.text(user, "lang")),
                        TableCell.text(
                                words.text(
                                        Values.flag(user, "master")
                                                ? "users.master"
                                                : "users.usual")),
                        TableCell.text(
                                words.text(
                                        Values.flag(user, "has_password")
                                                ? "users.password"
                                                : "users.nopassword")),
                        TableCell.text(words.text("users.factor." + factor(user, account))),
                        Values.time(user, "last_sign_in_at")
                                .<TableCell>map(at ->
                                        new TableCell.MomentCell(
                                                words.time(at, signedIn.visit().zone()),
                                                at.toString()))
                                .orElseGet(() -> TableCell.text(words.text("user.never"))),
                        new TableCell.StateCell(
                                Badge.ofState(
                                        Values.flag(user, "active") ? "active" : "inactive",
                                        words))));
    }

    /** Whether there is one, the account asks for one that is still missing, or there is none. */
    private static String factor(Value.Members user, Value.Members account) {
        if (Values.flag(user, "second_factor")) {
            return "on";
        }
        return Values.flag(account, "force_2fa_auth") ? "forced" : "none";
    }
}
