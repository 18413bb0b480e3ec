package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.base.Fault;
import io.mailyard.fields.Fields;
import io.mailyard.http.HttpReply;
import io.mailyard.nodes.Node;
import io.mailyard.panel.FormSheet.Sent;
import io.mailyard.panel.PanelSession.PanelSignInResult;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Nodes: how each is, started, stopped and synchronised one by one or all, made, and deleted. */
public final class NodePages {
    static final String PATH = "/admin/nodes";

    private final PageRenderer pages;
    private final PanelSession sessions;
    private final LiveParts live;
    private final NodeActs acts;

    NodePages(PageRenderer pages, PanelSession sessions, Questions questions, LiveParts live) {
        this.pages = pages;
        this.sessions = sessions;
        this.live = live;
        this.acts = new NodeActs(pages, questions);
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::list)
                .get(PATH + "/live", this::stream)
                .get(PATH + "/new", writing("nodes", this::fresh))
                .post(PATH + "/new", writing("nodes", this::make))
                .post(PATH + "/confirm", writing("nodes", this::confirm));
        acts.addTo(routes);
        routes.get(PATH + "/{id}", this::page)
                .get(PATH + "/{id}/live", this::nodeStream)
                .get(PATH + "/{id}/settings", this::settings)
                .post(PATH + "/{id}/settings", writing("nodes", this::save));
    }

    /**
     * A node as a page shows it.
     *
     * @param drift the fields in which it differs from what it should run
     * @param servers server processes that it is connected to
     * @param acts what can be done with its MTA
     */
    public record NodeView(
            long id,
            String name,
            String host,
            Badge state,
            Badge configuration,
            List<DriftRow> drift,
            String seen,
            String seenAt,
            String leased,
            List<String> problems,
            String servers,
            List<QueueView.LineAct> acts) {}

    /** A field in which it differs, with what it runs and what it should run; empty: nothing. */
    public record DriftRow(String field, String running, String desired) {}

    private static boolean mayWrite(SignedIn signedIn) {
        return signedIn.person().mayWrite("nodes");
    }

    static NodeView view(SignedIn signedIn, Value.Members node) {
        Translations words = signedIn.words();
        long id = Values.number(node, "id");
        Value.Members status = signedIn.calls().call("nodes/mta/status", "id", id).object();
        boolean running = Values.flag(status, "running");
        boolean synced = Values.flag(status, "synced");
        List<QueueView.LineAct> acts = new ArrayList<>();
        if (mayWrite(signedIn)) {
            for (NodeAct act : List.of(running ? NodeAct.STOP : NodeAct.START, NodeAct.SYNC)) {
                acts.add(new QueueView.LineAct(act.label(words), act.address(PATH + "/" + id)));
            }
        }
        return new NodeView(
                id,
                Values.text(node, "name"),
                Values.text(node, "host"),
                running
                        ? Badge.good("circle-check", words.text("node.running"))
                        : Badge.bad("server", words.text("node.stopped")),
                synced
                        ? Badge.good("check", words.text("node.synced"))
                        : Badge.warn("clock", words.text("node.behind")),
                Values.objects(status, "drift_values").stream()
                        .map(differs ->
                                new DriftRow(
                                        Values.text(differs, "field"),
                                        Values.text(differs, "running"),
                                        Values.text(differs, "desired")))
                        .toList(),
                Values.time(status, "last_seen_at")
                        .map(at -> Ages.ago(words, at, signedIn.visit().now()))
                        .orElse(words.text("node.never")),
                Values.text(status, "last_seen_at"),
                words.number(Values.number(status, "leased")),
                texts(status, "problems"),
                String.join(", ", texts(status, "servers")),
                acts);
    }

    private static List<String> texts(Value.Members object, String name) {
        return Values.items(object, name).stream().map(Values::shown).toList();
    }

    private static ListRequest asked(SignedIn signedIn) {
        return ListRequest.of(signedIn, PATH, "name", "host").by("running");
    }

    private HttpReply list(SignedIn signedIn) {
        Translations words = signedIn.words();
        Visit visit = signedIn.visit();
        ListRequest asked = asked(signedIn);
        String figures = figures(signedIn);
        String query = Panel.undone(visit.request().query());
        return Html.page(
                200,
                pages.html(
                        "nodes",
                        pages.frame(signedIn, Section.NODES),
                        "figures",
                        figures,
                        "filters",
                        asked.filters(
                                words.text("node.search"),
                                asked.state(
                                        words.text("node.running"), words.text("node.stopped"))),
                        "mayWrite",
                        mayWrite(signedIn),
                        "done",
                        words.or("node.done." + visit.param("done"), ""),
                        "live",
                        PATH + "/live" + (query.isEmpty() ? "" : "?" + query)));
    }

    private HttpReply stream(SignedIn signedIn) {
        return live.stream(signedIn, "figures", () -> figures(signedIn));
    }

    private String figures(SignedIn signedIn) {
        Translations words = signedIn.words();
        ListRequest asked = asked(signedIn);
        KeysetPage page = asked.page("nodes/list");
        ListView list =
                page.list(
                        PATH,
                        words.count("noun.total.nodes", page.found().number("total_count")),
                        List.of(
                                asked.column(words.text("column.title"), "name"),
                                asked.column(words.text("node.host"), "host")),
                        List.of(),
                        asked.empty(
                                new ListView.Empty(
                                        "server", words.text("list.nothing"), "", "", "")));
        return pages.html(
                "noderows",
                pages.frame(signedIn, Section.NODES),
                "nodes",
                page.found().objects().stream().map(node -> view(signedIn, node)).toList(),
                "list",
                list);
    }

    private static Value.Members node(SignedIn signedIn) {
        return signedIn.call("nodes/get", "id", AccountPages.id(signedIn.visit())).object();
    }

    private HttpReply page(SignedIn signedIn) {
        Translations words = signedIn.words();
        Value.Members node = node(signedIn);
        long id = Values.number(node, "id");
        return Html.page(
                200,
                pages.html(
                        "node",
                        pages.frame(signedIn, Section.NODES),
                        "id",
                        id,
                        "title",
                        Values.text(node, "name"),
                        "figures",
                        nodeFigures(signedIn),
                        "mayWrite",
                        mayWrite(signedIn),
                        "done",
                        words.or("node.done." + signedIn.visit().param("done"), ""),
                        "call",
                        CallExample.of("nodes/mta/status", Values.members("id", id))));
    }

    private HttpReply nodeStream(SignedIn signedIn) {
        node(signedIn);
        return live.stream(signedIn, "figures", () -> nodeFigures(signedIn));
    }

    private String nodeFigures(SignedIn signedIn) {
        return pages.html(
                "nodefigures",
                pages.frame(signedIn, Section.NODES),
                "node",
                view(signedIn, node(signedIn)));
    }

    private static FormSheet sheet(SignedIn signedIn, String id) {
        Translations words = signedIn.words();
        Map<String, Value> keys = new LinkedHashMap<>();
        if (!id.isEmpty()) {
            keys.put("id", new Value.Text(id));
        }
        return new FormSheet(
                new Forms(words, "nodes", Fields.settable(Node.FIELDS), Map.of()),
                PATH + (id.isEmpty() ? "/new" : "/" + id + "/settings"),
                "nodes/save",
                keys,
                Map.of(words.text("tab.settings"), List.of()),
                words.text("form.save"),
                PATH + (id.isEmpty() ? "" : "/" + id));
    }

    /** A new node's key is a secret: the password is asked for before the form. */
    private HttpReply fresh(SignedIn signedIn) {
        return signedIn.person().confirmed() || !mayWrite(signedIn)
                ? form(signedIn, 200, "", sheet(signedIn, "").fresh())
                : password(signedIn, List.of());
    }

    private HttpReply password(SignedIn signedIn, List<Fault> faults) {
        Translations words = signedIn.words();
        AskView ask =
                new AskView(
                        words.text("noun.new.nodes"),
                        PATH + "/confirm",
                        List.of(words.text("node.confirm")),
                        List.of(),
                        "",
                        "",
                        true,
                        words.text("node.confirm.submit"),
                        false,
                        PATH,
                        faults,
                        CallExample.of("nodes/save", Value.Members.NONE),
                        true);
        return Html.page(
                faults.isEmpty() ? 200 : 422,
                pages.html("askpage", pages.frame(signedIn, Section.NODES), "ask", ask));
    }

    private HttpReply confirm(SignedIn signedIn) {
        PanelSignInResult confirmed =
                sessions.confirm(
                        signedIn.calls().secret(),
                        signedIn.visit().field("password"),
                        signedIn.visit().request());
        return confirmed instanceof PanelSignInResult.PanelSessionOpened
                ? Html.redirect(signedIn.visit(), PATH + "/new")
                : password(
                        signedIn,
                        List.of(new Fault("password", ProfilePages.why(signedIn, confirmed))));
    }

    private HttpReply form(SignedIn signedIn, int status, String name, FormView form) {
        Translations words = signedIn.words();
        String title = name.isEmpty() ? words.text("noun.new.nodes") : name;
        return Html.page(
                status,
                pages.html(
                        "formpage",
                        pages.frame(signedIn, Section.NODES),
                        "title",
                        title,
                        "crumbs",
                        List.of(
                                new Frame.Crumb(words.text("menu.nodes"), PATH),
                                new Frame.Crumb(title, "")),
                        "delete",
                        "",
                        "mayWrite",
                        mayWrite(signedIn),
                        "form",
                        form));
    }

    private HttpReply make(SignedIn signedIn) {
        return switch (sheet(signedIn, "").send(signedIn)) {
            case Sent.Saved(CallResult result) -> NodeActs.key(pages, signedIn, result);
            case Sent.FormRefused(int status, FormView form) -> form(signedIn, status, "", form);
        };
    }

    private HttpReply settings(SignedIn signedIn) {
        Value.Members node = node(signedIn);
        return form(
                signedIn,
                200,
                Values.text(node, "name"),
                sheet(signedIn, Values.text(node, "id")).shown(node));
    }

    private HttpReply save(SignedIn signedIn) {
        Value.Members node = node(signedIn);
        String id = Values.text(node, "id");
        return switch (sheet(signedIn, id).send(signedIn, () -> node(signedIn))) {
            case Sent.Saved _ -> Html.redirect(signedIn.visit(), PATH + "/" + id + "?done=saved");
            case Sent.FormRefused(int status, FormView form) ->
                    form(signedIn, status, Values.text(node, "name"), form);
        };
    }
}
