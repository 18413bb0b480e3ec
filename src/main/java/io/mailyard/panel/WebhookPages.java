package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.events.EventKind;
import io.mailyard.events.Webhook;
import io.mailyard.fields.Field;
import io.mailyard.fields.Fields;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Webhooks of the platform and of accounts: the list and the form; their logs lie below. */
final class WebhookPages {
    static final String NOUN = "webhooks";

    private final AccessTabs access;
    private final Questions questions;
    private final WebhookLogPages log;

    WebhookPages(AccessTabs access, Questions questions) {
        this.access = access;
        this.questions = questions;
        this.log = new WebhookLogPages(access.pages(), this);
    }

    void addTo(PanelRoutes routes) {
        for (String path : OwnerPlace.paths(access.pages(), NOUN)) {
            String one = path + "/{webhook}";
            routes.get(path, this::list)
                    .get(path + "/new", writing(NOUN, this::fresh))
                    .post(
                            path + "/new",
                            writing(NOUN, signedIn -> save(signedIn, Optional.empty())))
                    .get(one, log::page)
                    .post(one + "/test", writing(NOUN, log::test))
                    .post(one + "/replay", writing(NOUN, log::replay))
                    .get(one + "/deliveries/{delivery}", log::delivery)
                    .get(one + "/settings", writing(NOUN, this::settings))
                    .post(
                            one + "/settings",
                            writing(
                                    NOUN,
                                    signedIn -> save(signedIn, Optional.of(webhook(signedIn)))))
                    .get(
                            one + "/rotate",
                            writing(NOUN, signedIn -> questions.ask(signedIn, rotation(signedIn))))
                    .post(one + "/rotate", writing(NOUN, this::rotate))
                    .get(
                            one + "/delete",
                            writing(NOUN, signedIn -> questions.ask(signedIn, deletion(signedIn))))
                    .post(one + "/delete", writing(NOUN, this::delete));
        }
    }

    static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    static OwnerPlace place(SignedIn signedIn) {
        return OwnerPlace.of(signedIn, NOUN);
    }

    /** The webhook of a page's path. */
    static Value.Members webhook(SignedIn signedIn) {
        long id = Visit.number(signedIn.visit(), "webhook");
        return signedIn.find("webhooks/list", id, place(signedIn).namesAndValues(List.of()))
                .orElseThrow(Panel.NoPage::new);
    }

    /** The address of a webhook's page. */
    static String path(OwnerPlace place, Value.Members webhook) {
        return place.path() + "/" + Values.number(webhook, "id");
    }

    private PageHead head(SignedIn signedIn, OwnerPlace place) {
        return place.head(signedIn, NOUN, signedIn.words().text("menu.webhooks"));
    }

    /** Head of a page of one webhook. */
    PageHead below(SignedIn signedIn, OwnerPlace place, String title) {
        return head(signedIn, place).below(title, place.path()).done(done(signedIn));
    }

    private static String done(SignedIn signedIn) {
        Translations words = signedIn.words();
        return switch (signedIn.visit().param("done")) {
            case "saved" -> words.text("done.saved");
            case "deleted" -> words.text("noun.deleted");
            default -> "";
        };
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        ListRequest asked =
                ListRequest.of(
                                signedIn,
                                place.path(),
                                "url",
                                "queued",
                                "dropped",
                                "last_attempt_at")
                        .by("active");
        KeysetPage page = asked.page("webhooks/list", place.namesAndValues(List.of()));
        ListView list =
                page.list(
                        place.path(),
                        words.count("webhooks.total", page.found().number("total_count")),
                        columns(words, asked),
                        page.found().objects().stream()
                                .map(webhook -> row(signedIn, place, webhook))
                                .toList(),
                        asked.empty(
                                new ListView.Empty(
                                        "webhook",
                                        words.text("webhooks.none"),
                                        words.text("webhooks.none.text"),
                                        words.text("webhooks.new"),
                                        mayWrite(signedIn) ? place.path() + "/new" : "")));
        PageAct fresh =
                new PageAct(words.text("webhooks.new"), "plus", place.path() + "/new", true);
        PageHead head = head(signedIn, place).done(done(signedIn));
        return access.pages()
                .rowsOr(
                        signedIn,
                        place.section(Section.WEBHOOKS),
                        list,
                        "sectionlist",
                        "head",
                        mayWrite(signedIn) ? head.with(List.of(fresh)) : head,
                        "filters",
                        asked.filters(words.text("webhooks.search"), asked.state()),
                        "note",
                        words.text(
                                place.isOfAccount(signedIn)
                                        ? "webhooks.note.account"
                                        : "webhooks.note"));
    }

    private static List<Column> columns(Translations words, ListRequest asked) {
        return List.of(
                asked.column(words.text("webhooks.url"), "url"),
                asked.number(words.text("webhooks.queued"), "queued"),
                asked.number(words.text("webhooks.dropped"), "dropped"),
                asked.column(words.text("webhooks.last"), "last_attempt_at"),
                Column.of(words.text("column.state")));
    }

    private static ListRow row(SignedIn signedIn, OwnerPlace place, Value.Members webhook) {
        Translations words = signedIn.words();
        return new ListRow(
                "webhook-" + Values.number(webhook, "id"),
                List.of(
                        new TableCell.TitleCell(
                                Values.text(webhook, "url"),
                                Values.text(webhook, "events"),
                                path(place, webhook)),
                        TableCell.number(words.number(Values.number(webhook, "queued"))),
                        TableCell.number(words.number(Values.number(webhook, "dropped"))),
                        new TableCell.TitleCell(
                                Values.time(webhook, "last_attempt_at")
                                        .map(at -> words.time(at, signedIn.visit().zone()))
                                        .orElse(words.text("tokens.unused")),
                                Values.text(webhook, "last_answer"),
                                ""),
                        new TableCell.StateCell(badge(words, webhook))));
    }

    static Badge badge(Translations words, Value.Members webhook) {
        if (!Values.flag(webhook, "active")) {
            return Badge.ofState("inactive", words);
        }
        return Values.has(webhook, "failing_since")
                ? Badge.bad("triangle-alert", words.text("webhooks.failing"))
                : Badge.ofState("active", words);
    }

    /** Events that a webhook may receive, each with its word. */
    private static List<SelectOption> events(Translations words) {
        List<SelectOption> events = new ArrayList<>();
        events.add(new SelectOption("*", words.text("webhooks.all")));
        kinds().forEach(word -> events.add(new SelectOption(word, word)));
        return events;
    }

    static List<String> kinds() {
        return Arrays.stream(EventKind.values()).map(EventKind::word).toList();
    }

    private static FormSheet sheet(SignedIn signedIn, Optional<Value.Members> webhook) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        List<Field<?>> fields =
                Fields.settable(Webhook.SHOWN).stream()
                        .filter(field -> !field.name().equals("events"))
                        .toList();
        FormInputs inputs =
                new CheckedInputs(
                        new Forms(signedIn.visit(), NOUN, fields),
                        "events",
                        "checks",
                        words.text("webhooks.events"),
                        words.text("webhooks.events.help"),
                        events(words),
                        "*");
        Map<String, Value> keys = new LinkedHashMap<>(place.params().values());
        webhook.ifPresent(
                known -> keys.putAll(Values.members("id", Values.number(known, "id")).values()));
        return new FormSheet(
                ExtraInputs.confirmed(signedIn, inputs),
                signedIn.visit().request().path(),
                "webhooks/save",
                keys,
                Map.of(words.text("webhooks.what"), List.of()),
                words.text("form.save"),
                webhook.map(known -> path(place, known)).orElse(place.path()));
    }

    private HttpReply fresh(SignedIn signedIn) {
        return form(signedIn, 200, sheet(signedIn, Optional.empty()).fresh(), Optional.empty());
    }

    private HttpReply settings(SignedIn signedIn) {
        Value.Members webhook = webhook(signedIn);
        return form(
                signedIn,
                200,
                sheet(signedIn, Optional.of(webhook)).shown(webhook),
                Optional.of(webhook));
    }

    private HttpReply form(
            SignedIn signedIn, int status, FormView form, Optional<Value.Members> webhook) {
        OwnerPlace place = place(signedIn);
        String title =
                webhook.map(known -> Values.text(known, "url"))
                        .orElse(signedIn.words().text("webhooks.new"));
        return Html.page(
                status,
                access.pages()
                        .html(
                                "headform",
                                access.pages().frame(signedIn, place.section(Section.WEBHOOKS)),
                                "head",
                                below(signedIn, place, title),
                                "mayWrite",
                                mayWrite(signedIn),
                                "form",
                                form));
    }

    private HttpReply save(SignedIn signedIn, Optional<Value.Members> webhook) {
        OwnerPlace place = place(signedIn);
        return switch (access.send(
                signedIn, sheet(signedIn, webhook), webhook, () -> webhook(signedIn))) {
            case Sent.Saved(CallResult result) ->
                    webhook.isPresent()
                            ? Html.redirect(
                                    signedIn.visit(), path(place, webhook.get()) + "?done=saved")
                            : secret(
                                    signedIn,
                                    result,
                                    place.path()
                                            + "/"
                                            + Values.number(result.object(), "saved_id"));
            case Sent.FormRefused(int status, FormView form) ->
                    form(signedIn, status, form, webhook);
        };
    }

    private HttpReply secret(SignedIn signedIn, CallResult result, String back) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        PageHead head = below(signedIn, place, words.text("webhooks.secret"));
        return new SecretPage(
                        words.text("webhooks.secret"),
                        head.crumbs(),
                        words.text("webhooks.secret"),
                        Values.text(result.object(), "secret"),
                        List.of(words.text("webhooks.secret.text")),
                        back)
                .of(access.pages(), signedIn, place.section(Section.WEBHOOKS));
    }

    private static Question rotation(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        Value.Members webhook = webhook(signedIn);
        String path = path(place, webhook);
        String overlap = signedIn.visit().field("overlap_seconds").strip();
        List<Object> params = new ArrayList<>(List.of("id", Values.number(webhook, "id")));
        if (!overlap.isEmpty()) {
            params.addAll(List.of("overlap_seconds", overlap));
        }
        return new Question(
                place.section(Section.WEBHOOKS),
                words.text("webhooks.rotate.ask"),
                path + "/rotate",
                path,
                "webhooks/rotate",
                place.params(params.toArray()),
                _ -> List.of(words.text("webhooks.rotate.text")),
                true,
                List.of(
                        new AskView.AskField(
                                "overlap_seconds",
                                words.text("tokens.overlap"),
                                words.text("webhooks.overlap.help"),
                                overlap,
                                false,
                                false,
                                10)),
                words.text("tokens.rotate"),
                true,
                true);
    }

    private HttpReply rotate(SignedIn signedIn) {
        return questions.act(
                signedIn,
                rotation(signedIn),
                result -> secret(signedIn, result, path(place(signedIn), webhook(signedIn))));
    }

    private static Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        Value.Members webhook = webhook(signedIn);
        String path = path(place, webhook);
        return Question.deletion(
                place.section(Section.WEBHOOKS),
                words.text("ask.delete", Values.text(webhook, "url")),
                path + "/delete",
                path,
                "webhooks/delete",
                place.params("id", Values.number(webhook, "id")),
                _ -> List.of(words.count("webhooks.delete", Values.number(webhook, "queued"))),
                words);
    }

    private HttpReply delete(SignedIn signedIn) {
        OwnerPlace place = place(signedIn);
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ -> Html.redirect(signedIn.visit(), place.path() + "?done=deleted"));
    }
}
