package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FilterView.Filter;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.Row;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The search for messages over all accounts, by {@code messages/search}. */
final class MessageListPages {
    static final String PATH = "/admin/messages";
    private static final List<String> STATES =
            List.of("new", "retry", "proc", "hold", "delivered", "bounced", "expired", "purged");
    private static final List<String> CLASSES = List.of("hard", "soft", "bounce");
    private static final int ROWS = 50;

    /** The filters by the parameters of the call, whose names they have in the address too. */
    private static final Map<String, String> EXAMPLES = examples();

    private static final String CLASS = "bounce_class";

    private final PageRenderer pages;

    MessageListPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list);
    }

    private static Map<String, String> examples() {
        Map<String, String> examples = new LinkedHashMap<>();
        examples.put("to", "ann@example.net");
        examples.put("subject", "invoice 2026");
        examples.put("header_id", "<...@example.net>");
        examples.put("id", "71");
        examples.put("state", "");
        examples.put("answer", "550 5.1.1");
        examples.put(CLASS, "");
        examples.put("bounce_pattern", "");
        examples.put("account_id", "7");
        examples.put("sender_id", "3");
        examples.put("isp", "");
        examples.put("since", "2026-11-30 09:00");
        examples.put("until", "2026-12-01");
        return examples;
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        return pages.rowsOr(
                signedIn,
                Section.MESSAGES,
                view(signedIn),
                "messagelist",
                "head",
                PageHead.of(words.text("menu.messages")),
                "filters",
                filters(signedIn),
                "note",
                words.text("messages.note"));
    }

    private static FilterView filters(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Filter> filters = new ArrayList<>();
        EXAMPLES.forEach((name, example) -> {
            String label = words.text("messages.filter." + name);
            filters.add(
                    switch (name) {
                        case "state" ->
                                FilterView.choice(
                                        name,
                                        label,
                                        visit,
                                        SuppressionPages.choices(words, "message.state.", STATES));
                        case CLASS ->
                                FilterView.choice(
                                        name,
                                        label,
                                        visit,
                                        SuppressionPages.choices(
                                                words, "value.bounce_patterns.type.", CLASSES));
                        default -> FilterView.text(name, label, example, visit);
                    });
        });
        return new FilterView(PATH, filters, List.of());
    }

    /** What the filters in the address ask of the call; a time is that of the reader's zone. */
    private static List<Object> asked(Visit visit) {
        List<Object> asked = new ArrayList<>();
        for (String name : EXAMPLES.keySet()) {
            String written = visit.param(name);
            String value =
                    name.equals("since") || name.equals("until")
                            ? WrittenTime.read(written, visit.zone())
                                    .map(Instant::toString)
                                    .orElse(written)
                            : written;
            if (!value.isEmpty()) {
                asked.addAll(List.of(name, value));
            }
        }
        return asked;
    }

    private static ListView view(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<Object> asked = asked(visit);
        boolean filtered = !asked.isEmpty();
        String from = visit.param("from");
        if (from.matches("[0-9]{1,18}")) {
            asked.addAll(List.of("from_id", Long.parseLong(from)));
        }
        asked.addAll(List.of("limit", ROWS));
        CallResult found = signedIn.calls().call("messages/search", asked.toArray());
        if (!found.isOk() && found.faults().isEmpty()) {
            throw new SignedIn.CallRefused(found);
        }
        String query = visit.request().query();
        String next = found.next("next_from_id").orElse("");
        KeysetPage page =
                new KeysetPage(
                        found,
                        next.isEmpty() ? "" : PATH + Panel.with(query, "from", next),
                        from.isEmpty() ? "" : PATH + Panel.with(query, "from", ""));
        return page.list(
                PATH,
                found.isOk() ? total(words, found) : "",
                List.of(
                        Column.of(words.text("message.accepted.at")),
                        Column.of(words.text("log.subject")),
                        Column.of(words.text("log.to")),
                        Column.of(words.text("column.state"))),
                found.objects().stream().map(row -> row(signedIn, row)).toList(),
                empty(words, found, filtered));
    }

    private static String total(Translations words, CallResult found) {
        String total = words.count("log.total", found.number("total_count"));
        return Values.flag(found.envelope(), "total_is_at_least")
                ? words.text("messages.atleast", total)
                : total;
    }

    /** Filters that cannot be read are told in place of rows. */
    private static ListView.Empty empty(Translations words, CallResult found, boolean filtered) {
        if (!found.isOk()) {
            return new ListView.Empty(
                    "triangle-alert",
                    words.text("messages.unreadable"),
                    found.faults().stream()
                            .map(fault -> fault(words, fault))
                            .collect(Collectors.joining("; ")),
                    words.text("list.everything"),
                    PATH);
        }
        return filtered
                ? new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("messages.nothing.text"),
                        words.text("list.everything"),
                        PATH)
                : new ListView.Empty(
                        "mail",
                        words.text("messages.none"),
                        words.text("messages.none.text"),
                        "",
                        "");
    }

    private static String fault(Translations words, Fault fault) {
        return words.or("messages.filter." + fault.field(), fault.field())
                + ": "
                + ServerTexts.of(words, fault.reason());
    }

    private static Row row(SignedIn signedIn, Value.Members message) {
        Translations words = signedIn.words();
        long id = Values.number(message, "id");
        String subject = Values.text(message, "subject");
        return new Row(
                "message-" + id,
                List.of(
                        SuppressionPages.moment(signedIn, message, "accepted_at", ""),
                        new TableCell.Identified(
                                subject.isEmpty() ? words.text("message.nosubject") : subject,
                                words.text(
                                        "messages.from",
                                        Values.text(message, "from"),
                                        Values.number(message, "account_id")),
                                MessagePages.path(id),
                                Values.text(message, "header_id")),
                        new TableCell.Title(
                                Values.text(message, "to"), Values.text(message, "answer"), ""),
                        new TableCell.State(
                                MessageStories.badge(words, Values.text(message, "state")))));
    }
}
