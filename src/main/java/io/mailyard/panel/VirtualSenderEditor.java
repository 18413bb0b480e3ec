package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Makes and changes a virtual sender: each step is a form that carries the whole draft, and nothing
 * is saved before it has been shown what that would do.
 */
public final class VirtualSenderEditor {
    private static final String PATH = "/admin/accounts/{id}/" + VirtualSenderPages.NOUN;

    private final PageRenderer pages;

    VirtualSenderEditor(PageRenderer pages) {
        this.pages = pages;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH + "/new", this::fresh)
                .post(PATH + "/new", signedIn -> step(signedIn, Optional.empty()))
                .get(PATH + "/{vsender}/edit", this::edit)
                .post(
                        PATH + "/{vsender}/edit",
                        signedIn -> step(signedIn, Optional.of(VirtualSenderPages.get(signedIn))));
    }

    /**
     * A page of the editor.
     *
     * @param now the virtual sender as it is; empty: it is a new one
     * @param version of the one that was read, from its last change
     * @param overtaken whether another has changed it meanwhile
     */
    private record EditorPage(
            Optional<Value.Members> now,
            String name,
            String version,
            RuleDraft draft,
            List<Fault> faults,
            boolean overtaken) {
        EditorPage with(List<Fault> more) {
            return new EditorPage(now, name, version, draft, more, overtaken);
        }
    }

    /** Share of a rule that a sender would get, as the dry run said. */
    public record ForeseenShare(String rule, String sender, String share, String leftOut) {}

    private HttpReply fresh(SignedIn signedIn) {
        mustWrite(signedIn);
        return editor(
                signedIn,
                200,
                new EditorPage(Optional.empty(), "", "", RuleDraft.fresh(), List.of(), false));
    }

    private HttpReply edit(SignedIn signedIn) {
        mustWrite(signedIn);
        Value.Members found = VirtualSenderPages.get(signedIn);
        return editor(
                signedIn,
                200,
                new EditorPage(
                        Optional.of(found),
                        Values.text(found, "name"),
                        version(found),
                        RuleDraft.of(found),
                        List.of(),
                        false));
    }

    /** The call that saves says which scope is missing. */
    private static void mustWrite(SignedIn signedIn) {
        if (!VirtualSenderPages.mayWrite(signedIn)) {
            CallResult refused =
                    signedIn.calls().dryRun("vsenders/delete", Values.members("account_id", 1));
            throw new SignedIn.CallRefused(refused);
        }
    }

    private static String version(Value.Members found) {
        return Values.text(found, "updated_at");
    }

    private HttpReply step(SignedIn signedIn, Optional<Value.Members> now) {
        mustWrite(signedIn);
        Visit visit = signedIn.visit();
        String step = visit.field("do");
        boolean saves = step.equals("check") || step.equals("save");
        Optional<RuleDraft> carried = RuleDraft.unpacked(visit.field("draft"), visit.field("open"));
        RuleDraft draft = carried.orElseGet(RuleDraft::fresh).filled(visit);
        draft = saves ? draft.withoutBlankSenders() : draft.done(step);
        EditorPage page =
                new EditorPage(
                        now,
                        visit.field("name").strip(),
                        visit.field("version"),
                        draft,
                        List.of(),
                        false);
        if (carried.isEmpty()) {
            Fault lost = new Fault("", signedIn.words().text("vsender.draft.lost"));
            return editor(signedIn, 422, page.with(List.of(lost)));
        }
        if (!saves) {
            return editor(signedIn, 200, page);
        }
        String version = now.map(VirtualSenderEditor::version).orElse("");
        if (!version.equals(page.version())) {
            return editor(
                    signedIn,
                    409,
                    new EditorPage(now, page.name(), version, draft, List.of(), true));
        }
        return step.equals("check") ? check(signedIn, page) : save(signedIn, page);
    }

    private static String call(EditorPage page) {
        return page.now().isPresent() ? "vsenders/update" : "vsenders/add";
    }

    private static Value.Members params(SignedIn signedIn, EditorPage page) {
        Map<String, Value> params =
                new LinkedHashMap<>(
                        Values.members("account_id", AccountPages.id(signedIn.visit())).values());
        page.now()
                .ifPresent(now ->
                        params.putAll(Values.members("id", Values.number(now, "id")).values()));
        params.put("name", new Value.Text(page.name()));
        params.putAll(page.draft().params(page.now().isPresent()));
        return new Value.Members(params);
    }

    private HttpReply check(SignedIn signedIn, EditorPage page) {
        Value.Members params = params(signedIn, page);
        CallResult foreseen = signedIn.calls().dryRun(call(page), params);
        if (!foreseen.isOk()) {
            return refused(signedIn, page, AccountActs.faults(foreseen));
        }
        Translations words = signedIn.words();
        return Html.page(
                200,
                pages.html(
                        "vsenderask",
                        pages.frame(signedIn, Section.ACCOUNTS),
                        "head",
                        head(signedIn),
                        "name",
                        page.name(),
                        "action",
                        action(signedIn, page),
                        "version",
                        page.version(),
                        "draft",
                        page.draft().packed(),
                        "open",
                        page.draft().open(),
                        "effects",
                        SenderActs.ofMail(words, foreseen, "vsender.save.always"),
                        "shares",
                        shares(signedIn, foreseen),
                        "call",
                        CallExample.of(call(page), params)));
    }

    /** Shares that each sender would get of each rule, as those that cannot send are left out. */
    private static List<ForeseenShare> shares(SignedIn signedIn, CallResult foreseen) {
        Translations words = signedIn.words();
        Map<Long, String> senders = VirtualSenderPages.senders(signedIn);
        List<ForeseenShare> shares = new ArrayList<>();
        for (Value.Members rule :
                Values.objects(Values.object(foreseen.envelope(), "impact"), "shares")) {
            for (Value.Members sender : Values.objects(rule, "senders")) {
                String leftOut = Values.text(sender, "left_out");
                shares.add(
                        new ForeseenShare(
                                words.text(
                                                "vsender.rule.of",
                                                words.number(Values.number(rule, "rule") + 1))
                                        + ": "
                                        + RuleView.match(words, rule),
                                RuleView.sender(words, Values.number(sender, "sender_id"), senders),
                                words.text(
                                        "vsender.share.of",
                                        Values.text(sender, "share"),
                                        Values.text(sender, "percent")),
                                leftOut.isEmpty()
                                        ? ""
                                        : words.or("vsender.left." + leftOut, leftOut)));
            }
        }
        return shares;
    }

    private HttpReply save(SignedIn signedIn, EditorPage page) {
        CallResult saved = signedIn.calls().call(call(page), params(signedIn, page));
        if (!saved.isOk()) {
            return refused(signedIn, page, AccountActs.faults(saved));
        }
        return Html.redirect(
                signedIn.visit(),
                path(signedIn) + "/" + Values.number(saved.object(), "saved_id") + "?done=saved");
    }

    /** The editor with faults; the first rule that has one is open. */
    private HttpReply refused(SignedIn signedIn, EditorPage page, List<Fault> faults) {
        String open = page.draft().open();
        if (faults.stream().noneMatch(fault -> isIn(page.draft(), fault))) {
            open =
                    faults.stream()
                            .map(fault ->
                                    fault.field()
                                            .replaceFirst(
                                                    "^(email|sms)_rules\\[([0-9]+)\\].*$", "$1:$2"))
                            .filter(word -> word.matches("(email|sms):[0-9]+"))
                            .findFirst()
                            .orElse(open);
        }
        return editor(
                signedIn,
                422,
                new EditorPage(
                        page.now(),
                        page.name(),
                        page.version(),
                        page.draft().opened(open),
                        faults,
                        false));
    }

    private static boolean isIn(RuleDraft draft, Fault fault) {
        return !draft.openPath().isEmpty() && fault.field().startsWith(draft.openPath());
    }

    private static String path(SignedIn signedIn) {
        return "/admin/accounts/"
                + AccountPages.id(signedIn.visit())
                + "/"
                + VirtualSenderPages.NOUN;
    }

    private static String action(SignedIn signedIn, EditorPage page) {
        return path(signedIn)
                + page.now().map(now -> "/" + Values.text(now, "id") + "/edit").orElse("/new");
    }

    private static PageHead head(SignedIn signedIn) {
        return VirtualSenderPages.place(signedIn).head(signedIn, VirtualSenderPages.NOUN, "");
    }

    private HttpReply editor(SignedIn signedIn, int status, EditorPage page) {
        Translations words = signedIn.words();
        Map<Long, String> senders = VirtualSenderPages.senders(signedIn);
        List<String> others =
                page.faults().stream()
                        .filter(fault ->
                                !fault.field().equals("name")
                                        && !fault.field().matches("(email|sms)_rules.*"))
                        .map(fault -> fault.field() + " " + ServerTexts.of(words, fault.reason()))
                        .toList();
        return Html.page(
                status,
                pages.html(
                        "vsenderform",
                        pages.frame(signedIn, Section.ACCOUNTS),
                        "head",
                        head(signedIn),
                        "title",
                        page.now()
                                .map(now -> Values.text(now, "name"))
                                .orElse(words.text("vsender.new")),
                        "name",
                        page.name(),
                        "nameFault",
                        page.faults().stream()
                                .filter(fault -> fault.field().equals("name"))
                                .map(fault -> ServerTexts.of(words, fault.reason()))
                                .findFirst()
                                .orElse(""),
                        "action",
                        action(signedIn, page),
                        "back",
                        page.now()
                                .map(now -> path(signedIn) + "/" + Values.text(now, "id"))
                                .orElse(path(signedIn)),
                        "version",
                        page.version(),
                        "draft",
                        page.draft().packed(),
                        "open",
                        page.draft().open(),
                        "forms",
                        RuleForm.of(signedIn, page.draft(), senders, page.faults()),
                        "rule",
                        RuleForm.open(signedIn, page.draft(), senders, page.faults()),
                        "faulty",
                        !page.faults().isEmpty(),
                        "others",
                        others,
                        "theirs",
                        theirs(signedIn, page, senders)));
    }

    /** The rules that another has saved meanwhile. */
    private static Map<String, List<RuleView>> theirs(
            SignedIn signedIn, EditorPage page, Map<Long, String> senders) {
        Map<String, List<RuleView>> theirs = new LinkedHashMap<>();
        page.now()
                .filter(_ -> page.overtaken())
                .ifPresent(now ->
                        RuleDraft.CHANNELS.forEach(channel -> {
                            List<Value.Members> rules = Values.objects(now, channel + "_rules");
                            theirs.put(
                                    Values.text(now, "name")
                                            + ", "
                                            + signedIn.words().text("vsender." + channel),
                                    RuleView.of(signedIn, rules, senders));
                        }));
        return theirs;
    }
}
