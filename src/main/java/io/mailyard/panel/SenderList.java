package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Chip;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The list of senders: searched and filtered by the server, as its address says. */
final class SenderList {
    private static final String PATH = SenderHead.PATH;
    private static final int ROWS = 50;
    private static final List<String> SORTS = List.of("id", "-id", "name", "-name");
    private static final List<String> SHOWN = List.of("", "akmta", "problems", "deleted");

    private final PageRenderer pages;

    SenderList(PageRenderer pages) {
        this.pages = pages;
    }

    private record SenderListRequest(
            String show, String search, String node, String sort, String from) {
        static SenderListRequest of(Visit visit) {
            String sort = visit.values().sort(SORTS);
            return new SenderListRequest(
                    visit.values().word("show", SHOWN),
                    visit.param("search"),
                    visit.values().id("node_id"),
                    sort,
                    sort.equals("id") ? visit.values().id("from") : visit.param("from"));
        }

        List<Object> filters() {
            List<Object> filters = new ArrayList<>();
            params().values()
                    .forEach((name, value) -> {
                        if (!List.of("limit", "counts", "sort", "from", "from_id").contains(name)) {
                            filters.addAll(List.of(name, value));
                        }
                    });
            return filters;
        }

        Value.Members params() {
            Map<String, Value> params = new LinkedHashMap<>();
            params.put("limit", new Value.Numeral(String.valueOf(ROWS)));
            params.put("counts", new Value.Flag(true));
            put(params, "search", search);
            put(params, "node_id", node);
            if (!sort.equals("id")) {
                put(params, "sort", sort);
            }
            put(params, sort.equals("id") ? "from_id" : "from", from);
            switch (show) {
                case "akmta" -> put(params, "type", "akmta");
                case "problems" -> params.put("problems", new Value.Flag(true));
                case "deleted" -> params.put("deleted", new Value.Flag(true));
                default -> {}
            }
            return new Value.Members(params);
        }

        private static void put(Map<String, Value> params, String name, String value) {
            if (!value.isEmpty()) {
                params.put(name, new Value.Text(value));
            }
        }
    }

    HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        boolean may = signedIn.person().mayWrite("senders");
        return pages.list(
                signedIn,
                Section.SENDERS,
                words.text("menu.senders"),
                view(signedIn, SenderListRequest.of(signedIn.visit())),
                may ? PATH + "/new" : "",
                words.text("noun.new.senders"),
                words.or("sender.done." + signedIn.visit().param("done"), ""));
    }

    /** Filters in the address, as parameters of the calls. */
    static List<Object> asked(Visit visit) {
        return SenderListRequest.of(visit).filters();
    }

    private static ListView view(SignedIn signedIn, SenderListRequest asked) {
        Translations words = signedIn.words();
        CallResult found = signedIn.call("senders/list", asked.params());
        List<ListView.ListFilter> filters = new ArrayList<>();
        if (!asked.show().isEmpty()) {
            filters.add(new ListView.ListFilter("show", asked.show()));
        }
        if (!asked.node().isEmpty()) {
            filters.add(new ListView.ListFilter("node_id", asked.node()));
        }
        String next =
                found.next(asked.sort().equals("id") ? "next_from_id" : "next_from").orElse("");
        String query = signedIn.visit().request().query();
        boolean filtered = !filters.isEmpty() || !asked.search().isEmpty();
        ListView list =
                new ListView(
                        PATH,
                        asked.search(),
                        words.text("sender.search"),
                        filters,
                        chips(signedIn, asked),
                        words.count("noun.total.senders", found.number("total_count")),
                        List.of(
                                Column.sorted(
                                        words.text("column.id"), "id", asked.sort(), PATH, query),
                                Column.sorted(
                                        words.text("column.title"),
                                        "name",
                                        asked.sort(),
                                        PATH,
                                        query),
                                Column.number("IP"),
                                Column.number(words.text("column.accounts")),
                                Column.of(words.text("column.state")),
                                Column.of("")),
                        found.objects().stream().map(sender -> row(signedIn, sender)).toList(),
                        next.isEmpty() ? "" : address(signedIn, "from", next),
                        asked.from().isEmpty() ? "" : address(signedIn, "from", ""),
                        filtered
                                ? new ListView.Empty(
                                        "search",
                                        words.text("list.nothing"),
                                        words.text("list.nothing.text"),
                                        words.text("list.everything"),
                                        PATH)
                                : new ListView.Empty(
                                        "send",
                                        words.text("noun.none.senders"),
                                        words.text("senders.none.text"),
                                        words.text("noun.new.senders"),
                                        signedIn.person().mayWrite("senders")
                                                ? PATH + "/new"
                                                : ""));
        return BulkList.SENDERS.on(signedIn, list.of(found), found.number("total_count"));
    }

    private static String address(SignedIn signedIn, String name, String value) {
        String query = signedIn.visit().request().query();
        String first = name.equals("from") ? query : Panel.plain(query, "from");
        return PATH + Panel.with(first, name, value);
    }

    private static List<Chip> chips(SignedIn signedIn, SenderListRequest asked) {
        Translations words = signedIn.words();
        List<Chip> chips = new ArrayList<>();
        for (String show : SHOWN) {
            chips.add(
                    new Chip(
                            words.text("sender.show." + (show.isEmpty() ? "all" : show)),
                            "",
                            address(signedIn, "show", show),
                            show.equals(asked.show())));
        }
        if (!asked.node().isEmpty()) {
            chips.add(
                    new Chip(
                            words.text("sender.onnode", asked.node()),
                            "×",
                            address(signedIn, "node_id", ""),
                            true));
        }
        return chips;
    }

    private static ListRow row(SignedIn signedIn, Value.Members sender) {
        Translations words = signedIn.words();
        long id = Values.number(sender, "id");
        boolean deleted = Values.has(sender, "deleted_at");
        return new ListRow(
                "sender-" + id,
                List.of(
                        new TableCell.IdCell(String.valueOf(id)),
                        new TableCell.TitleCell(
                                Values.text(sender, "name"),
                                Values.text(sender, "type"),
                                SenderHead.path(id)),
                        TableCell.number(words.number(Values.number(sender, "ips"))),
                        TableCell.number(words.number(Values.number(sender, "accounts"))),
                        new TableCell.StateCell(
                                SenderHead.badge(
                                        words, deleted, Values.number(sender, "problems"))),
                        deleted && signedIn.person().mayWrite("senders")
                                ? new TableCell.ActCell(
                                        words.text("act.restore"), SenderHead.path(id) + "/restore")
                                : new TableCell.EmptyCell()));
    }
}
