package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.ListView.Column;
import io.mailyard.panel.ListView.ListRow;
import io.mailyard.panel.PageHead.PageAct;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The virtual senders of an account: the list, each with its rules and what they did, deletion. */
final class VirtualSenderPages {
    static final String NOUN = "vsenders";
    private static final String PATH = "/admin/accounts/{id}/" + NOUN;

    /** As many senders of an account have their names shown; the others have their numbers. */
    private static final int MOST_NAMED = 1000;

    /** A count that is less likely by chance than once in a thousand looks is worth a look. */
    private static final double UNLIKELY = 0.001;

    private final PageRenderer pages;
    private final Questions questions;
    private final ToolAnswers proofs;

    VirtualSenderPages(PageRenderer pages, Questions questions) {
        this.pages = pages;
        this.questions = questions;
        this.proofs = new ToolAnswers(pages);
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(PATH + "/{vsender}", this::page)
                .get(
                        PATH + "/{vsender}/delete",
                        signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(PATH + "/{vsender}/delete", this::delete);
    }

    static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite(NOUN);
    }

    static OwnerPlace place(SignedIn signedIn) {
        return OwnerPlace.of(signedIn, NOUN);
    }

    /** Names of the senders that the account has. */
    static Map<Long, String> senders(SignedIn signedIn) {
        Map<Long, String> names = new LinkedHashMap<>();
        if (signedIn.person().mayRead("senders")) {
            signedIn.calls()
                    .call(
                            "senders/list",
                            "account_id",
                            AccountPages.id(signedIn.visit()),
                            "limit",
                            MOST_NAMED)
                    .objects()
                    .forEach(sender ->
                            names.put(Values.number(sender, "id"), Values.text(sender, "name")));
        }
        return names;
    }

    private static Value.Members named(SignedIn signedIn) {
        return Values.members(
                "account_id",
                AccountPages.id(signedIn.visit()),
                "id",
                Visit.number(signedIn.visit(), "vsender"));
    }

    static Value.Members get(SignedIn signedIn) {
        return signedIn.call("vsenders/get", named(signedIn)).object();
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        ListRequest asked = ListRequest.of(signedIn, place.path(), "name");
        KeysetPage page = asked.page("vsenders/list", place.namesAndValues(List.of()));
        List<PageAct> acts =
                mayWrite(signedIn)
                        ? List.of(
                                new PageAct(
                                        words.text("vsender.new"),
                                        "plus",
                                        place.path() + "/new",
                                        true))
                        : List.of();
        ListView list =
                page.list(
                        place.path(),
                        words.count("vsender.total", page.found().number("total_count")),
                        List.of(
                                asked.column(words.text("column.title"), "name"),
                                Column.of(words.text("vsender.channels"))),
                        page.found().objects().stream()
                                .map(each -> row(words, place.path(), each))
                                .toList(),
                        asked.empty(
                                new ListView.Empty(
                                        "split",
                                        words.text("vsender.none"),
                                        words.text("vsender.none.text"),
                                        words.text("vsender.new"),
                                        mayWrite(signedIn) ? place.path() + "/new" : "")));
        return pages.rowsOr(
                signedIn,
                Section.ACCOUNTS,
                list,
                "sectionlist",
                "head",
                place.head(signedIn, NOUN, "").with(acts).done(done(signedIn)),
                "filters",
                asked.filters(words.text("vsender.search")),
                "note",
                words.text("vsender.note"));
    }

    private static String done(SignedIn signedIn) {
        String done = signedIn.visit().param("done");
        return switch (done) {
            case "saved", "deleted" -> signedIn.words().text("vsender.done." + done);
            default -> "";
        };
    }

    private static ListRow row(Translations words, String path, Value.Members each) {
        List<String> channels = new ArrayList<>();
        if (Values.flag(each, "email_channel")) {
            channels.add(words.text("vsender.email"));
        }
        if (Values.flag(each, "sms_channel")) {
            channels.add(words.text("vsender.sms"));
        }
        long id = Values.number(each, "id");
        return new ListRow(
                "vsender-" + id,
                List.of(
                        new TableCell.TitleCell(
                                Values.text(each, "name"),
                                words.text("find.id", id),
                                path + "/" + id),
                        TableCell.text(String.join(", ", channels))));
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        Value.Members found = get(signedIn);
        Map<Long, String> senders = senders(signedIn);
        String path = place.path() + "/" + Values.text(found, "id");
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        List<PageAct> acts = new ArrayList<>();
        if (mayWrite(signedIn)) {
            acts.add(new PageAct(words.text("vsender.edit"), "pencil", path + "/edit", true));
            acts.add(PageAct.asking(words.text("act.delete"), "trash-2", path + "/delete"));
        }
        return Html.page(
                200,
                pages.html(
                        "vsender",
                        frame,
                        "head",
                        place.head(signedIn, NOUN, "").with(acts).done(done(signedIn)),
                        "name",
                        Values.text(found, "name"),
                        "id",
                        Values.text(found, "id"),
                        "path",
                        path,
                        "email",
                        RuleView.of(signedIn, Values.objects(found, "email_rules"), senders),
                        "sms",
                        RuleView.of(signedIn, Values.objects(found, "sms_rules"), senders),
                        "observed",
                        observed(signedIn, path, senders),
                        "ramps",
                        ramps(signedIn, path, senders),
                        "fields",
                        fields(signedIn),
                        "part",
                        proof(signedIn, frame, found),
                        "call",
                        CallExample.of("vsenders/get", named(signedIn))));
    }

    /** Shares that the senders got in a day, against their percents. */
    private static ListView observed(SignedIn signedIn, String path, Map<Long, String> senders) {
        Translations words = signedIn.words();
        CallResult shares = signedIn.call("vsenders/shares", named(signedIn));
        List<ListRow> rows = new ArrayList<>();
        for (Value.Members rule : Values.objects(shares.object(), "rules")) {
            for (Value.Members share : Values.objects(rule, "senders")) {
                rows.add(share(words, rule, share, senders));
            }
        }
        return new KeysetPage(shares, "", "")
                .list(
                        path,
                        words.text("vsender.shares.total"),
                        List.of(
                                Column.of(words.text("vsender.rule")),
                                Column.of(words.text("vsender.sender")),
                                Column.number(words.text("vsender.expected")),
                                Column.number(words.text("vsender.observed")),
                                Column.of(words.text("vsender.chance"))),
                        rows,
                        new ListView.Empty(
                                "chart-no-axes-column",
                                words.text("vsender.shares.none"),
                                words.text("vsender.shares.none.text"),
                                "",
                                ""));
    }

    private static ListRow share(
            Translations words,
            Value.Members rule,
            Value.Members share,
            Map<Long, String> senders) {
        double chance = decimal(Values.text(share, "chance"));
        String likely = words.text("vsender.chance.of", Values.text(share, "chance"));
        return new ListRow(
                "",
                List.of(
                        new TableCell.TitleCell(
                                words.text(
                                        "vsender.rule.of",
                                        words.number(Values.number(rule, "rule") + 1)),
                                RuleView.match(words, rule),
                                ""),
                        TableCell.text(
                                RuleView.sender(words, Values.number(share, "sender_id"), senders)),
                        TableCell.number(
                                words.text(
                                        "vsender.count",
                                        Values.text(share, "expected"),
                                        Values.text(share, "percent"))),
                        TableCell.number(
                                words.text(
                                        "vsender.count",
                                        words.number(Values.number(share, "observed")),
                                        Values.text(share, "observed_percent"))),
                        new TableCell.StateCell(
                                chance < UNLIKELY
                                        ? Badge.warn("triangle-alert", likely)
                                        : Badge.good("circle-check", likely))));
    }

    private static double decimal(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException none) {
            return 1;
        }
    }

    /** Progress of the ramps of its rules today. */
    private static ListView ramps(SignedIn signedIn, String path, Map<Long, String> senders) {
        Translations words = signedIn.words();
        CallResult found = signedIn.call("vsenders/warmup", named(signedIn));
        return new KeysetPage(found, "", "")
                .list(
                        path,
                        "",
                        List.of(
                                Column.of(words.text("vsender.rule")),
                                Column.of(words.text("vsender.sender")),
                                Column.of(words.text("vsender.isp")),
                                Column.number(words.text("vsender.day")),
                                Column.of(words.text("vsender.today"))),
                        found.objects().stream().map(each -> ramp(words, each, senders)).toList(),
                        new ListView.Empty("", "", "", "", ""));
    }

    private static ListRow ramp(Translations words, Value.Members each, Map<Long, String> senders) {
        long routed = Values.number(each, "routed");
        long limit = Values.number(each, "limit");
        return new ListRow(
                "",
                List.of(
                        TableCell.text(
                                words.text(
                                        "vsender.rule.of",
                                        words.number(Values.number(each, "rule") + 1))),
                        TableCell.text(
                                RuleView.sender(words, Values.number(each, "sender_id"), senders)),
                        TableCell.text(Values.text(each, "isp")),
                        TableCell.number(words.number(Values.number(each, "day"))),
                        new TableCell.MeterCell(
                                words.text(
                                        "usage.limited", words.number(routed), words.number(limit)),
                                limit == 0 ? -1 : Math.min(100, routed * 100 / limit))));
    }

    private static Map<String, String> fields(SignedIn signedIn) {
        Map<String, String> fields = new LinkedHashMap<>();
        for (String name : List.of("from", "to", "group_id", "campaign_id")) {
            fields.put(name, signedIn.visit().param(name));
        }
        return fields;
    }

    /** Where an imagined message would go; empty where none is imagined. */
    private String proof(SignedIn signedIn, Frame frame, Value.Members found) {
        Map<String, String> fields = fields(signedIn);
        if (fields.values().stream().allMatch(String::isEmpty)) {
            return "";
        }
        List<Object> asked =
                new ArrayList<>(
                        List.of(
                                "account_id",
                                AccountPages.id(signedIn.visit()),
                                "vsender_id",
                                Values.number(found, "id")));
        fields.forEach((name, value) -> {
            if (!value.isEmpty()) {
                asked.addAll(List.of(name, value));
            }
        });
        CallResult answer = signedIn.calls().call("messages/route", asked.toArray());
        return answer.isOk()
                ? proofs.route(signedIn, frame, answer.object())
                : pages.html(
                        "fault",
                        frame,
                        "text",
                        ServerTexts.of(signedIn.words(), answer.errorText()));
    }

    private static Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        OwnerPlace place = place(signedIn);
        Value.Members found = get(signedIn);
        String path = place.path() + "/" + Values.text(found, "id");
        return Question.deletion(
                Section.ACCOUNTS,
                words.text("ask.delete", Values.text(found, "name")),
                path + "/delete",
                path,
                "vsenders/delete",
                named(signedIn),
                foreseen -> SenderActs.ofMail(words, foreseen, "vsender.delete.always"),
                words);
    }

    private HttpReply delete(SignedIn signedIn) {
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ -> Html.redirect(signedIn.visit(), place(signedIn).path() + "?done=deleted"));
    }
}
