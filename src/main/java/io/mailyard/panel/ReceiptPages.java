package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.stops.StopReceipts;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Value;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Receipts of stops: each has an address, fills node by node as one looks, and can be saved. */
final class ReceiptPages {
    static final String PATH = "/admin/receipts";

    /** The most nodes that there are. */
    private static final int NODES = 1000;

    private static final List<String> CSV =
            List.of(
                    "node_id",
                    "server",
                    "state",
                    "took_effect_at",
                    "last_attempt_at",
                    "past_data",
                    "delivered",
                    "last_end_at",
                    "complete",
                    "millis");

    private final PageRenderer pages;
    private final LiveParts live;

    ReceiptPages(PageRenderer pages, LiveParts live) {
        this.pages = pages;
        this.live = live;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(PATH + "/{id}", this::page)
                .get(PATH + "/{id}/live", this::stream)
                .get(PATH + "/{id}/export", ReceiptPages::export);
    }

    /**
     * The address of a page, with the newest receipt of an object, which the page then links to;
     * without where there is none or the person may not see it.
     *
     * @param member such as {@code sender_id}
     */
    static String after(SignedIn signedIn, String member, long id, String page) {
        CallResult receipts =
                signedIn.calls().call("platform/receipts/list", "limit", 1, member, id);
        return receipts.isOk() && !receipts.objects().isEmpty()
                ? page + "&receipt=" + Values.number(receipts.objects().getFirst(), "id")
                : page;
    }

    private static Value.Members receipt(SignedIn signedIn) {
        return signedIn.call("platform/receipts/get", "id", AccountPages.id(signedIn.visit()))
                .object();
    }

    private HttpReply page(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.QUEUE);
        Value.Members receipt = receipt(signedIn);
        long id = Values.number(receipt, "id");
        ReceiptView view = ReceiptView.one(frame, receipt, names(signedIn));
        String address = PATH + "/" + id;
        return Html.page(
                200,
                pages.html(
                        "receipt",
                        frame,
                        "title",
                        signedIn.words().text("receipt.title", id, view.kind()),
                        "address",
                        address,
                        "scope",
                        scope(signedIn, receipt),
                        "figures",
                        figures(frame, view),
                        "call",
                        CallExample.of("platform/receipts/get", Values.members("id", id))));
    }

    private String figures(Frame frame, ReceiptView view) {
        return pages.html("receiptrows", frame, "receipt", view);
    }

    private HttpReply stream(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.QUEUE);
        receipt(signedIn);
        return live.stream(
                signedIn,
                "figures",
                () -> figures(frame, ReceiptView.one(frame, receipt(signedIn), names(signedIn))));
    }

    /** The names of nodes by id, for whoever may see them. */
    private static Map<Long, String> names(SignedIn signedIn) {
        Map<Long, String> names = new HashMap<>();
        if (signedIn.person().mayRead("nodes")) {
            signedIn.calls()
                    .call("nodes/list", "limit", NODES)
                    .objects()
                    .forEach(node ->
                            names.put(Values.number(node, "id"), Values.text(node, "name")));
        }
        return names;
    }

    /** Scope of a stop, in words. */
    private static String scope(SignedIn signedIn, Value.Members receipt) {
        Translations words = signedIn.words();
        long account = Values.number(receipt, "account_id");
        long sender = Values.number(receipt, "sender_id");
        long node = Values.number(receipt, "node_id");
        if (node != 0) {
            return words.text(
                    "receipt.scope.node", names(signedIn).getOrDefault(node, String.valueOf(node)));
        }
        String scope =
                account == 0 && sender == 0
                        ? words.text("receipt.scope.all")
                        : (sender == 0
                                        ? ""
                                        : words.text("queue.scope.sender", String.valueOf(sender)))
                                + (account == 0 || sender == 0 ? "" : ", ")
                                + (account == 0
                                        ? ""
                                        : words.text(
                                                "queue.scope.account", String.valueOf(account)));
        String isp = Values.text(receipt, "isp");
        long campaign = Values.number(receipt, "campaign_id");
        return scope
                + (campaign == 0
                        ? ""
                        : ", " + words.text("queue.campaign", String.valueOf(campaign)))
                + (isp.isEmpty() ? "" : ", " + words.text("queue.scope.isp", isp));
    }

    private static HttpReply export(SignedIn signedIn) {
        Value.Members receipt = receipt(signedIn);
        boolean csv = signedIn.visit().param("format").equals("csv");
        String text =
                csv ? csv(receipt) : JsonText.write(out -> receipt.values().forEach(out::value));
        String name = "receipt-" + Values.number(receipt, "id") + (csv ? ".csv" : ".json");
        return new HttpReply.WholeReply(
                200,
                csv ? "text/csv; charset=utf-8" : "application/json",
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"" + name + "\"",
                        "Cache-Control",
                        "no-store"),
                text.getBytes(StandardCharsets.UTF_8));
    }

    private static String csv(Value.Members receipt) {
        StringBuilder csv = new StringBuilder(String.join(",", CSV)).append("\r\n");
        for (Value.Members node : Values.objects(receipt, "nodes")) {
            csv.append(String.join(",", CSV.stream().map(column -> cell(node, column)).toList()))
                    .append("\r\n");
        }
        return csv.toString();
    }

    private static String cell(Value.Members node, String column) {
        String text = Values.text(node, column);
        return text.matches("[\\w.:+-]*") ? text : "\"" + text.replace("\"", "\"\"") + "\"";
    }

    /** Values of the address's filters, as parameters of the call. */
    private static List<Object> asked(Visit visit) {
        List<Object> asked = new ArrayList<>();
        for (String filter : List.of("account", "sender", "node")) {
            String id = visit.values().id(filter);
            if (!id.isEmpty()) {
                asked.addAll(List.of(filter + "_id", Long.parseLong(id)));
            }
        }
        String kind = visit.values().word("kind", StopReceipts.KINDS);
        if (!kind.isEmpty()) {
            asked.addAll(List.of("kind", kind));
        }
        if (!visit.param("isp").isEmpty()) {
            asked.addAll(List.of("isp", visit.param("isp")));
        }
        return asked;
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        Frame frame = pages.frame(signedIn, Section.QUEUE);
        Visit visit = signedIn.visit();
        String query = visit.request().query();
        List<Object> asked = asked(visit);
        boolean isFiltered = !asked.isEmpty();
        String sort = visit.values().sort(List.of("-id", "id"));
        if (sort.equals("id")) {
            asked.addAll(List.of("sort", sort));
        }
        KeysetPage page =
                KeysetPage.byId(signedIn, "platform/receipts/list", PATH, query, asked.toArray());
        ListView view =
                page.list(
                        PATH,
                        words.count("receipt.total", page.found().number("total_count")),
                        List.of(
                                Column.of(words.text("column.id")),
                                Column.of(words.text("receipt.what")),
                                Column.sorted(words.text("column.when"), "id", sort, PATH, query),
                                Column.of(words.text("receipt.took")),
                                Column.of(words.text("column.state"))),
                        page.found().objects().stream()
                                .map(receipt -> row(signedIn, frame, receipt))
                                .toList(),
                        new ListView.Empty(
                                "clock",
                                words.text(isFiltered ? "list.nothing" : "receipt.nothing"),
                                "",
                                "",
                                ""));
        return pages.rowsOr(
                signedIn,
                Section.QUEUE,
                view,
                "sectionlist",
                "head",
                PageHead.of(words.text("receipt.heading")),
                "filters",
                filters(words, visit),
                "note",
                "");
    }

    private static FilterView filters(Translations words, Visit visit) {
        List<SelectOption> kinds = new ArrayList<>();
        kinds.add(new SelectOption("", words.text("filter.all")));
        for (String kind : StopReceipts.KINDS) {
            kinds.add(new SelectOption(kind, words.text("receipt.kind." + kind)));
        }
        return new FilterView(
                PATH,
                List.of(
                        FilterView.choice("kind", words.text("receipt.cause"), visit, kinds),
                        MailFigures.typed(visit, "account", words.text("statistics.account"), "7"),
                        MailFigures.typed(visit, "sender", words.text("statistics.sender"), "1"),
                        MailFigures.typed(visit, "node", words.text("receipt.node.number"), "1"),
                        MailFigures.typed(visit, "isp", words.text("mta.column.isp"), "gmail")),
                List.of());
    }

    private static ListRow row(SignedIn signedIn, Frame frame, Value.Members receipt) {
        ReceiptView view = ReceiptView.one(frame, receipt, Map.of());
        return new ListRow(
                "receipt-" + view.id(),
                List.of(
                        new TableCell.IdCell(String.valueOf(view.id())),
                        new TableCell.TitleCell(
                                view.kind(), scope(signedIn, receipt), PATH + "/" + view.id()),
                        new TableCell.MomentCell(
                                view.calledAt(), Values.text(receipt, "called_at")),
                        TableCell.text(view.took()),
                        new TableCell.StateCell(view.badge())));
    }
}
