package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The queue: what waits, since when and why; as a section, and as a tab of senders and accounts.
 */
public final class QueuePages {
    private static final String PATH = "/admin/queue";
    static final String HOLDS = PATH + "/holds";

    /** By when a hold was set: in the order of ids. */
    private static final List<String> HOLD_SORTS =
            List.of("id", "-id", "until", "-until", "sender", "-sender", "account", "-account");

    /** Senders and ISPs that a filter offers; others are typed. */
    private static final int OFFERED = 200;

    private final PageRenderer pages;
    private final LiveParts live;
    private final QueueActs acts;
    private final QueueRates rates = new QueueRates();

    QueuePages(PageRenderer pages, Questions questions, LiveParts live) {
        this.pages = pages;
        this.live = live;
        this.acts = new QueueActs(questions);
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page).get(PATH + "/live", this::stream).get(HOLDS, this::holds);
        acts.addTo(routes);
    }

    /**
     * Contents of the filter above the rows.
     *
     * @param withSender whether it has a field for the sender, which a sender's own page has not
     */
    public record QueueFilterView(
            String address,
            QueueQuery query,
            boolean withSender,
            boolean withAccount,
            List<SelectOption> senders,
            List<SelectOption> isps) {
        /** Id as the address has it, unchecked; empty: of every sender. */
        public String sender() {
            return query.sender();
        }

        /** Id as the address has it, unchecked; empty: of every account. */
        public String account() {
            return query.account();
        }

        /** Number as the address has it, unchecked; empty: of every campaign. */
        public String campaign() {
            return query.campaign();
        }

        /** Name as the address has it, unchecked; empty: to every ISP. */
        public String isp() {
            return query.isp();
        }

        /** Domain as the address has it, unchecked; empty: to every domain. */
        public String domain() {
            return query.domain();
        }

        /**
         * One of the words of {@link QueueQuery#GROUPS}, {@code lane} unless the address has
         * another.
         */
        public String group() {
            return query.group();
        }

        /**
         * One of the words of {@link QueueQuery#SORTS}, {@code total} unless the address has
         * another.
         */
        public String sort() {
            return query.sort();
        }
    }

    /**
     * The part of a page that shows the queue.
     *
     * @param live address of its stream; empty: nothing moves, since the filter is faulty
     * @param fault what is wrong with the filter; empty: nothing
     * @param done what was just done; empty: nothing
     * @param receipt address of the receipt of that; empty: there is none
     */
    public record QueuePart(
            QueueFilterView filter,
            String live,
            String figures,
            String fault,
            String done,
            String receipt,
            List<QueueView.LineAct> acts,
            String holds,
            CallExample call) {}

    private HttpReply page(SignedIn signedIn) {
        QueueQuery query = QueueQuery.of(signedIn.visit());
        Frame frame = pages.frame(signedIn, Section.QUEUE);
        return Html.page(
                200, pages.html("queue", frame, "queue", part(signedIn, frame, query, PATH)));
    }

    private HttpReply stream(SignedIn signedIn) {
        return stream(signedIn, Section.QUEUE, QueueQuery.of(signedIn.visit()), PATH);
    }

    /** The stream of the rows of a page. */
    HttpReply stream(SignedIn signedIn, Section section, QueueQuery query, String path) {
        Frame frame = pages.frame(signedIn, section);
        return live.stream(signedIn, "queue", () -> figures(signedIn, frame, query, path));
    }

    private String figures(SignedIn signedIn, Frame frame, QueueQuery query, String path) {
        CallResult found = signedIn.calls().call("queue/list", query.params());
        if (!found.isOk()) {
            throw new SignedIn.CallRefused(found);
        }
        return pages.html(
                "queuerows",
                frame,
                "view",
                new QueueView.QueueViewBuilder(signedIn, query, path, signedIn.visit().now())
                        .view(found, rates));
    }

    /** The queue of a page, with its filter. */
    QueuePart part(SignedIn signedIn, Frame frame, QueueQuery query, String path) {
        Translations words = signedIn.words();
        String figures = "";
        String fault = "";
        try {
            figures = figures(signedIn, frame, query, path);
        } catch (SignedIn.CallRefused refused) {
            int error = refused.result().error();
            if (error != 400 && error != 404) {
                throw refused;
            }
            fault = words.said(refused.result().errorText());
        }
        QueueFilterView filter =
                new QueueFilterView(
                        path,
                        query,
                        !query.fixed().equals("sender_id"),
                        !query.fixed().equals("account_id"),
                        options(signedIn, "senders", "senders/list", "id"),
                        isps(signedIn));
        String done = signedIn.visit().param("done");
        String receipt = signedIn.visit().param("receipt");
        return new QueuePart(
                filter,
                fault.isEmpty() ? path + "/live" + query.text() : "",
                figures,
                fault,
                QueueAct.of(done).map(act -> words.text("queue.done." + act.word())).orElse(""),
                receipt.matches("[1-9][0-9]{0,17}") ? ReceiptPages.PATH + "/" + receipt : "",
                acts(signedIn, query, path),
                HOLDS + Panel.with("", query.fixed(), fixedId(query)),
                CallExample.of("queue/list", query.params()));
    }

    private static String fixedId(QueueQuery query) {
        return switch (query.fixed()) {
            case "sender_id" -> query.sender();
            case "account_id" -> query.account();
            default -> "";
        };
    }

    /** Acts on all that the filter shows, where it names a part that can be held. */
    private static List<QueueView.LineAct> acts(SignedIn signedIn, QueueQuery query, String path) {
        boolean ofSender = query.sender().matches("[1-9][0-9]{0,17}");
        boolean ofAccount = query.account().matches("[1-9][0-9]{0,17}");
        boolean may =
                ofSender
                        ? signedIn.person().mayWrite("senders")
                        : ofAccount && signedIn.person().mayWrite("accounts");
        if (!may || !query.domain().isEmpty()) {
            return List.of();
        }
        String scope = Panel.with("", "back", path + query.text());
        scope = ofSender ? Panel.with(scope.substring(1), "sender_id", query.sender()) : scope;
        scope = ofAccount ? Panel.with(scope.substring(1), "account_id", query.account()) : scope;
        scope = query.isp().isEmpty() ? scope : Panel.with(scope.substring(1), "isp", query.isp());
        List<QueueView.LineAct> acts = new ArrayList<>();
        for (QueueAct act : QueueAct.values()) {
            acts.add(
                    new QueueView.LineAct(
                            signedIn.words().text("queue.all." + act.word()), act.address(scope)));
        }
        return acts;
    }

    private static List<SelectOption> options(
            SignedIn signedIn, String noun, String call, String value) {
        if (!signedIn.person().mayRead(noun)) {
            return List.of();
        }
        return signedIn.calls().call(call, "limit", OFFERED).objects().stream()
                .map(row -> new SelectOption(Values.text(row, value), Values.text(row, "name")))
                .toList();
    }

    private static List<SelectOption> isps(SignedIn signedIn) {
        List<SelectOption> isps =
                new ArrayList<>(options(signedIn, "policies", "isps/list", "name"));
        isps.add(new SelectOption("other", signedIn.words().text("queue.otherisp")));
        return isps;
    }

    private HttpReply holds(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> params = new ArrayList<>();
        for (String name : List.of("sender_id", "account_id")) {
            String id = visit.values().id(name);
            if (!id.isEmpty()) {
                params.addAll(List.of(name.equals("sender_id") ? "id" : name, id));
            }
        }
        if (!visit.param("search").isEmpty()) {
            params.addAll(List.of("search", visit.param("search")));
        }
        boolean filtered = !params.isEmpty();
        String sort = visit.values().sort(HOLD_SORTS);
        String query = Panel.undone(visit.request().query());
        KeysetPage page =
                KeysetPage.inOrder(
                        signedIn, "senders/queue/holds", HOLDS, query, sort, params.toArray());
        ListView view =
                page.list(
                        HOLDS,
                        words.count("queue.holds.total", page.found().number("total_count")),
                        holdColumns(words, sort, query),
                        page.found().objects().stream().map(hold -> row(signedIn, hold)).toList(),
                        noHolds(words, filtered));
        return pages.rowsOr(
                signedIn,
                Section.QUEUE,
                view,
                "sectionlist",
                "head",
                PageHead.of(words.text("queue.holds.title"))
                        .done(
                                QueueAct.of(visit.param("done"))
                                        .map(act -> words.text("queue.done." + act.word()))
                                        .orElse("")),
                "filters",
                holdFilters(words, visit));
    }

    private static List<Column> holdColumns(Translations words, String sort, String query) {
        return List.of(
                Column.sorted(words.text("queue.holds.scope"), "sender", sort, HOLDS, query),
                Column.of(words.text("queue.holds.reason")),
                Column.sorted(words.text("queue.holds.since"), "id", sort, HOLDS, query),
                Column.sorted(words.text("queue.holds.until"), "until", sort, HOLDS, query),
                Column.of(""));
    }

    private static ListView.Empty noHolds(Translations words, boolean filtered) {
        return filtered
                ? new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("list.nothing.text"),
                        words.text("list.everything"),
                        HOLDS)
                : new ListView.Empty(
                        "hand",
                        words.text("queue.holds.none"),
                        words.text("queue.holds.none.text"),
                        words.text("menu.queue"),
                        PATH);
    }

    private static FilterView holdFilters(Translations words, Visit visit) {
        return new FilterView(
                HOLDS,
                List.of(
                        FilterView.search(words.text("queue.holds.search"), visit),
                        MailFigures.typed(visit, "sender_id", words.text("statistics.sender"), "1"),
                        MailFigures.typed(
                                visit, "account_id", words.text("statistics.account"), "7")),
                List.of());
    }

    private static ListRow row(SignedIn signedIn, Value.Members hold) {
        Translations words = signedIn.words();
        long sender = Values.number(hold, "sender_id");
        long account = Values.number(hold, "account_id");
        long campaign = Values.number(hold, "campaign_id");
        String isp = Values.text(hold, "isp");
        List<String> parts = new ArrayList<>();
        String scope = Panel.with("", "back", "/admin/queue/holds").substring(1);
        if (account > 0) {
            parts.add(words.text("queue.scope.account", String.valueOf(account)));
            scope = Panel.with(scope, "account_id", String.valueOf(account)).substring(1);
        }
        if (campaign > 0) {
            parts.add(words.text("queue.campaign", String.valueOf(campaign)));
            scope = Panel.with(scope, "campaign_id", String.valueOf(campaign)).substring(1);
        }
        if (!isp.isEmpty()) {
            parts.add(words.text("queue.scope.isp", isp));
            scope = Panel.with(scope, "isp", isp).substring(1);
        }
        if (sender > 0) {
            scope = Panel.with(scope, "sender_id", String.valueOf(sender)).substring(1);
        }
        boolean may = signedIn.person().mayWrite(sender > 0 ? "senders" : "accounts");
        return new ListRow(
                "hold-" + Values.number(hold, "id"),
                List.of(
                        new TableCell.TitleCell(
                                sender > 0
                                        ? words.text("queue.scope.sender", String.valueOf(sender))
                                        : words.text("queue.scope.anysender"),
                                String.join(", ", parts),
                                PATH + "?" + scope),
                        TableCell.text(Values.text(hold, "reason")),
                        moment(signedIn, hold, "created_at"),
                        moment(signedIn, hold, "until"),
                        may
                                ? new TableCell.ActCell(
                                        QueueAct.RELEASE.label(words),
                                        QueueAct.RELEASE.address("?" + scope))
                                : new TableCell.EmptyCell()));
    }

    private static TableCell moment(SignedIn signedIn, Value.Members object, String member) {
        Optional<Instant> time = Values.time(object, member);
        return time.isEmpty()
                ? TableCell.text(signedIn.words().text("queue.holds.forever"))
                : new TableCell.MomentCell(
                        signedIn.words().time(time.get(), signedIn.visit().zone()),
                        Values.text(object, member));
    }
}
