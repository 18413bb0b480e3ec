package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FilterView.ShownFilter;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The search for messages by {@code messages/search}: over all accounts in the panel, and over the
 * reader's own in the portal.
 */
final class MessageListPages {
    static final String PATH = "/admin/messages";
    private static final List<String> STATES =
            List.of("new", "retry", "proc", "hold", "delivered", "bounced", "expired", "purged");
    private static final List<String> CLASSES = List.of("hard", "soft", "bounce");
    private static final int ROWS = 50;

    /** The filters by the parameters of the call, whose names they have in the address too. */
    private static final Map<String, String> EXAMPLES = examples();

    private static final String CLASS = "bounce_class";
    private static final String NOUN = "messages";

    /** Filters that an account's own call does not take. */
    private static final Set<String> OF_ADMINISTRATORS =
            Set.of("bounce_pattern", "account_id", "sender_id");

    private final PageRenderer pages;

    MessageListPages(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(pages.surface().root() + "/" + NOUN, this::list);
    }

    private static String path(SignedIn signedIn) {
        return signedIn.surface().root() + "/" + NOUN;
    }

    /** The filters that the call takes. */
    private static List<String> names(SignedIn signedIn) {
        return EXAMPLES.keySet().stream()
                .filter(name -> signedIn.inPanel() || !OF_ADMINISTRATORS.contains(name))
                .toList();
    }

    private static Map<String, String> examples() {
        Map<String, String> examples = new LinkedHashMap<>();
        examples.put("to", "ann@example.net");
        examples.put("subject", "invoice 2026");
        examples.put("header_id", "<...@example.net>");
        examples.put("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736");
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
                PageHead.of(words.text(signedIn.inPanel() ? "menu.messages" : "tab.log")),
                "filters",
                filters(signedIn),
                "note",
                words.text(signedIn.inPanel() ? "messages.note" : "messages.own.note"));
    }

    private static FilterView filters(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        List<ShownFilter> filters = new ArrayList<>();
        names(signedIn)
                .forEach(name -> {
                    String example = EXAMPLES.getOrDefault(name, "");
                    String label = words.text("messages.filter." + name);
                    filters.add(
                            switch (name) {
                                case "state" ->
                                        FilterView.choice(
                                                name,
                                                label,
                                                visit,
                                                SuppressionPages.choices(
                                                        words, "message.state.", STATES));
                                case CLASS ->
                                        FilterView.choice(
                                                name,
                                                label,
                                                visit,
                                                SuppressionPages.choices(
                                                        words,
                                                        "value.bounce_patterns.type.",
                                                        CLASSES));
                                default -> FilterView.text(name, label, example, visit);
                            });
                });
        return new FilterView(path(signedIn), filters, List.of());
    }

    /**
     * Returns the filters in the address as parameters of the call; a time is read in the reader's
     * zone.
     */
    private static List<Object> asked(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        List<Object> asked = new ArrayList<>();
        for (String name : names(signedIn)) {
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
        String path = path(signedIn);
        List<Object> asked = asked(signedIn);
        boolean filtered = !asked.isEmpty();
        String from = visit.values().number("from");
        if (!from.isEmpty()) {
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
                        next.isEmpty() ? "" : path + Panel.with(query, "from", next),
                        from.isEmpty() ? "" : path + Panel.with(query, "from", ""));
        return page.list(
                path,
                found.isOk() ? total(words, found) : "",
                List.of(
                        new Column(words.text("message.accepted.at"), false, "", "descending"),
                        Column.of(words.text("log.subject")),
                        Column.of(words.text("log.to")),
                        Column.of(words.text("column.state")),
                        Column.of(words.text("messages.attempt"))),
                found.objects().stream().map(row -> row(signedIn, row)).toList(),
                empty(signedIn, found, filtered));
    }

    private static String total(Translations words, CallResult found) {
        String total = words.count("log.total", found.number("total_count"));
        return Values.flag(found.envelope(), "total_is_at_least")
                ? words.text("messages.atleast", total)
                : total;
    }

    /** Filters that cannot be read are told in place of rows. */
    private static ListView.Empty empty(SignedIn signedIn, CallResult found, boolean filtered) {
        Translations words = signedIn.words();
        String path = path(signedIn);
        if (!found.isOk()) {
            return new ListView.Empty(
                    "triangle-alert",
                    words.text("messages.unreadable"),
                    found.faults().stream()
                            .map(fault -> fault(words, fault))
                            .collect(Collectors.joining("; ")),
                    words.text("list.everything"),
                    path);
        }
        return filtered
                ? new ListView.Empty(
                        "search",
                        words.text("list.nothing"),
                        words.text("messages.nothing.text"),
                        words.text("list.everything"),
                        path)
                : new ListView.Empty(
                        "mail",
                        words.text("messages.none"),
                        words.text(
                                signedIn.inPanel()
                                        ? "messages.none.text"
                                        : "messages.own.none.text"),
                        "",
                        "");
    }

    private static String fault(Translations words, Fault fault) {
        return words.or("messages.filter." + fault.field(), fault.field())
                + ": "
                + ServerTexts.of(words, fault.reason());
    }

    private static ListRow row(SignedIn signedIn, Value.Members message) {
        Translations words = signedIn.words();
        long id = Values.number(message, "id");
        String subject = Values.text(message, "subject");
        return new ListRow(
                "message-" + id,
                List.of(
                        SuppressionPages.moment(signedIn, message, "accepted_at", ""),
                        new TableCell.IdentifiedCell(
                                subject.isEmpty() ? words.text("message.nosubject") : subject,
                                signedIn.inPanel()
                                        ? words.text(
                                                "messages.from",
                                                Values.text(message, "from"),
                                                Values.number(message, "account_id"))
                                        : Values.text(message, "from"),
                                MessagePages.path(signedIn, id),
                                Values.text(message, "header_id")),
                        new TableCell.CopiedCell(
                                Values.text(message, "to"),
                                Values.text(message, "answer"),
                                Values.text(message, "answer")),
                        new TableCell.StateCell(
                                MessageStories.badge(words, Values.text(message, "state"))),
                        attempt(words, message)));
    }

    /** The mail host of the last attempt, over the source IP, TLS and the time to the answer. */
    private static TableCell attempt(Translations words, Value.Members message) {
        // mx.example[192.0.2.1]:25: the page of the message has the address, too
        String host = Values.text(message, "host").replaceFirst("\\[.*", "");
        String millis =
                Values.has(message, "answer_ms")
                        ? words.text(
                                "span.millis", words.number(Values.number(message, "answer_ms")))
                        : "";
        String how =
                Stream.of(Values.text(message, "ip"), Values.text(message, "tls_version"), millis)
                        .filter(part -> !part.isEmpty())
                        .collect(Collectors.joining(" · "));
        return new TableCell.DetailCell(host, how);
    }
}
