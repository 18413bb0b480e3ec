package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.Row;
import io.mailyard.wire.Value;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** What accounts used by month, against their tariffs. */
final class UsagePages {
    static final String PATH = "/admin/usage";

    /** Months that can be chosen, and that an account's page shows. */
    private static final int MONTHS = 13;

    /** Accounts of a download, a thousand a call. */
    private static final int MOST_ACCOUNTS = 20_000;

    private static final int ACCOUNTS_A_CALL = 1000;
    private static final int MOST_SHOWN = 50;

    private final PageRenderer pages;

    UsagePages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        String path = pages.surface().root() + "/usage";
        routes.get(path, this::page).get(path + "/export", this::export);
    }

    /** The month in the address; otherwise the current one. */
    private static YearMonth month(Visit visit) {
        String given = visit.values().matching("month", "20[0-9]{2}-(0[1-9]|1[0-2])");
        return given.isEmpty() ? present(visit) : YearMonth.parse(given);
    }

    private static YearMonth present(Visit visit) {
        return YearMonth.from(visit.now().atZone(ZoneOffset.UTC));
    }

    private static boolean isById(Visit visit) {
        return visit.values().word("order", List.of("id", "most")).equals("id");
    }

    private static boolean isOfAccount(SignedIn signedIn) {
        return !signedIn.inPanel() || !signedIn.visit().values().id("account").isEmpty();
    }

    /** Parameters of the call for the months of one account. */
    private static List<Object> ofAccount(SignedIn signedIn, YearMonth until) {
        List<Object> params =
                new ArrayList<>(
                        List.of(
                                "since",
                                until.minusMonths(MONTHS - 1L).toString(),
                                "until",
                                until.toString()));
        if (signedIn.inPanel()) {
            params.addAll(
                    List.of(
                            "account_id",
                            Long.parseLong(signedIn.visit().param("account").strip())));
        }
        return params;
    }

    private HttpReply page(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        Translations words = signedIn.words();
        String query = visit.request().query();
        return Html.page(
                200,
                pages.html(
                        "usagepage",
                        pages.frame(signedIn, Section.USAGE),
                        "filters",
                        filters(signedIn),
                        "list",
                        isOfAccount(signedIn) ? months(signedIn) : accounts(signedIn),
                        "note",
                        words.text(signedIn.inPanel() ? "usagepage.note" : "usagepage.own.note"),
                        "export",
                        signedIn.surface().root()
                                + "/usage/export"
                                + (query.isEmpty() ? "" : "?" + query)));
    }

    private static FilterView filters(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<SelectOption> months = new ArrayList<>();
        YearMonth now = present(visit);
        for (int back = 0; back < MONTHS; back++) {
            YearMonth month = now.minusMonths(back);
            months.add(new SelectOption(month.toString(), name(words, month.toString())));
        }
        FilterView.Filter chosen =
                new FilterView.Filter(
                        "month",
                        "choice",
                        words.text("usagepage.month"),
                        month(visit).toString(),
                        "",
                        months);
        if (!signedIn.inPanel()) {
            return new FilterView(signedIn.visit().request().path(), List.of(chosen), List.of());
        }
        List<SelectOption> orders =
                List.of(
                        new SelectOption("most", words.text("usagepage.order.most")),
                        new SelectOption("id", words.text("usagepage.order.id")));
        return new FilterView(
                PATH,
                List.of(
                        chosen,
                        new FilterView.Filter(
                                "order",
                                "choice",
                                words.text("usagepage.order"),
                                isById(visit) ? "id" : "most",
                                "",
                                orders),
                        MailFigures.typed(visit, "account", words.text("statistics.account"), "7")),
                List.of());
    }

    /** Such as November 2026. */
    private static String name(Translations words, String month) {
        return DateTimeFormatter.ofPattern("LLLL uuuu", words.language().locale())
                .format(YearMonth.parse(month));
    }

    private static List<Column> columns(Translations words, String first) {
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of(first));
        columns.add(Column.of(words.text("usagepage.used")));
        for (String name : List.of("accepted", "delivered", "bounced", "size")) {
            columns.add(Column.number(words.text("statistics." + name)));
        }
        return columns;
    }

    /** Accounts of one month: those that used most, or by number. */
    private static ListView accounts(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        String month = month(visit).toString();
        boolean byId = isById(visit);
        String query = visit.request().query();
        KeysetPage page =
                byId
                        ? KeysetPage.byId(signedIn, "usage/get", PATH, query, "until", month)
                        : new KeysetPage(
                                signedIn.call(
                                        "usage/get",
                                        "until",
                                        month,
                                        "order",
                                        "most",
                                        "limit",
                                        MOST_SHOWN),
                                "",
                                "");
        List<Row> rows = page.found().objects().stream().map(use -> ofAccount(words, use)).toList();
        return page.list(
                PATH,
                words.count("usagepage.total", page.found().number("total_count")),
                columns(words, words.text("statistics.by.account")),
                rows,
                new ListView.Empty(
                        "chart-no-axes-column",
                        words.text("usagepage.none"),
                        words.text("usagepage.none.text"),
                        "",
                        ""));
    }

    private static Row ofAccount(Translations words, Value.Members use) {
        long id = Values.number(use, "account_id");
        Value.Members month =
                Values.objects(use, "months").stream().findFirst().orElse(Values.members());
        return row(
                words,
                new TableCell.Title(
                        Values.text(use, "account_title"),
                        words.text("usagepage.under", id, Values.text(use, "tariff_name")),
                        PATH + "?account=" + id),
                month,
                Values.number(use, "limit"));
    }

    private static Row row(Translations words, TableCell title, Value.Members month, long limit) {
        long used = Values.number(month, "counted");
        return new Row(
                "",
                List.of(
                        title,
                        new TableCell.Meter(
                                limit == 0
                                        ? words.text("usage.unlimited", words.number(used))
                                        : words.text(
                                                "usage.limited",
                                                words.number(used),
                                                words.number(limit)),
                                limit == 0 ? -1 : Math.min(100, used * 100 / limit)),
                        TableCell.number(words.number(Values.number(month, "accepted"))),
                        TableCell.number(words.number(Values.number(month, "delivered"))),
                        TableCell.number(words.number(MailChart.bounced(month))),
                        TableCell.number(MailFigures.size(words, Values.number(month, "bytes")))));
    }

    /** The months of one account, the last first. */
    private static ListView months(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        CallResult found = signedIn.call("usage/get", ofAccount(signedIn, month(visit)).toArray());
        List<Row> rows = new ArrayList<>();
        String whose = "";
        for (Value.Members use : uses(signedIn, found)) {
            whose = Values.text(use, "account_title");
            for (Value.Members month : Values.objects(use, "months").reversed()) {
                rows.add(
                        row(
                                words,
                                new TableCell.Title(
                                        name(words, Values.text(month, "month")),
                                        Values.text(use, "timezone"),
                                        ""),
                                month,
                                Values.number(use, "limit")));
            }
        }
        return new KeysetPage(found, "", "")
                .list(
                        visit.request().path(),
                        whose,
                        columns(words, words.text("usagepage.month")),
                        rows,
                        new ListView.Empty(
                                "chart-no-axes-column",
                                words.text("usagepage.none"),
                                words.text("usagepage.none.text"),
                                "",
                                ""));
    }

    /** An account's own call answers one. */
    private static List<Value.Members> uses(SignedIn signedIn, CallResult found) {
        return signedIn.inPanel() ? found.objects() : List.of(found.object());
    }

    private HttpReply export(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        YearMonth until = month(visit);
        List<Object> params =
                isOfAccount(signedIn)
                        ? ofAccount(signedIn, until)
                        : List.of("until", until.toString());
        isById(visit);
        if (signedIn.inPanel()) { // in the portal there is one account, whatever the address says
            signedIn.mustBeUnderstood("from");
        }
        List<String> ofAccount = List.of("account_id", "account_title", "tariff_name", "limit");
        List<String> ofMonth =
                List.of(
                        "month",
                        "counted",
                        "accepted",
                        "delivered",
                        "bounced_hard",
                        "bounced_soft",
                        "suppressed",
                        "expired",
                        "purged",
                        "bytes");
        List<String> head = new ArrayList<>(ofAccount);
        head.addAll(ofMonth);
        CsvFile csv = new CsvFile().row(head);
        String from = "1";
        for (int accounts = 0; !from.isEmpty() && accounts < MOST_ACCOUNTS; ) {
            List<Object> page = new ArrayList<>(params);
            if (signedIn.inPanel()) {
                page.addAll(List.of("limit", ACCOUNTS_A_CALL, "from_id", Long.parseLong(from)));
            }
            CallResult found = signedIn.call("usage/get", page.toArray());
            for (Value.Members use : uses(signedIn, found)) {
                accounts++;
                for (Value.Members month : Values.objects(use, "months")) {
                    List<String> cells = new ArrayList<>();
                    ofAccount.forEach(column -> cells.add(Values.text(use, column)));
                    ofMonth.forEach(column -> cells.add(Values.text(month, column)));
                    csv.row(cells);
                }
            }
            from = found.next("next_from_id").orElse("");
        }
        return csv.file("usage-" + until + ".csv");
    }
}
