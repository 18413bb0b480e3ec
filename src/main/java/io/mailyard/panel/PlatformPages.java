package io.mailyard.panel;

import io.mailyard.base.Fault;
import io.mailyard.http.HttpReply;
import io.mailyard.panel.AskView.AskField;
import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The emergency stop of all mail, and its end. */
public final class PlatformPages {
    static final String PATH = "/admin/platform";
    private static final int MOST_CHARS = 1000;

    /** Stands for a reason in a dry run, and in the example of the call, before one is given. */
    private static final String NO_REASON_YET = "...";

    private final PageRenderer pages;
    private final Questions questions;
    private final LiveParts live;

    PlatformPages(PageRenderer pages, Questions questions, LiveParts live) {
        this.pages = pages;
        this.questions = questions;
        this.live = live;
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::page)
                .get(PATH + "/live", this::stream)
                .get(
                        PATH + "/stop",
                        signedIn -> questions.ask(signedIn, stop(signedIn, new ArrayList<>())))
                .post(PATH + "/stop", this::doStop)
                .get(PATH + "/resume", signedIn -> questions.ask(signedIn, resume(signedIn)))
                .post(PATH + "/resume", this::doResume);
    }

    /**
     * The platform as a page shows it.
     *
     * @param act address of what can be done now; empty: nothing by this person
     */
    public record PlatformView(
            boolean stopped,
            String since,
            String until,
            String reason,
            boolean accepts,
            String act,
            String actLabel,
            List<ReceiptView> receipts) {}

    private HttpReply page(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.DASHBOARD);
        return Html.page(
                200,
                pages.html(
                        "platform",
                        frame,
                        "figures",
                        figures(signedIn, frame),
                        "done",
                        signedIn.visit().param("done").equals("resume")
                                ? signedIn.words().text("platform.done.resume")
                                : "",
                        "call",
                        CallExample.of("platform/status", Value.Members.NONE)));
    }

    private HttpReply stream(SignedIn signedIn) {
        Frame frame = pages.frame(signedIn, Section.DASHBOARD);
        return live.stream(signedIn, "figures", () -> figures(signedIn, frame));
    }

    private String figures(SignedIn signedIn, Frame frame) {
        return pages.html("platformfigures", frame, "view", view(signedIn, frame));
    }

    private static PlatformView view(SignedIn signedIn, Frame frame) {
        Translations words = signedIn.words();
        Value.Members status = signedIn.call("platform/status").object();
        boolean stopped = Values.flag(status, "stopped");
        boolean may = signedIn.person().mayWrite("platform");
        return new PlatformView(
                stopped,
                Values.time(status, "since").map(frame::time).orElse(""),
                Values.time(status, "until").map(frame::time).orElse(""),
                Values.text(status, "reason"),
                Values.text(status, "acceptance").equals("accept"),
                may ? PATH + (stopped ? "/resume" : "/stop") : "",
                words.text(stopped ? "platform.resume" : "platform.stop"),
                ReceiptView.of(frame, status));
    }

    private HttpReply doStop(SignedIn signedIn) {
        List<Fault> faults = new ArrayList<>();
        Question question = stop(signedIn, faults);
        return questions.act(
                signedIn,
                question,
                faults,
                done -> {
                    pages.strip().forget();
                    List<Value.Members> receipts = Values.objects(done.object(), "receipts");
                    return Html.redirect(
                            signedIn.visit(),
                            receipts.isEmpty()
                                    ? PATH
                                    : ReceiptPages.PATH
                                            + "/"
                                            + Values.number(receipts.getFirst(), "id"));
                });
    }

    private HttpReply doResume(SignedIn signedIn) {
        return questions.act(
                signedIn,
                resume(signedIn),
                _ -> {
                    pages.strip().forget();
                    return Html.redirect(signedIn.visit(), PATH + "?done=resume");
                });
    }

    private static Question stop(SignedIn signedIn, List<Fault> faults) {
        Visit visit = signedIn.visit();
        Translations words = visit.words();
        return new Question(
                Section.DASHBOARD,
                words.text("platform.ask.stop"),
                PATH + "/stop",
                PATH,
                "platform/stop",
                new Value.Members(params(visit, faults)),
                foreseen -> effects(signedIn, foreseen, "stop"),
                false,
                fields(visit),
                words.text("platform.stop"),
                true,
                false);
    }

    private static Question resume(SignedIn signedIn) {
        Translations words = signedIn.words();
        return new Question(
                Section.DASHBOARD,
                words.text("platform.ask.resume"),
                PATH + "/resume",
                PATH,
                "platform/resume",
                Value.Members.NONE,
                foreseen -> effects(signedIn, foreseen, "resume"),
                false,
                words.text("platform.resume"),
                false,
                false);
    }

    private static Map<String, Value> params(Visit visit, List<Fault> faults) {
        Map<String, Value> params = new LinkedHashMap<>();
        String reason = visit.field("reason").strip();
        if (reason.isEmpty()) {
            faults.add(new Fault("reason", visit.words().text("queue.ask.reason.fault")));
        }
        params.put("reason", new Value.Text(reason.isEmpty() ? NO_REASON_YET : reason));
        String until = visit.field("until").strip();
        if (!until.isEmpty()) {
            Times.read(visit, until)
                    .ifPresentOrElse(
                            text -> params.put("until", new Value.Text(text)),
                            () ->
                                    faults.add(
                                            new Fault(
                                                    "until",
                                                    visit.words().text("ask.until.fault"))));
        }
        params.put("acceptance", new Value.Text(acceptance(visit)));
        return params;
    }

    private static String acceptance(Visit visit) {
        return visit.field("acceptance").equals("refuse") ? "refuse" : "accept";
    }

    private static List<String> effects(SignedIn signedIn, CallResult foreseen, String act) {
        Translations words = signedIn.words();
        Map<String, Long> touches = foreseen.numbers("touches");
        List<String> effects = new ArrayList<>();
        effects.add(
                words.count(
                        "platform." + act + ".recipients", touches.getOrDefault("messages", 0L)));
        effects.add(words.count("queue.ask.accounts", touches.getOrDefault("accounts", 0L)));
        if (act.equals("stop") && signedIn.person().mayRead("nodes")) {
            effects.add(
                    words.count(
                            "platform.stop.nodes",
                            signedIn.calls().call("nodes/list", "limit", 1).number("total_count")));
        }
        effects.add(words.text("platform." + act + ".always"));
        return effects;
    }

    private static List<AskField> fields(Visit visit) {
        Translations words = visit.words();
        return List.of(
                new AskField(
                        "reason",
                        words.text("queue.ask.reason"),
                        words.text("platform.reason.help"),
                        visit.field("reason"),
                        true,
                        true,
                        MOST_CHARS),
                new AskField(
                        "until",
                        words.text("ask.until"),
                        words.text("ask.until.help", visit.zone().getId()),
                        visit.field("until"),
                        false,
                        false,
                        16),
                new AskField(
                        "acceptance",
                        words.text("platform.acceptance"),
                        words.text("platform.acceptance.help"),
                        acceptance(visit),
                        true,
                        false,
                        0,
                        List.of(
                                new SelectOption("accept", words.text("platform.accept")),
                                new SelectOption("refuse", words.text("platform.refuse")))));
    }
}
