package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.Row;
import io.mailyard.wire.Value;
import java.util.List;

/** An account's users. */
final class AccountUsers {
    private final PageRenderer pages;
    private final AccountPages accounts;

    AccountUsers(PageRenderer pages, AccountPages accounts) {
        this.pages = pages;
        this.accounts = accounts;
    }

    HttpReply page(SignedIn signedIn) {
        Value.Members account = AccountPages.account(signedIn);
        return pages.rowsOr(
                signedIn,
                Section.ACCOUNTS,
                view(signedIn, account),
                "accountlist",
                "head",
                accounts.head(signedIn, account, "users"));
    }

    private static ListView view(SignedIn signedIn, Value.Members account) {
        Translations words = signedIn.words();
        long id = Values.number(account, "id");
        String path = "/admin/accounts/" + id + "/users";
        KeysetPage page =
                KeysetPage.byName(
                        signedIn, "accounts/users/list", path, "", "account_id", id, "full", true);
        return page.list(
                path,
                words.count("users.total", page.found().number("total_count")),
                List.of(
                        Column.of(words.text("column.login")),
                        Column.of(words.text("column.email")),
                        Column.of(words.text("column.language")),
                        Column.of(words.text("column.rights")),
                        Column.of(words.text("column.password")),
                        Column.of(words.text("column.state"))),
                page.found().objects().stream()
                        .map(user -> row(words, user, Values.text(account, "name")))
                        .toList(),
                new ListView.Empty(
                        "users", words.text("users.none"), words.text("users.none.text"), "", ""));
    }

    private static Row row(Translations words, Value.Members user, String account) {
        boolean master = Values.flag(user, "master");
        String name =
                (Values.text(user, "first_name") + " " + Values.text(user, "last_name")).strip();
        return new Row(
                "user-" + Values.number(user, "id"),
                List.of(
                        new TableCell.Title(
                                Values.text(user, "username") + "@" + account, name, ""),
                        TableCell.text(Values.text(user, "email")),
                        TableCell.text(Values.text(user, "lang")),
                        TableCell.text(words.text(master ? "users.master" : "users.usual")),
                        TableCell.text(
                                words.text(
                                        Values.flag(user, "has_password")
                                                ? "users.password"
                                                : "users.nopassword")),
                        new TableCell.State(
                                Badge.ofState(
                                        Values.flag(user, "active") ? "active" : "inactive",
                                        words))));
    }
}
