package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Pages on what became of mail: over time as a picture, and by account, sender or ISP as a table.
 */
final class StatisticsPages {
    private static final String NOUN = "/statistics";

    /** Rows of a download that a call answers: its limit. */
    private static final int ROWS_A_CALL = 10_000;

    private static final Map<String, Integer> PERIODS =
            Map.of("1d", 1, "7d", 7, "30d", 30, "90d", 90, "365d", 365);
    private static final List<String> PERIOD_ORDER = List.of("1d", "7d", "30d", "90d", "365d");
    private static final List<String> BY = List.of("sender", "isp", "account");

    /** Figures by which the table can be sorted: those that have most of it first. */
    private static final List<String> SORTS =
            List.of("accepted", "delivered", "deferred", "suppressed", "expired", "bytes");

    private static final List<String> FIGURES =
            List.of(
                    "accepted",
                    "delivered",
                    "deferred",
                    "bounced_hard",
                    "bounced_soft",
                    "suppressed",
                    "expired",
                    "purged",
                    "refused",
                    "complaints");

    private final PageRenderer pages;

    StatisticsPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        String path = pages.surface().root() + NOUN;
        routes.get(path, this::page).get(path + "/export", this::export);
    }

    private static String path(SignedIn signedIn) {
        return signedIn.surface().root() + NOUN;
    }

    /** Dimensions that the table may be by: in the portal there is one account. */
    private static List<String> dimensions(SignedIn signedIn) {
        return signedIn.inPanel() ? BY : BY.subList(0, BY.size() - 1);
    }

    /** Period, dimension and filters that the address asks for. */
    private record StatisticsPageRequest(
            String period, String by, List<Object> params, ZoneId zone) {
        static StatisticsPageRequest of(SignedIn signedIn) {
            Visit visit = signedIn.visit();
            AddressReader values = visit.values();
            String given = values.word("period", PERIODS.keySet());
            String period = given.isEmpty() ? "1d" : given;
            String by = values.word("by", dimensions(signedIn));
            List<Object> params = new ArrayList<>();
            for (String filter :
                    signedIn.inPanel() ? List.of("account", "sender") : List.of("sender")) {
                String id = values.number(filter);
                if (!id.isEmpty()) {
                    params.addAll(List.of(filter + "_id", Long.parseLong(id)));
                }
            }
            if (!visit.param("isp").isBlank()) {
                params.addAll(List.of("isp", visit.param("isp").strip()));
            }
            ZoneId zone = visit.zone();
            int days = PERIODS.getOrDefault(period, 1);
            Instant since =
                    days == 1
                            ? MailFigures.dayAgo(visit)
                            : visit.now()
                                    .atZone(zone)
                                    .toLocalDate()
                                    .minusDays(days - 1L)
                                    .atStartOfDay(zone)
                                    .toInstant()
                                    .truncatedTo(ChronoUnit.HOURS);
            params.addAll(List.of("since", since, "zone", zone.getId()));
            return new StatisticsPageRequest(
                    period, by.isEmpty() ? BY.getFirst() : by, List.copyOf(params), zone);
        }

        boolean isByHour() {
            return period.equals("1d");
        }

        Object[] with(Object... more) {
            List<Object> all = new ArrayList<>(params);
            all.addAll(List.of(more));
            return all.toArray();
        }

        Instant since() {
            return (Instant) params.get(params.indexOf("since") + 1);
        }
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        StatisticsPageRequest asked = StatisticsPageRequest.of(signedIn);
        ListView list = list(signedIn, asked);
        String query = signedIn.visit().request().query();
        return Html.page(
                200,
                pages.html(
                        "statistics",
                        pages.frame(signedIn, Section.STATISTICS),
                        "filters",
                        filters(signedIn, asked),
                        "chart",
                        chart(signedIn, asked),
                        "title",
                        words.text("statistics.period." + asked.period()),
                        "list",
                        list,
                        "export",
                        path(signedIn) + "/export" + (query.isEmpty() ? "" : "?" + query)));
    }

    private static FilterView filters(SignedIn signedIn, StatisticsPageRequest asked) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<SelectOption> periods =
                PERIOD_ORDER.stream()
                        .map(word ->
                                new SelectOption(word, words.text("statistics.period." + word)))
                        .toList();
        List<SelectOption> by =
                dimensions(signedIn).stream()
                        .map(word -> new SelectOption(word, words.text("statistics.by." + word)))
                        .toList();
        List<FilterView.ShownFilter> filters =
                new ArrayList<>(
                        List.of(
                                new FilterView.ShownFilter(
                                        "period",
                                        "choice",
                                        words.text("statistics.period"),
                                        asked.period(),
                                        "",
                                        periods),
                                new FilterView.ShownFilter(
                                        "by",
                                        "choice",
                                        words.text("statistics.by"),
                                        asked.by(),
                                        "",
                                        by)));
        if (signedIn.inPanel()) {
            filters.add(MailFigures.typed(visit, "account", words.text("statistics.account"), "7"));
            filters.add(MailFigures.typed(visit, "sender", words.text("statistics.sender"), "1"));
        }
        filters.add(MailFigures.typed(visit, "isp", words.text("statistics.by.isp"), "Gmail"));
        return new FilterView(path(signedIn), filters, List.of());
    }

    private static MailChart chart(SignedIn signedIn, StatisticsPageRequest asked) {
        List<Value.Members> rows =
                signedIn.call(
                                "statistics/get",
                                asked.with("step", asked.isByHour() ? "hour" : "day"))
                        .objects();
        Map<Instant, Value.Members> byTime = new HashMap<>();
        rows.forEach(row -> Values.time(row, "at").ifPresent(at -> byTime.put(at, row)));
        DateTimeFormatter label =
                DateTimeFormatter.ofPattern(
                        asked.isByHour() ? "HH:mm" : "d MMM", signedIn.words().language().locale());
        List<MailChart.Point> points = new ArrayList<>();
        Instant at = asked.since();
        Instant now = signedIn.visit().now();
        while (at.isBefore(now)) {
            Instant next =
                    asked.isByHour()
                            ? at.plus(Duration.ofHours(1))
                            : at.atZone(asked.zone())
                                    .toLocalDate()
                                    .plusDays(1)
                                    .atStartOfDay(asked.zone())
                                    .toInstant();
            String text = label.format(at.atZone(asked.zone()));
            // the call cuts days to whole hours of UTC
            Value.Members row = byTime.get(at.truncatedTo(ChronoUnit.HOURS));
            Value.Members later =
                    byTime.get(at.plus(Duration.ofMinutes(59)).truncatedTo(ChronoUnit.HOURS));
            Value.Members found = row == null ? later : row;
            points.add(
                    found == null
                            ? MailChart.Point.nothing(at, text)
                            : MailChart.Point.of(at, text, found));
            at = next;
        }
        return MailChart.of(
                signedIn.words(),
                signedIn.words().text("statistics.period." + asked.period()),
                points);
    }

    private static ListView list(SignedIn signedIn, StatisticsPageRequest asked) {
        Translations words = signedIn.words();
        String sort = signedIn.visit().values().sort(SORTS);
        KeysetPage page =
                KeysetPage.byKey(
                        signedIn,
                        "statistics/get",
                        path(signedIn),
                        signedIn.visit().request().query(),
                        "after",
                        "next_after",
                        asked.with("step", "total", "by", List.of(asked.by()), "sort", sort));
        ListView list =
                page.list(
                        path(signedIn),
                        words.text("statistics.most"),
                        columns(signedIn, asked, sort),
                        page.found().objects().stream()
                                .map(row -> row(words, title(signedIn, asked.by(), row), row))
                                .toList(),
                        new ListView.Empty(
                                "chart-no-axes-column",
                                words.text("statistics.none"),
                                words.text("statistics.none.text"),
                                "",
                                ""));
        return list.rows().isEmpty() ? list : list.withFoot(total(signedIn, asked));
    }

    /** Sums of all that the filters let pass, whatever page is shown. */
    private static ListRow total(SignedIn signedIn, StatisticsPageRequest asked) {
        Translations words = signedIn.words();
        List<Value.Members> sums =
                signedIn.call("statistics/get", asked.with("step", "total")).objects();
        return row(
                words,
                new TableCell.TitleCell(words.text("statistics.total"), "", ""),
                sums.isEmpty() ? Values.members() : sums.getFirst());
    }

    private static List<Column> columns(
            SignedIn signedIn, StatisticsPageRequest asked, String sort) {
        Translations words = signedIn.words();
        List<Column> columns = new ArrayList<>();
        columns.add(Column.of(words.text("statistics.by." + asked.by())));
        for (String name :
                List.of("accepted", "delivered", "deferred", "bounced", "suppressed", "expired")) {
            columns.add(column(signedIn, words.text("statistics." + name), name, sort));
        }
        columns.add(column(signedIn, words.text("statistics.size"), "bytes", sort));
        columns.add(Column.number("p50"));
        columns.add(Column.number("p95"));
        return columns;
    }

    private static Column column(SignedIn signedIn, String label, String figure, String sort) {
        return SORTS.contains(figure)
                ? Column.most(
                        label, figure, sort, path(signedIn), signedIn.visit().request().query())
                : Column.number(label);
    }

    private static ListRow row(Translations words, TableCell title, Value.Members row) {
        List<TableCell> cells = new ArrayList<>();
        cells.add(title);
        cells.add(TableCell.number(words.number(Values.number(row, "accepted"))));
        cells.add(TableCell.number(words.number(Values.number(row, "delivered"))));
        cells.add(TableCell.number(words.number(Values.number(row, "deferred"))));
        long bounced = MailChart.bounced(row);
        String share =
                MailFigures.percent(words, bounced, bounced + Values.number(row, "delivered"));
        cells.add(
                TableCell.number(words.number(bounced) + (bounced == 0 ? "" : " (" + share + ")")));
        cells.add(TableCell.number(words.number(Values.number(row, "suppressed"))));
        cells.add(TableCell.number(words.number(Values.number(row, "expired"))));
        cells.add(TableCell.number(MailFigures.size(words, Values.number(row, "bytes"))));
        cells.add(TableCell.number(MailFigures.took(words, row, "p50")));
        cells.add(TableCell.number(MailFigures.took(words, row, "p95")));
        return new ListRow("", cells);
    }

    private static TableCell title(SignedIn signedIn, String by, Value.Members row) {
        Translations words = signedIn.words();
        return switch (by) {
            case "account" -> {
                long id = Values.number(row, "account_id");
                String title = Values.text(row, "account_title");
                yield new TableCell.TitleCell(
                        title.isEmpty() ? words.text("statistics.gone") : title,
                        Long.toString(id),
                        title.isEmpty() || !signedIn.person().mayRead("accounts")
                                ? ""
                                : "/admin/accounts/" + id);
            }
            case "sender" -> {
                String name = Values.text(row, "sender_name");
                yield new TableCell.TitleCell(
                        name.isEmpty() ? words.text("statistics.nosender") : name, "", "");
            }
            default ->
                    new TableCell.TitleCell(
                            MailFigures.isp(words, Values.text(row, "isp")), "", "");
        };
    }

    /** Every piece of time by what the table is by. */
    private HttpReply export(SignedIn signedIn) {
        StatisticsPageRequest asked = StatisticsPageRequest.of(signedIn);
        if (signedIn.inPanel()) { // in the portal there is one account, whatever the address says
            signedIn.mustBeUnderstood("from");
        }
        String id = asked.by().equals("isp") ? "isp" : asked.by() + "_id";
        String name =
                switch (asked.by()) {
                    case "account" -> "account_title";
                    case "sender" -> "sender_name";
                    default -> "";
                };
        List<String> head = new ArrayList<>(List.of("at", id));
        if (!name.isEmpty()) {
            head.add(name);
        }
        head.addAll(FIGURES);
        head.addAll(List.of("bytes", "p50", "p95"));
        return CsvFile.of(
                "statistics-" + asked.period() + "-by-" + asked.by() + ".csv",
                head,
                after -> exported(signedIn, asked, head, after));
    }

    private static CsvFile.CsvPage exported(
            SignedIn signedIn, StatisticsPageRequest asked, List<String> head, String after) {
        List<Object> params =
                new ArrayList<>(
                        List.of(
                                asked.with(
                                        "step",
                                        asked.isByHour() ? "hour" : "day",
                                        "by",
                                        List.of(asked.by()),
                                        "limit",
                                        ROWS_A_CALL)));
        if (!after.isEmpty()) {
            params.addAll(List.of("after", after));
        }
        CallResult found = signedIn.call("statistics/get", params.toArray());
        return new CsvFile.CsvPage(
                found.objects().stream()
                        .map(row -> head.stream().map(column -> Values.text(row, column)).toList())
                        .toList(),
                found.next("next_after").orElse(""));
    }
}
