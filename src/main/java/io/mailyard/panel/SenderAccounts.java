package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.List;

/** The accounts that may send by a sender, in the order in which they were assigned. */
final class SenderAccounts {
    /** An account's name is a call: few enough for a page to be quick. */
    private static final int ROWS = 50;

    private final PageRenderer pages;
    private final Questions questions;

    SenderAccounts(PageRenderer pages, Questions questions) {
        this.pages = pages;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        String path = SenderHead.PATH + "/{id}/accounts";
        routes.get(path, signedIn -> page(signedIn, 200, ""))
                .post(path, writing("senders", this::assign))
                .get(
                        path + "/{account}/remove",
                        signedIn -> questions.ask(signedIn, removal(signedIn)))
                .post(path + "/{account}/remove", this::remove);
    }

    private static String path(SignedIn signedIn) {
        return SenderHead.path(AccountPages.id(signedIn.visit())) + "/accounts";
    }

    private HttpReply page(SignedIn signedIn, int status, String fault) {
        SenderHead head = SenderHead.of(signedIn, "accounts");
        Frame frame = pages.frame(signedIn, Section.SENDERS);
        return Html.page(
                status,
                pages.html(
                        "senderaccounts",
                        frame,
                        "head",
                        head.head(),
                        "crumbs",
                        head.crumbs(signedIn.words()),
                        "list",
                        view(signedIn, head),
                        "fault",
                        fault,
                        "typed",
                        signedIn.visit().field("account"),
                        "mayWrite",
                        mayAssign(signedIn, head),
                        "call",
                        CallExample.of(
                                "senders/assign",
                                Values.members(
                                        "id",
                                        AccountPages.id(signedIn.visit()),
                                        "account_id",
                                        1))));
    }

    private static boolean mayAssign(SignedIn signedIn, SenderHead head) {
        return signedIn.person().mayWrite("senders") && !Values.has(head.sender(), "deleted_at");
    }

    private static ListView view(SignedIn signedIn, SenderHead head) {
        Translations words = signedIn.words();
        List<Value> all = Values.items(head.sender(), "account_ids");
        String from = signedIn.visit().values().matching("from", "[0-9]{1,6}");
        int first = from.isEmpty() ? 0 : Math.min(Integer.parseInt(from), all.size());
        int next = Math.min(first + ROWS, all.size());
        return new ListView(
                path(signedIn),
                "",
                "",
                List.of(),
                List.of(),
                words.count("accounts.total", all.size()),
                List.of(
                        Column.of(words.text("column.id")),
                        Column.of(words.text("column.title")),
                        Column.of(words.text("column.state")),
                        Column.of("")),
                all.subList(first, next).stream()
                        .map(id -> row(signedIn, head, Values.shown(id)))
                        .toList(),
                next < all.size() ? path(signedIn) + "?from=" + next : "",
                first > 0 ? path(signedIn) : "",
                new ListView.Empty(
                        "building-2",
                        words.text("sender.accounts.none"),
                        words.text("sender.accounts.none.text"),
                        "",
                        ""));
    }

    private static ListRow row(SignedIn signedIn, SenderHead head, String id) {
        Translations words = signedIn.words();
        boolean mayRead = signedIn.person().mayRead("accounts");
        Value.Members account =
                mayRead
                        ? signedIn.calls().call("accounts/get", "id", id).object()
                        : Value.Members.NONE;
        return new ListRow(
                "account-" + id,
                List.of(
                        new TableCell.IdCell(id),
                        new TableCell.TitleCell(
                                mayRead ? Values.text(account, "title") : id,
                                Values.text(account, "name"),
                                mayRead ? "/admin/accounts/" + id : ""),
                        mayRead
                                ? new TableCell.StateCell(
                                        Badge.ofState(AccountPages.state(account), words))
                                : new TableCell.EmptyCell(),
                        mayAssign(signedIn, head)
                                ? new TableCell.ActCell(
                                        words.text("sender.unassign"),
                                        path(signedIn) + "/" + id + "/remove")
                                : new TableCell.EmptyCell()));
    }

    /** Assigns an account by its id or name. */
    private HttpReply assign(SignedIn signedIn) {
        Translations words = signedIn.words();
        String typed = signedIn.visit().field("account").strip();
        long account = account(signedIn, typed);
        if (account == 0) {
            return page(signedIn, 422, words.text("sender.assign.unknown", typed));
        }
        CallResult done =
                signedIn.calls()
                        .call(
                                "senders/assign",
                                "id",
                                AccountPages.id(signedIn.visit()),
                                "account_id",
                                account);
        return done.isOk()
                ? Html.redirect(signedIn.visit(), path(signedIn) + "?done=assigned")
                : page(signedIn, 422, text(done));
    }

    private static String text(CallResult refused) {
        Fault first = AccountActs.faults(refused).getFirst();
        return first.reason();
    }

    private static long account(SignedIn signedIn, String typed) {
        if (typed.matches("[1-9][0-9]{0,17}")) {
            return Long.parseLong(typed);
        }
        return typed.isEmpty()
                ? 0
                : signedIn
                        .calls()
                        .call("accounts/list", "search", typed, "limit", ROWS)
                        .objects()
                        .stream()
                        .filter(account -> Values.text(account, "name").equalsIgnoreCase(typed))
                        .map(account -> Values.number(account, "id"))
                        .findFirst()
                        .orElse(0L);
    }

    private static Question removal(SignedIn signedIn) {
        Translations words = signedIn.words();
        SenderHead head = SenderHead.of(signedIn, "accounts");
        long account = Visit.number(signedIn.visit(), "account");
        String title =
                Values.text(signedIn.calls().call("accounts/get", "id", account).object(), "title");
        return new Question(
                Section.SENDERS,
                words.text(
                        "sender.ask.unassign",
                        title.isEmpty() ? String.valueOf(account) : title,
                        head.head().title()),
                path(signedIn) + "/" + account + "/remove",
                path(signedIn),
                "senders/assign",
                Values.members("id", head.head().id(), "account_id", account, "assigned", false),
                foreseen -> SenderActs.effects(words, foreseen, "sender.unassign.always"),
                true,
                words.text("sender.unassign"),
                false,
                false);
    }

    private HttpReply remove(SignedIn signedIn) {
        return questions.act(
                signedIn,
                removal(signedIn),
                _ ->
                        Html.redirect(
                                signedIn.visit(),
                                ReceiptPages.after(
                                        signedIn,
                                        "sender_id",
                                        AccountPages.id(signedIn.visit()),
                                        path(signedIn) + "?done=unassigned")));
    }
}
