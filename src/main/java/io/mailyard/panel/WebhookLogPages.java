package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A webhook: how it fares, its last requests, and a test. */
public final class WebhookLogPages {
    private final PageRenderer pages;
    private final WebhookPages webhooks;

    WebhookLogPages(PageRenderer pages, WebhookPages webhooks) {
        this.pages = pages;
        this.webhooks = webhooks;
    }

    /** Result that a test or a replay has just brought; empty: there was none. */
    public record TrialResult(boolean taken, String text, String answer) {
        static final TrialResult NONE = new TrialResult(false, "", "");

        static TrialResult of(Translations words, CallResult result) {
            if (!result.isOk()) {
                return new TrialResult(
                        false, words.text("webhooks.refused"), words.said(result.errorText()));
            }
            Value.Members delivery = result.object();
            boolean taken = Values.flag(delivery, "taken");
            return new TrialResult(
                    taken,
                    words.text(
                            taken ? "webhooks.taken" : "webhooks.not_taken",
                            words.number(Values.number(delivery, "millis"))),
                    Values.text(delivery, "answer"));
        }
    }

    HttpReply page(SignedIn signedIn) {
        return page(signedIn, TrialResult.NONE);
    }

    private HttpReply page(SignedIn signedIn, TrialResult trial) {
        Translations words = signedIn.words();
        OwnerPlace place = WebhookPages.place(signedIn);
        Value.Members webhook = WebhookPages.webhook(signedIn);
        String path = WebhookPages.path(place, webhook);
        return pages.rowsOr(
                signedIn,
                place.section(Section.WEBHOOKS),
                log(signedIn, place, webhook),
                "webhook",
                "head",
                webhooks.below(signedIn, place, Values.text(webhook, "url"))
                        .with(acts(signedIn, path)),
                "badge",
                WebhookPages.badge(words, webhook),
                "facts",
                facts(signedIn, webhook),
                "path",
                path,
                "events",
                WebhookPages.kinds().stream().map(kind -> new SelectOption(kind, kind)).toList(),
                "mayWrite",
                WebhookPages.mayWrite(signedIn),
                "trial",
                trial,
                "call",
                CallExample.of("webhooks/test", place.params("id", Values.number(webhook, "id"))));
    }

    private static List<PageAct> acts(SignedIn signedIn, String path) {
        Translations words = signedIn.words();
        if (!WebhookPages.mayWrite(signedIn)) {
            return List.of();
        }
        return List.of(
                new PageAct(words.text("tab.settings"), "settings", path + "/settings", false),
                PageAct.asking(words.text("tokens.rotate"), "rotate-ccw", path + "/rotate"),
                PageAct.asking(words.text("act.delete"), "trash-2", path + "/delete"));
    }

    private static Map<String, String> facts(SignedIn signedIn, Value.Members webhook) {
        Translations words = signedIn.words();
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(words.text("webhooks.events"), Values.text(webhook, "events"));
        facts.put(words.text("webhooks.queued"), words.number(Values.number(webhook, "queued")));
        facts.put(
                words.text("webhooks.delivered"),
                words.number(Values.number(webhook, "delivered")));
        facts.put(words.text("webhooks.dropped"), words.number(Values.number(webhook, "dropped")));
        for (String name :
                List.of("failing_since", "last_attempt_at", "next_attempt_at", "previous_until")) {
            Values.time(webhook, name)
                    .ifPresent(at ->
                            facts.put(
                                    words.text("webhooks." + name),
                                    words.time(at, signedIn.visit().zone())));
        }
        facts.put(words.text("webhooks.last_answer"), Values.text(webhook, "last_answer"));
        return facts;
    }

    private static ListView log(SignedIn signedIn, OwnerPlace place, Value.Members webhook) {
        Translations words = signedIn.words();
        String path = WebhookPages.path(place, webhook);
        boolean failed = signedIn.visit().values().word("failed", List.of("true")).equals("true");
        List<Object> asked = new ArrayList<>(List.of("id", Values.number(webhook, "id")));
        if (failed) {
            asked.addAll(List.of("failed", true));
        }
        KeysetPage page =
                KeysetPage.byId(
                        signedIn,
                        "webhooks/deliveries",
                        path,
                        signedIn.visit().request().query(),
                        place.namesAndValues(asked));
        ListView list =
                page.list(
                        path,
                        words.count("webhooks.log.total", page.found().number("total_count")),
                        List.of(
                                Column.of(words.text("column.when")),
                                Column.of(words.text("webhooks.kind")),
                                Column.number(words.text("webhooks.count")),
                                Column.of(words.text("webhooks.last_answer")),
                                Column.number(words.text("webhooks.millis")),
                                Column.of(words.text("column.state"))),
                        page.found().objects().stream()
                                .map(row -> row(signedIn, path, row))
                                .toList(),
                        new ListView.Empty(
                                "history",
                                words.text("webhooks.log.none"),
                                words.text("webhooks.log.none.text"),
                                "",
                                ""));
        ListView chosen =
                new ListView(
                        list.address(),
                        "",
                        "",
                        List.of(),
                        List.of(
                                new ListView.Chip(words.text("filter.all"), "", path, !failed),
                                new ListView.Chip(
                                        words.text("webhooks.log.failed"),
                                        "",
                                        path + "?failed=true",
                                        failed)),
                        list.total(),
                        list.columns(),
                        list.rows(),
                        list.next(),
                        list.first(),
                        list.empty());
        return chosen.of(page.found());
    }

    private static ListRow row(SignedIn signedIn, String path, Value.Members row) {
        Translations words = signedIn.words();
        boolean taken = Values.flag(row, "taken");
        return new ListRow(
                "delivery-" + Values.number(row, "id"),
                List.of(
                        new TableCell.TitleCell(
                                Values.time(row, "at")
                                        .map(at -> words.time(at, signedIn.visit().zone()))
                                        .orElse(""),
                                Values.text(row, "message_id"),
                                path + "/deliveries/" + Values.number(row, "id")),
                        TableCell.text(kind(words, row)),
                        TableCell.number(words.number(Values.number(row, "events"))),
                        TableCell.CopiedCell.of(Values.text(row, "answer")),
                        TableCell.number(words.number(Values.number(row, "millis"))),
                        new TableCell.StateCell(
                                taken
                                        ? Badge.good("circle-check", Values.text(row, "status"))
                                        : Badge.bad(
                                                "circle-x",
                                                Values.number(row, "status") == 0
                                                        ? words.text("webhooks.no_answer")
                                                        : Values.text(row, "status")))));
    }

    private static String kind(Translations words, Value.Members row) {
        return words.text("webhooks.kind." + Values.text(row, "kind"));
    }

    HttpReply test(SignedIn signedIn) {
        OwnerPlace place = WebhookPages.place(signedIn);
        List<Object> params =
                new ArrayList<>(List.of("id", Visit.number(signedIn.visit(), "webhook")));
        String event = signedIn.visit().field("event");
        if (!event.isEmpty()) {
            params.addAll(List.of("event", event));
        }
        CallResult result = signedIn.calls().call("webhooks/test", place.params(params.toArray()));
        return page(signedIn, TrialResult.of(signedIn.words(), result));
    }

    HttpReply replay(SignedIn signedIn) {
        OwnerPlace place = WebhookPages.place(signedIn);
        CallResult result =
                signedIn.calls()
                        .call(
                                "webhooks/replay",
                                place.params(
                                        "id",
                                        Visit.number(signedIn.visit(), "webhook"),
                                        "delivery",
                                        signedIn.visit().field("delivery")));
        return page(signedIn, TrialResult.of(signedIn.words(), result));
    }

    HttpReply delivery(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = WebhookPages.place(signedIn);
        Value.Members webhook = WebhookPages.webhook(signedIn);
        long number = Visit.number(signedIn.visit(), "delivery");
        Value.Members row =
                signedIn
                        .call(
                                "webhooks/deliveries",
                                place.namesAndValues(
                                        List.of(
                                                "id",
                                                Values.number(webhook, "id"),
                                                "delivery",
                                                number)))
                        .objects()
                        .stream()
                        .findFirst()
                        .orElseThrow(Panel.NoPage::new);
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                words.text("column.when"),
                Values.time(row, "at")
                        .map(at -> words.time(at, signedIn.visit().zone()))
                        .orElse(""));
        facts.put(words.text("webhooks.kind"), kind(words, row));
        facts.put("webhook-id", Values.text(row, "message_id"));
        facts.put(words.text("webhooks.count"), Values.text(row, "events"));
        facts.put("HTTP", Values.text(row, "status"));
        facts.put(words.text("webhooks.last_answer"), Values.text(row, "answer"));
        facts.put(words.text("webhooks.millis"), Values.text(row, "millis"));
        String title = words.text("webhooks.delivery", words.number(number));
        return Html.page(
                200,
                pages.html(
                        "webhookdelivery",
                        pages.frame(signedIn, place.section(Section.WEBHOOKS)),
                        "head",
                        webhooks.below(signedIn, place, Values.text(webhook, "url"))
                                .below(title, WebhookPages.path(place, webhook)),
                        "facts",
                        facts,
                        "body",
                        Values.text(row, "body"),
                        "number",
                        number,
                        "path",
                        WebhookPages.path(place, webhook),
                        "mayWrite",
                        WebhookPages.mayWrite(signedIn)));
    }
}
