package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.http.HttpReply;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One account: its overview, settings, users and audit. */
public final class AccountPages {
    private static final String PATH = "/admin/accounts";
    private final PageRenderer pages;
    private final AccountList list;
    private final AccountActs acts;
    private final AccountForm form;
    private final UserPages users;
    private final DomainPages domains;
    private final Questions questions;
    private final AuditPages audit;
    private final LiveParts live;
    private final QueuePages queue;

    AccountPages(
            PageRenderer pages,
            AuditPages audit,
            PanelSession sessions,
            LiveParts live,
            QueuePages queue) {
        this.queue = queue;
        this.live = live;
        this.pages = pages;
        this.audit = audit;
        this.list = new AccountList(pages);
        this.acts = new AccountActs(pages, sessions);
        this.form = new AccountForm(pages, this);
        this.users = new UserPages(pages, this, sessions);
        this.questions = new Questions(pages, sessions);
        this.domains = new DomainPages(pages, questions);
    }

    void addTo(PanelRoutes routes) {
        domains.addTo(routes);
        users.addTo(routes);
        routes.get(PATH, list::page)
                .get(PATH + "/new", writing("accounts", form::fresh))
                .post(PATH + "/new", writing("accounts", form::make))
                .get(PATH + "/{id}", this::overview)
                .get(PATH + "/{id}/settings", form::settings)
                .post(PATH + "/{id}/settings", writing("accounts", form::save))
                .get(PATH + "/{id}/audit", this::audit)
                .get(PATH + "/{id}/queue", this::queue)
                .get(PATH + "/{id}/queue/live", this::queueLive)
                .get(PATH + "/{id}/live", this::live)
                .get(
                        PATH + "/{id}/export",
                        writing(
                                "accounts",
                                signedIn -> questions.ask(signedIn, exporting(signedIn))))
                .post(PATH + "/{id}/export", writing("accounts", this::export))
                .get(PATH + "/{id}/{act}", acts::ask)
                .post(PATH + "/{id}/{act}", acts::post);
    }

    private static Question exporting(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members account = account(signedIn);
        String path = PATH + "/" + Values.number(account, "id");
        return new Question(
                Section.ACCOUNTS,
                words.text("ask.export", Values.text(account, "title")),
                path + "/export",
                path,
                "accounts/export",
                Values.members("id", Values.number(account, "id")),
                _ ->
                        List.of(
                                words.text("ask.export.what"),
                                words.text("ask.export.where"),
                                words.text("ask.export.secrets")),
                true,
                words.text("ask.export.submit"),
                false,
                false);
    }

    private HttpReply export(SignedIn signedIn) {
        return questions.act(
                signedIn,
                exporting(signedIn),
                _ -> Html.redirect(signedIn.visit(), TaskPages.PATH));
    }

    /** The account's number in a page's path. */
    static long id(Visit visit) {
        return Visit.number(visit, "id");
    }

    /** The state of an account, as its answer shows it. */
    static String state(Value.Members account) {
        if (Values.has(account, "deleted_at")) {
            return "deleted";
        }
        if (!Values.flag(account, "is_active")) {
            return "inactive";
        }
        return Values.flag(account, "is_frozen") ? "frozen" : "active";
    }

    /**
     * Head of every page of an account.
     *
     * @param undo where what has just been done is undone at once; empty: it cannot be
     */
    public record AccountHead(
            long id,
            String title,
            String name,
            Badge badge,
            List<HeadAct> acts,
            List<Tab> tabs,
            String done,
            String undo) {
        AccountHead(
                long id,
                String title,
                String name,
                Badge badge,
                List<HeadAct> acts,
                List<Tab> tabs,
                String done) {
            this(id, title, name, badge, acts, tabs, done, "");
        }
    }

    /** A button of the head. */
    public record HeadAct(String label, String address, boolean danger) {}

    /** A page of the account. */
    public record Tab(String label, String address, boolean current) {}

    /** The head of an account's page, one of its tabs the current one. */
    AccountHead head(SignedIn signedIn, Value.Members account, String tab) {
        return headOf(signedIn, account, tab);
    }

    static AccountHead headOf(SignedIn signedIn, Value.Members account, String tab) {
        Translations words = signedIn.words();
        long id = Values.number(account, "id");
        String state = state(account);
        List<HeadAct> buttons = new ArrayList<>();
        if (signedIn.person().mayWrite("accounts")) {
            AccountAct.in(state)
                    .forEach(act ->
                            buttons.add(
                                    new HeadAct(
                                            act.label(words),
                                            act.address(id),
                                            act == AccountAct.DELETE)));
        }
        if (signedIn.person().mayWrite("accounts")) {
            buttons.add(
                    new HeadAct(
                            signedIn.words().text("act.export"),
                            PATH + "/" + id + "/export",
                            false));
        }
        String done = signedIn.visit().param("done");
        return new AccountHead(
                id,
                Values.text(account, "title"),
                Values.text(account, "name"),
                Badge.ofState(state, words),
                buttons,
                tabs(signedIn, id, tab),
                words.or("done." + done, ""),
                buttons.isEmpty() ? "" : undo(done, id, state));
    }

    /** Where an act is undone, if the account is still as the act left it. */
    private static String undo(String done, long id, String state) {
        return AccountAct.of(done)
                .flatMap(AccountAct::undo)
                .filter(act -> AccountAct.in(state).contains(act))
                .map(act -> act.address(id))
                .orElse("");
    }

    private static List<Tab> tabs(SignedIn signedIn, long id, String current) {
        Translations words = signedIn.words();
        String base = PATH + "/" + id;
        List<Tab> tabs = new ArrayList<>();
        tabs.add(new Tab(words.text("tab.overview"), base, current.isEmpty()));
        for (AccountTab tab : AccountTab.values()) {
            if (signedIn.person().mayRead(tab.noun())) {
                tabs.add(
                        new Tab(
                                words.text("tab." + tab.word()),
                                base + "/" + tab.word(),
                                current.equals(tab.word())));
            }
        }
        return tabs;
    }

    /** The pages above an account's. */
    public static List<Frame.Crumb> crumbs(Translations words, AccountHead head) {
        return List.of(
                new Frame.Crumb(words.text("menu.accounts"), PATH),
                new Frame.Crumb(head.title(), ""));
    }

    static Value.Members account(SignedIn signedIn) {
        return signedIn.call("accounts/get", "id", id(signedIn.visit())).object();
    }

    private HttpReply overview(SignedIn signedIn) {
        Value.Members account = account(signedIn);
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        AccountHead head = head(signedIn, account, "");
        return Html.page(
                200,
                pages.html(
                        "account",
                        frame,
                        "head",
                        head,
                        "figures",
                        figures(signedIn, frame, account),
                        "facts",
                        facts(signedIn, frame, account),
                        "notice",
                        AccountNotice.of(frame, account),
                        "call",
                        CallExample.of("accounts/get", Values.members("id", head.id()))));
    }

    private HttpReply live(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        account(signedIn); // an account that does not exist is a page that says so, not a stream
        return live.stream(
                signedIn,
                "figures",
                () -> {
                    Value.Members account = account(signedIn);
                    return figures(signedIn, frame, account);
                });
    }

    private String figures(SignedIn signedIn, Frame frame, Value.Members account) {
        Translations words = signedIn.words();
        Value.Members ledger =
                signedIn.call("ledger/get", "account_id", Values.number(account, "id")).object();
        List<Tile> tiles = new ArrayList<>();
        for (String member : List.of("accepted", "delivered", "bounced", "queued")) {
            tiles.add(
                    new Tile(
                            words.text("dashboard." + member),
                            words.number(Values.number(ledger, member)),
                            words.text("dashboard.recipients"),
                            "",
                            false));
        }
        return pages.html(
                "accountfigures",
                frame,
                "tiles",
                tiles,
                "usage",
                Usage.of(words, account),
                "months",
                UsagePages.PATH + "?account=" + Values.number(account, "id"),
                "receipts",
                ReceiptView.of(frame, account),
                "allReceipts",
                signedIn.person().mayRead("platform")
                        ? ReceiptPages.PATH + "?account=" + Values.number(account, "id")
                        : "");
    }

    private static Map<String, String> facts(
            SignedIn signedIn, Frame frame, Value.Members account) {
        Translations words = signedIn.words();
        long tariff = Values.number(account, "tariff_id");
        Map<String, String> facts = new LinkedHashMap<>();
        facts.put(
                words.text("column.tariff"),
                TariffNames.names(signedIn).getOrDefault(tariff, String.valueOf(tariff)));
        facts.put(words.text("fact.zone"), Values.text(account, "timezone"));
        facts.put(
                words.text("fact.made"),
                Values.time(account, "created_at").map(frame::time).orElse(""));
        facts.put(
                words.text("fact.changed"),
                Values.time(account, "updated_at").map(frame::time).orElse(""));
        return facts;
    }

    private HttpReply audit(SignedIn signedIn) {
        AccountHead head = head(signedIn, account(signedIn), "audit");
        return audit.page(
                signedIn,
                Section.ACCOUNTS,
                PageHead.of(signedIn.words(), head),
                PATH + "/" + head.id() + "/audit",
                "account_id",
                head.id());
    }

    private HttpReply queue(SignedIn signedIn) {
        Value.Members account = account(signedIn);
        AccountHead head = head(signedIn, account, "queue");
        Frame frame = pages.frame(signedIn, Section.ACCOUNTS);
        return Html.page(
                200,
                pages.html(
                        "accountqueue",
                        frame,
                        "head",
                        head,
                        "queue",
                        queue.part(
                                signedIn,
                                frame,
                                QueueQuery.ofAccount(signedIn.visit(), head.id()),
                                PATH + "/" + head.id() + "/queue")));
    }

    private HttpReply queueLive(SignedIn signedIn) {
        long id = id(signedIn.visit());
        return queue.stream(
                signedIn,
                Section.ACCOUNTS,
                QueueQuery.ofAccount(signedIn.visit(), id),
                PATH + "/" + id + "/queue");
    }
}
