package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/** The messages of an account, the newest first. */
final class DeliveryLog {
    private static final List<String> STATES =
            List.of("new", "retry", "proc", "hold", "delivered", "bounced", "expired", "purged");

    private static final String TO = "to";
    private static final String CAMPAIGN = "campaign";
    private static final String SENDER = "sender";

    private final PageRenderer pages;

    DeliveryLog(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get("/admin/accounts/{id}/log", this::list);
    }

    private HttpReply list(SignedIn signedIn) {
        OwnerPlace place = OwnerPlace.of(signedIn, "log");
        Translations words = signedIn.words();
        return pages.rowsOr(
                signedIn,
                Section.ACCOUNTS,
                view(signedIn, place),
                "sectionlist",
                "head",
                place.head(signedIn, "log", words.text("tab.log")),
                "filters",
                filters(signedIn, place),
                "note",
                "");
    }

    private static FilterView filters(SignedIn signedIn, OwnerPlace place) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        return new FilterView(
                place.path(),
                List.of(
                        FilterView.text(TO, words.text("log.to"), "ann@example.net", visit),
                        FilterView.choice(
                                "state",
                                words.text("column.state"),
                                visit,
                                SuppressionPages.choices(words, "message.state.", STATES)),
                        FilterView.text(CAMPAIGN, words.text("message.campaign"), "", visit),
                        FilterView.text(SENDER, words.text("log.sender"), "", visit)),
                List.of());
    }

    private static ListView view(SignedIn signedIn, OwnerPlace place) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        String sort = visit.values().sort(List.of("-at", "at"));
        List<Object> asked =
                new ArrayList<>(List.of("order", sort.startsWith("-") ? "desc" : "asc"));
        boolean filtered = false;
        if (!visit.param(TO).isEmpty()) {
            filtered = true;
            asked.addAll(List.of(TO, visit.param(TO)));
        }
        String state = visit.values().word("state", STATES);
        if (!state.isEmpty()) {
            filtered = true;
            asked.addAll(List.of("state", state));
        }
        filtered |= number(visit, CAMPAIGN, "campaign_id", asked);
        filtered |= number(visit, SENDER, "sender_id", asked);
        KeysetPage page =
                KeysetPage.byId(
                        signedIn,
                        "messages/list",
                        place.path(),
                        visit.request().query(),
                        place.namesAndValues(asked));
        long total = page.found().number("total_count");
        return page.list(
                place.path(),
                words.count("log.total", total),
                List.of(
                        Column.sorted(
                                words.text("message.accepted.at"),
                                "at",
                                sort,
                                place.path(),
                                visit.request().query()),
                        Column.of(words.text("log.subject")),
                        Column.number(words.text("message.recipients")),
                        Column.of(words.text("column.state"))),
                page.found().objects().stream().map(row -> row(signedIn, row)).toList(),
                filtered
                        ? new ListView.Empty(
                                "search",
                                words.text("list.nothing"),
                                words.text("list.nothing.text"),
                                words.text("list.everything"),
                                place.path())
                        : new ListView.Empty(
                                "mail",
                                words.text("log.none"),
                                words.text("log.none.text"),
                                "",
                                ""));
    }

    private static boolean number(Visit visit, String name, String param, List<Object> asked) {
        String text = visit.values().number(name);
        if (text.isEmpty()) {
            return false;
        }
        asked.addAll(List.of(param, Long.parseLong(text)));
        return true;
    }

    private static ListRow row(SignedIn signedIn, Value.Members message) {
        Translations words = signedIn.words();
        long id = Values.number(message, "id");
        String subject = Values.text(message, "subject");
        List<Badge> badges = MessagePages.badges(words, message);
        return new ListRow(
                "message-" + id,
                List.of(
                        new TableCell.MomentCell(
                                Values.time(message, "accepted_at")
                                        .map(at -> words.time(at, signedIn.visit().zone()))
                                        .orElse(""),
                                Values.text(message, "accepted_at")),
                        new TableCell.TitleCell(
                                subject.isEmpty() ? words.text("message.nosubject") : subject,
                                Values.text(message, "from"),
                                MessagePages.path(id)),
                        TableCell.number(words.number(Values.number(message, "recipients"))),
                        badges.size() == 1
                                ? new TableCell.StateCell(badges.getFirst())
                                : TableCell.text(
                                        String.join(
                                                ", ", badges.stream().map(Badge::word).toList()))));
    }
}
