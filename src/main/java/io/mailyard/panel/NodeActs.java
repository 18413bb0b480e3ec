package io.mailyard.panel;

import static io.mailyard.panel.PanelRoutes.writing;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Acts on nodes, each with what it would do: start, stop, synchronise, rotate the key, delete. */
final class NodeActs {
    private static final String PATH = NodePages.PATH;

    /** The most nodes that there are. */
    private static final int NODES = 1000;

    /** Of as many a question about all asks each what would happen. */
    private static final int MOST_FORESEEN = 50;

    private static final long SECONDS_OF_HOUR = 3600;

    private final PageRenderer pages;
    private final Questions questions;

    NodeActs(PageRenderer pages, Questions questions) {
        this.pages = pages;
        this.questions = questions;
    }

    void addTo(PanelRoutes routes) {
        String one = PATH + "/{id}/";
        routes.get(
                        PATH + "/all/mta/{act}",
                        writing("nodes", signedIn -> askAll(signedIn, List.of())))
                .post(PATH + "/all/mta/{act}", writing("nodes", this::actOnAll))
                .get(one + "mta/{act}", signedIn -> questions.ask(signedIn, question(signedIn)))
                .post(one + "mta/{act}", this::act)
                .get(
                        one + "rotate",
                        signedIn -> questions.ask(signedIn, rotation(signedIn, new ArrayList<>())))
                .post(one + "rotate", this::rotate)
                .get(one + "delete", signedIn -> questions.ask(signedIn, deletion(signedIn)))
                .post(one + "delete", this::delete);
    }

    private static NodeAct act(Visit visit) {
        return NodeAct.of(visit.part("act")).orElseThrow(Panel.NoPage::new);
    }

    private static String name(SignedIn signedIn, long id) {
        return Values.text(signedIn.call("nodes/get", "id", id).object(), "name");
    }

    private static Question question(SignedIn signedIn) {
        Translations words = signedIn.words();
        NodeAct act = act(signedIn.visit());
        long id = AccountPages.id(signedIn.visit());
        String path = PATH + "/" + id;
        return new Question(
                Section.NODES,
                words.text("node.ask." + act.word(), name(signedIn, id)),
                act.address(path),
                path,
                act.call(),
                Values.members("id", id),
                foreseen ->
                        SenderActs.effects(words, foreseen, "node.ask." + act.word() + ".always"),
                act == NodeAct.STOP,
                act.label(words),
                false,
                false);
    }

    private HttpReply act(SignedIn signedIn) {
        Visit visit = signedIn.visit();
        long id = AccountPages.id(visit);
        String done = PATH + "/" + id + "?done=" + act(visit).word();
        return questions.act(
                signedIn,
                question(signedIn),
                _ ->
                        Html.redirect(
                                visit,
                                act(visit) == NodeAct.STOP
                                        ? ReceiptPages.after(signedIn, "node_id", id, done)
                                        : done));
    }

    /** The nodes that an act on all would change. */
    private static List<Value.Members> affected(SignedIn signedIn, NodeAct act) {
        return signedIn.call("nodes/list", "limit", NODES).objects().stream()
                .filter(node -> act == NodeAct.SYNC || wouldChange(signedIn, node, act))
                .toList();
    }

    private static boolean wouldChange(SignedIn signedIn, Value.Members node, NodeAct act) {
        Value.Members full = signedIn.call("nodes/get", "id", Values.number(node, "id")).object();
        return Values.flag(full, "mta_active") == (act == NodeAct.STOP);
    }

    private HttpReply askAll(SignedIn signedIn, List<Fault> faults) {
        Translations words = signedIn.words();
        NodeAct act = act(signedIn.visit());
        AskView ask =
                new AskView(
                        words.text("node.askall." + act.word()),
                        act.address(PATH + "/all"),
                        effectsOnAll(signedIn, act),
                        act == NodeAct.STOP ? List.of(Questions.why(signedIn.visit())) : List.of(),
                        "",
                        "",
                        false,
                        act.label(words),
                        act == NodeAct.STOP,
                        PATH,
                        faults,
                        CallExample.of(act.call(), Values.members("id", 1)));
        boolean partial = signedIn.visit().isPartial();
        return Html.page(
                faults.isEmpty() || partial ? 200 : 422,
                pages.html(
                        partial ? "ask" : "askpage",
                        pages.frame(signedIn, Section.NODES),
                        "ask",
                        ask));
    }

    /**
     * Effects that the dry runs of the nodes foresee together; a sender on several is counted on
     * each.
     */
    private static List<String> effectsOnAll(SignedIn signedIn, NodeAct act) {
        Translations words = signedIn.words();
        List<Value.Members> nodes = affected(signedIn, act);
        List<String> effects = new ArrayList<>();
        effects.add(words.count("node.askall.nodes", nodes.size()));
        if (act != NodeAct.SYNC && !nodes.isEmpty() && nodes.size() <= MOST_FORESEEN) {
            long queued = 0;
            for (Value.Members node : nodes) {
                CallResult foreseen =
                        signedIn.calls()
                                .dryRun(
                                        act.call(),
                                        Values.members("id", Values.number(node, "id")));
                queued += Values.number(Values.object(foreseen.envelope(), "impact"), "messages");
            }
            effects.add(words.count("node.askall.queued", queued));
        }
        effects.add(words.text("node.ask." + act.word() + ".always"));
        return effects;
    }

    /** One call a node; those that are refused are named. */
    private HttpReply actOnAll(SignedIn signedIn) {
        NodeAct act = act(signedIn.visit());
        List<Fault> faults = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Value.Members node : affected(signedIn, act)) {
            CallResult done =
                    signedIn.calls().call(act.call(), paramsOnAll(signedIn.visit(), act, node));
            if (!done.isOk()) {
                refused.add(
                        Values.text(node, "name") + ": " + signedIn.words().said(done.errorText()));
            }
        }
        if (!refused.isEmpty()) {
            faults.add(new Fault("", String.join("; ", refused)));
            return askAll(signedIn, faults);
        }
        // each node has a receipt of its own: the list has them all
        return Html.redirect(
                signedIn.visit(),
                act == NodeAct.STOP && signedIn.person().mayRead("platform")
                        ? ReceiptPages.PATH
                        : PATH + "?done=" + act.word());
    }

    private static Value.Members paramsOnAll(Visit visit, NodeAct act, Value.Members node) {
        long id = Values.number(node, "id");
        String reason = visit.field("reason").strip();
        return act == NodeAct.STOP && !reason.isEmpty()
                ? Values.members("id", id, "reason", reason)
                : Values.members("id", id);
    }

    private static Question rotation(SignedIn signedIn, List<Fault> faults) {
        Visit visit = signedIn.visit();
        Translations words = visit.words();
        long id = AccountPages.id(visit);
        String hours = visit.field("hours").strip();
        Map<String, Value> params = new LinkedHashMap<>();
        params.put("id", new Value.Numeral(String.valueOf(id)));
        if (hours.matches("[0-9]{1,3}")) {
            params.put(
                    "overlap_seconds",
                    new Value.Numeral(String.valueOf(Long.parseLong(hours) * SECONDS_OF_HOUR)));
        } else if (!hours.isEmpty()) {
            faults.add(new Fault("hours", words.text("node.rotate.hours.fault")));
        }
        return new Question(
                Section.NODES,
                words.text("node.ask.rotate", name(signedIn, id)),
                PATH + "/" + id + "/rotate",
                PATH + "/" + id,
                "nodes/rotate",
                new Value.Members(params),
                _ -> List.of(words.text("node.ask.rotate.always")),
                true,
                List.of(
                        new AskField(
                                "hours",
                                words.text("node.rotate.hours"),
                                words.text("node.rotate.hours.help"),
                                hours,
                                false,
                                false,
                                3)),
                words.text("node.act.rotate"),
                true,
                true);
    }

    private HttpReply rotate(SignedIn signedIn) {
        List<Fault> faults = new ArrayList<>();
        Question question = rotation(signedIn, faults);
        return questions.act(signedIn, question, faults, done -> key(pages, signedIn, done));
    }

    /** The key of a node, this once. */
    static HttpReply key(PageRenderer pages, SignedIn signedIn, CallResult done) {
        Translations words = signedIn.words();
        long id = Values.number(done.object(), "saved_id");
        String name = name(signedIn, id);
        return new SecretPage(
                        words.text("node.key", name),
                        List.of(
                                new Frame.Crumb(words.text("menu.nodes"), PATH),
                                new Frame.Crumb(name, PATH + "/" + id)),
                        words.text("node.key.label"),
                        Values.text(done.object(), "key"),
                        List.of(words.text("node.key.text")),
                        PATH + "/" + id)
                .of(pages, signedIn, Section.NODES);
    }

    private static Question deletion(SignedIn signedIn) {
        Translations words = signedIn.words();
        long id = AccountPages.id(signedIn.visit());
        return Question.deletion(
                Section.NODES,
                words.text("ask.delete", name(signedIn, id)),
                PATH + "/" + id + "/delete",
                PATH + "/" + id,
                "nodes/delete",
                Values.members("id", id),
                foreseen -> SenderActs.effects(words, foreseen, "noun.delete.nodes"),
                words);
    }

    private HttpReply delete(SignedIn signedIn) {
        return questions.act(
                signedIn,
                deletion(signedIn),
                _ ->
                        Html.redirect(
                                signedIn.visit(),
                                ReceiptPages.after(
                                        signedIn,
                                        "node_id",
                                        AccountPages.id(signedIn.visit()),
                                        PATH + "?done=deleted")));
    }
}
