package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** A page of an account, with its head and tabs. */
record AccountView(PageRenderer pages, SignedIn signedIn, AccountPages.AccountHead head) {
    static AccountView of(
            PageRenderer pages, AccountPages accounts, SignedIn signedIn, AccountTab tab) {
        Value.Members account = AccountPages.account(signedIn);
        return new AccountView(pages, signedIn, accounts.head(signedIn, account, tab.word()));
    }

    /** The address of one of its tabs. */
    String address(AccountTab tab) {
        return "/admin/accounts/" + head.id() + "/" + tab.word();
    }

    /**
     * A list, or its rows alone for a page that has it already.
     *
     * @param button address of the page that makes a row; empty: there is none
     */
    HttpReply list(ListView list, String button, String buttonLabel) {
        return pages.rowsOr(
                signedIn,
                Section.ACCOUNTS,
                list,
                "accountlist",
                "head",
                head,
                "button",
                button,
                "buttonLabel",
                buttonLabel);
    }

    /** A form. */
    HttpReply form(int status, String title, FormView form, boolean mayWrite) {
        return page(status, "accountform", "title", title, "form", form, "mayWrite", mayWrite);
    }

    /** A page by its own template. */
    HttpReply page(int status, String template, Object... namesAndValues) {
        List<Object> values = new ArrayList<>(List.of(namesAndValues));
        values.addAll(List.of("head", head));
        return Html.page(
                status,
                pages.html(template, pages.frame(signedIn, Section.ACCOUNTS), values.toArray()));
    }

    /** The pages above one of the account's objects. */
    List<Frame.Crumb> crumbs(AccountTab tab, String last) {
        Translations words = signedIn.words();
        return List.of(
                new Frame.Crumb(words.text("menu.accounts"), "/admin/accounts"),
                new Frame.Crumb(head.title(), "/admin/accounts/" + head.id()),
                new Frame.Crumb(words.text("tab." + tab.word()), address(tab)),
                new Frame.Crumb(last, ""));
    }
}
