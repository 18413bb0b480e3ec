package io.mailyard.panel;

import io.mailyard.http.Query;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * A list whose rows can be changed many at a time.
 *
 * @param noun of its calls
 * @param call what does it
 * @param acts what can be done, as the call names it
 * @param filters what the address lets pass, as the call's parameters
 */
record BulkList(
        Section section,
        String noun,
        String call,
        List<String> acts,
        Function<Visit, List<Object>> filters) {
    static final BulkList ACCOUNTS =
            new BulkList(
                    Section.ACCOUNTS,
                    "accounts",
                    "accounts/bulk",
                    List.of("freeze", "unfreeze", "tariff", "deactivate", "activate"),
                    AccountList::asked);
    static final BulkList USERS =
            new BulkList(
                    Section.ACCOUNTS,
                    "users",
                    "accounts/users/bulk",
                    List.of("send_welcome", "must_change_password", "deactivate", "activate"),
                    UserList::asked);
    static final BulkList SENDERS =
            new BulkList(
                    Section.SENDERS,
                    "senders",
                    "senders/bulk",
                    List.of("assign", "unassign", "delete", "undelete"),
                    SenderList::asked);
    static final BulkList SUPPRESSIONS =
            new BulkList(
                    Section.SUPPRESSIONS,
                    "suppressions",
                    "suppressions/bulk",
                    List.of("remove"),
                    SuppressionPages::asked);

    /** Values of a list's address that choose no rows. */
    private static final List<String> NO_FILTERS = List.of("sort", "from", "done");

    /** Values of the address of a question. */
    private static final List<String> BULK = List.of("act", "expected", Question.KEY);

    /**
     * Bar below a list: what to do, and to which rows.
     *
     * @param kept the filters of the address
     * @param all how many match, in words
     */
    public record BulkBar(
            String address, List<SelectOption> acts, List<ListView.ListFilter> kept, String all) {
        static final BulkBar NONE = new BulkBar("", List.of(), List.of(), "");
    }

    /** The list with what can be done to its rows, where the person may. */
    ListView on(SignedIn signedIn, ListView list, long total) {
        if (!signedIn.inPanel() || !signedIn.person().mayWrite(noun) || list.rows().isEmpty()) {
            return list;
        }
        if (!signedIn.visit().values().misread().isEmpty()) {
            return list; // shows more than its address asks for: nothing is done to "all"
        }
        Translations words = signedIn.words();
        String query = signedIn.visit().request().query();
        List<ListView.ListFilter> kept = new ArrayList<>();
        for (String name : Query.names(query)) {
            if (!NO_FILTERS.contains(name)) {
                kept.add(new ListView.ListFilter(name, Query.first(query, name).orElse("")));
            }
        }
        return list.with(
                new BulkBar(
                        list.address() + "/bulk",
                        acts.stream().map(act -> new SelectOption(act, label(words, act))).toList(),
                        kept,
                        words.count("bulk.all", total)));
    }

    String label(Translations words, String act) {
        return words.text("bulk.act." + noun + "." + act);
    }

    /**
     * Which rows the address chooses, as the call's parameters. Where it has a filter that is not
     * understood, nothing is: without it more rows would be chosen than were asked for.
     */
    List<Object> chosen(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        AddressReader values = visit.values();
        NO_FILTERS.forEach(values::text);
        BULK.forEach(values::text);
        String which = values.word("which", List.of("these", "all"));
        List<Object> all = new ArrayList<>(List.of("all", true));
        all.addAll(filters.apply(visit));
        List<Value> ids = new ArrayList<>();
        for (String name : Query.names(visit.request().query())) {
            if (name.matches("id:[1-9][0-9]{0,17}")) {
                values.text(name);
                ids.add(new Value.Numeral(name.substring(3)));
            }
        }
        signedIn.mustBeUnderstood();
        return which.equals("all") ? all : List.of("ids", new Value.Items(ids));
    }
}
