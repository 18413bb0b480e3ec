package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Chip;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The list of accounts: searched, filtered, sorted and paged by the server, as its address says.
 */
final class AccountList {
    static final String PATH = "/admin/accounts";
    private static final String TARIFF = "tariff";
    private static final int ROWS = 50;

    /** More tariffs than that are asked for by number: a choice of them would be the whole page. */
    private static final int MOST_CHOICES = 200;

    private static final List<String> STATES = List.of("active", "frozen", "inactive", "deleted");
    private static final List<String> SORTS =
            List.of("id", "-id", "name", "-name", "title", "-title");

    private final PageRenderer pages;

    AccountList(PageRenderer pages) {
        this.pages = pages;
    }

    /** Filters, order and place in the list that the address gives. */
    private record AccountListRequest(
            String state, String search, String tariff, String sort, String from) {
        static AccountListRequest of(Visit visit) {
            AddressReader values = visit.values();
            String sort = values.word("sort", SORTS);
            return new AccountListRequest(
                    values.word("state", STATES),
                    visit.param("search"),
                    values.id(TARIFF),
                    sort.isEmpty() ? "id" : sort,
                    visit.param("from"));
        }

        Value.Members params(long limit, String ofState) {
            Map<String, Value> params = new LinkedHashMap<>();
            params.put("limit", new Value.Numeral(String.valueOf(limit)));
            if (!ofState.isEmpty()) {
                params.put("state", new Value.Text(ofState));
            }
            if (!search.isEmpty()) {
                params.put("search", new Value.Text(search));
            }
            if (!tariff.isEmpty()) {
                params.put("tariff_id", new Value.Numeral(tariff));
            }
            return new Value.Members(params);
        }
    }

    /** Returns the filters in the address as parameters of the calls. */
    static List<Object> asked(Visit visit) {
        AccountListRequest asked = AccountListRequest.of(visit);
        List<Object> filters = new ArrayList<>();
        if (!asked.state().isEmpty()) {
            filters.addAll(List.of("state", asked.state()));
        }
        if (!asked.search().isEmpty()) {
            filters.addAll(List.of("search", asked.search()));
        }
        if (!asked.tariff().isEmpty()) {
            filters.addAll(List.of("tariff_id", Long.parseLong(asked.tariff())));
        }
        return filters;
    }

    HttpReply page(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        return pages.rowsOr(
                signedIn,
                Section.ACCOUNTS,
                view(signedIn, AccountListRequest.of(visit)),
                "accounts",
                "mayWrite",
                signedIn.person().mayWrite("accounts"),
                "filters",
                filterView(signedIn));
    }

    private static FilterView filterView(SignedIn signedIn) {
        Translations words = signedIn.words();
        List<FilterView.ShownFilter> filters = new ArrayList<>();
        filters.add(FilterView.search(words.text("accounts.search"), signedIn.visit()));
        List<SelectOption> tariffs = new ArrayList<>();
        tariffs.add(new SelectOption("", words.text("filter.all")));
        TariffNames.names(signedIn)
                .forEach((id, name) -> tariffs.add(new SelectOption(String.valueOf(id), name)));
        if (tariffs.size() > MOST_CHOICES) {
            filters.add(
                    FilterView.text(TARIFF, words.text("column.tariff"), "7", signedIn.visit()));
        } else if (tariffs.size() > 1) {
            filters.add(
                    FilterView.choice(
                            TARIFF, words.text("column.tariff"), signedIn.visit(), tariffs));
        }
        return new FilterView(PATH, filters, List.of());
    }

    private static ListView view(SignedIn signedIn, AccountListRequest asked) {
        Translations words = signedIn.words();
        Map<String, Value> params = new LinkedHashMap<>(asked.params(ROWS, asked.state()).values());
        params.put("counts", new Value.Flag(true));
        params.put("sort", new Value.Text(asked.sort()));
        if (!asked.from().isEmpty()) {
            String name = asked.sort().equals("id") ? "from_id" : "from";
            params.put(name, new Value.Text(asked.from()));
        }
        CallResult found = signedIn.calls().call("accounts/list", new Value.Members(params));
        if (!found.isOk()) {
            throw new SignedIn.CallRefused(found);
        }
        List<Value.Members> accounts = new ArrayList<>(found.objects());
        long total = found.number("total_count") + byId(signedIn, asked, accounts);
        Map<Long, String> tariffs = TariffNames.names(signedIn);
        String next =
                found.next(asked.sort().equals("id") ? "next_from_id" : "next_from").orElse("");
        ListView list =
                new ListView(
                        PATH,
                        asked.search(),
                        "",
                        filters(asked),
                        chips(signedIn, asked, total),
                        words.count("accounts.total", total),
                        columns(signedIn, asked),
                        accounts.stream().map(account -> row(signedIn, account, tariffs)).toList(),
                        next.isEmpty() ? "" : address(signedIn, "from", next),
                        asked.from().isEmpty() ? "" : address(signedIn, "from", ""),
                        empty(words, asked));
        return BulkList.ACCOUNTS.on(signedIn, list.of(found), total);
    }

    /** A number that is searched for may be an id: that account stands first. */
    private static long byId(
            SignedIn signedIn, AccountListRequest asked, List<Value.Members> accounts) {
        if (!asked.search().matches("[1-9][0-9]{0,17}") || !asked.from().isEmpty()) {
            return 0;
        }
        long id = Long.parseLong(asked.search());
        CallResult account = signedIn.calls().call("accounts/get", "id", id);
        boolean known = accounts.stream().anyMatch(row -> Values.number(row, "id") == id);
        if (!account.isOk() || known) {
            return 0;
        }
        accounts.addFirst(account.object());
        return 1;
    }

    private static List<ListView.ListFilter> filters(AccountListRequest asked) {
        List<ListView.ListFilter> filters = new ArrayList<>();
        if (!asked.state().isEmpty()) {
            filters.add(new ListView.ListFilter("state", asked.state()));
        }
        if (!asked.sort().equals("id")) {
            filters.add(new ListView.ListFilter("sort", asked.sort()));
        }
        return filters;
    }

    /** This list's address with one thing changed, from its first page on unless that is it. */
    private static String address(SignedIn signedIn, String name, String value) {
        String query = Panel.undone(signedIn.visit().request().query());
        String first = name.equals("from") ? query : Panel.with(query, "from", "");
        String plain = first.startsWith("?") ? first.substring(1) : first;
        return PATH + Panel.with(plain, name, value);
    }

    private static List<Chip> chips(SignedIn signedIn, AccountListRequest asked, long total) {
        Translations words = signedIn.words();
        List<Chip> chips = new ArrayList<>();
        List<String> states = new ArrayList<>(STATES);
        states.addFirst("");
        for (String state : states) {
            boolean current = state.equals(asked.state());
            String count = "";
            if (current) {
                count = words.number(total);
            } else if (asked.search().isEmpty() && asked.tariff().isEmpty()) {
                CallResult counted = signedIn.calls().call("accounts/list", asked.params(1, state));
                count = words.number(counted.number("total_count"));
            }
            chips.add(
                    new Chip(
                            state.isEmpty()
                                    ? words.text("accounts.all")
                                    : Badge.ofState(state, words).word(),
                            count,
                            address(signedIn, "state", state),
                            current));
        }
        return chips;
    }

    private static List<Column> columns(SignedIn signedIn, AccountListRequest asked) {
        Translations words = signedIn.words();
        return List.of(
                sortable(signedIn, asked, words.text("column.id"), "id"),
                sortable(signedIn, asked, words.text("column.title"), "title"),
                Column.of(words.text("column.tariff")),
                Column.number(words.text("column.users")),
                Column.number(words.text("column.queue")),
                Column.of(words.text("column.state")),
                Column.of(""));
    }

    private static Column sortable(
            SignedIn signedIn, AccountListRequest asked, String label, String sort) {
        boolean up = asked.sort().equals(sort);
        boolean down = asked.sort().equals("-" + sort);
        return new Column(
                label,
                false,
                address(signedIn, "sort", up ? "-" + sort : sort),
                up ? "ascending" : down ? "descending" : "");
    }

    private static ListRow row(
            SignedIn signedIn, Value.Members account, Map<Long, String> tariffs) {
        Translations words = signedIn.words();
        long id = Values.number(account, "id");
        long tariff = Values.number(account, "tariff_id");
        String state = AccountPages.state(account);
        return new ListRow(
                "account-" + id,
                List.of(
                        new TableCell.IdCell(String.valueOf(id)),
                        new TableCell.TitleCell(
                                Values.text(account, "title"),
                                Values.text(account, "name"),
                                PATH + "/" + id),
                        TableCell.text(tariffs.getOrDefault(tariff, String.valueOf(tariff))),
                        counted(words, account, "users"),
                        counted(words, account, "queued"),
                        new TableCell.StateCell(Badge.ofState(state, words)),
                        act(signedIn, id, state)));
    }

    private static TableCell counted(Translations words, Value.Members account, String member) {
        return TableCell.number(
                Values.has(account, member) ? words.number(Values.number(account, member)) : "");
    }

    private static TableCell act(SignedIn signedIn, long id, String state) {
        if (!signedIn.person().mayWrite("accounts")) {
            return new TableCell.EmptyCell();
        }
        AccountAct act =
                switch (state) {
                    case "frozen" -> AccountAct.UNFREEZE;
                    case "inactive" -> AccountAct.ACTIVATE;
                    case "deleted" -> AccountAct.RESTORE;
                    default -> AccountAct.FREEZE;
                };
        return new TableCell.ActCell(act.label(signedIn.words()), act.address(id));
    }

    private static ListView.Empty empty(Translations words, AccountListRequest asked) {
        return asked.search().isEmpty() && asked.state().isEmpty() && asked.tariff().isEmpty()
                ? new ListView.Empty(
                        "building-2",
                        words.text("accounts.none"),
                        words.text("accounts.none.text"),
                        words.text("accounts.new"),
                        PATH + "/new")
                : new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("list.nothing.text"),
                        words.text("list.everything"),
                        PATH);
    }
}
