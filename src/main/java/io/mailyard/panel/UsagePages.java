package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;

/** Pages with the usage of accounts by month, against their tariffs. */
final class UsagePages {
    static final String PATH = "/admin/usage";

    /** Months that can be chosen, and that an account's page shows. */
    private static final int MONTHS = 13;

    /** Accounts of a download that a call answers: its limit. */
    private static final int ACCOUNTS_A_CALL = 1000;

    private static final List<String> OF_ACCOUNT =
            List.of("account_id", "account_title", "tariff_name", "limit");
    private static final List<String> OF_MONTH =
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

    /** Accounts that have used up their tariff stand with those that used most. */
    private static boolean isById(Visit visit) {
        boolean byId = visit.values().word("order", List.of("id", "most")).equals("id");
        boolean exceeded = isExceeded(visit);
        return byId && !exceeded;
    }

    private static boolean isExceeded(Visit visit) {
        return visit.values().word("use", List.of("exceeded")).equals("exceeded");
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

    /** Parameters of the call for one month of the accounts that the filters let pass. */
    private static List<Object> ofAccounts(Visit visit) {
        List<Object> params = new ArrayList<>(List.of("until", month(visit).toString()));
        if (!visit.param("search").isBlank()) {
            params.addAll(List.of("search", visit.param("search")));
        }
        if (isExceeded(visit)) {
            params.addAll(List.of("order", "most", "exceeded", true));
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
        FilterView.ShownFilter chosen =
                new FilterView.ShownFilter(
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
                        FilterView.search(words.text("usagepage.search"), visit),
                        chosen,
                        new FilterView.ShownFilter(
                                "order",
                                "choice",
                                words.text("usagepage.order"),
                                isById(visit) ? "id" : "most",
                                "",
                                orders),
                        FilterView.choice(
                                "use",
                                words.text("usagepage.use"),
                                visit,
                                List.of(
                                        new SelectOption("", words.text("usagepage.use.any")),
                                        new SelectOption(
                                                "exceeded", words.text("usagepage.use.exceeded")))),
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
        boolean byId = isById(visit);
        String query = visit.request().query();
        List<Object> asked = ofAccounts(visit);
        if (!byId && !isExceeded(visit)) {
            asked.addAll(List.of("order", "most"));
        }
        Object[] params = asked.toArray();
        KeysetPage page =
                byId
                        ? KeysetPage.byId(signedIn, "usage/get", PATH, query, params)
                        : KeysetPage.byKey(
                                signedIn, "usage/get", PATH, query, "from", "next_from", params);
        List<ListRow> rows =
                page.found().objects().stream().map(use -> ofAccount(words, use)).toList();
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

    private static ListRow ofAccount(Translations words, Value.Members use) {
        long id = Values.number(use, "account_id");
        Value.Members month =
                Values.objects(use, "months").stream().findFirst().orElse(Values.members());
        return row(
                words,
                new TableCell.TitleCell(
                        Values.text(use, "account_title"),
                        words.text("usagepage.under", id, Values.text(use, "tariff_name")),
                        PATH + "?account=" + id),
                month,
                Values.number(use, "limit"));
    }

    private static ListRow row(
            Translations words, TableCell title, Value.Members month, long limit) {
        long used = Values.number(month, "counted");
        return new ListRow(
                "",
                List.of(
                        title,
                        new TableCell.MeterCell(
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
        List<ListRow> rows = new ArrayList<>();
        String whose = "";
        for (Value.Members use : uses(signedIn, found)) {
            whose = Values.text(use, "account_title");
            for (Value.Members month : Values.objects(use, "months").reversed()) {
                rows.add(
                        row(
                                words,
                                new TableCell.TitleCell(
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

    /** Every account that has used something, to the last. */
    private HttpReply export(SignedIn signedIn) {
        YearMonth until = month(signedIn.visit());
        List<Object> params =
                isOfAccount(signedIn) ? ofAccount(signedIn, until) : ofAccounts(signedIn.visit());
        boolean most = !isOfAccount(signedIn) && isExceeded(signedIn.visit());
        isById(signedIn.visit()); // the file is in an order of its own: the page's is understood
        if (signedIn.inPanel()) { // in the portal there is one account, whatever the address says
            signedIn.mustBeUnderstood("from", "search");
        }
        List<String> head = new ArrayList<>(OF_ACCOUNT);
        head.addAll(OF_MONTH);
        return CsvFile.of(
                "usage-" + until + ".csv",
                head,
                from -> exported(signedIn, params, most ? "from" : "from_id", from));
    }

    private static CsvFile.CsvPage exported(
            SignedIn signedIn, List<Object> params, String key, String from) {
        List<Object> asked = new ArrayList<>(params);
        if (signedIn.inPanel()) {
            asked.addAll(List.of("limit", ACCOUNTS_A_CALL));
        }
        if (!from.isEmpty()) {
            asked.addAll(List.of(key, key.equals("from") ? from : (Object) Long.parseLong(from)));
        }
        CallResult found = signedIn.call("usage/get", asked.toArray());
        List<List<String>> rows = new ArrayList<>();
        for (Value.Members use : uses(signedIn, found)) {
            for (Value.Members month : Values.objects(use, "months")) {
                List<String> cells = new ArrayList<>();
                OF_ACCOUNT.forEach(column -> cells.add(Values.text(use, column)));
                OF_MONTH.forEach(column -> cells.add(Values.text(month, column)));
                rows.add(cells);
            }
        }
        return new CsvFile.CsvPage(rows, found.next("next_" + key).orElse(""));
    }
}
