package io.mailyard.panel;

import io.mailyard.http.HttpReply;
import io.mailyard.panel.MtaPages.MtaCard;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Tools: each one question, one answer, an example to click, and its call. */
public final class ToolPages {
    private static final String PATH = "/admin/tools";

    private final PageRenderer pages;
    private final AnswerTrial trial;
    private final ToolAnswers answers;

    ToolPages(PageRenderer pages) {
        this.pages = pages;
        this.trial = new AnswerTrial(pages);
        this.answers = new ToolAnswers(pages);
    }

    void addTo(PanelRoutes routes) {
        routes.get(PATH, this::overview).get(PATH + "/answer", this::answer);
        for (Tool tool : Tool.values()) {
            routes.get(tool.path(), signedIn -> page(signedIn, tool));
        }
        routes.post(Tool.REPORT.path(), signedIn -> page(signedIn, Tool.REPORT));
    }

    /** A field of a question. */
    public record ToolField(
            String name, String label, String value, int most, boolean lines, boolean needed) {}

    private HttpReply overview(SignedIn signedIn) {
        Translations words = signedIn.words();
        List<MtaCard> cards = new ArrayList<>();
        for (Tool tool : Tool.values()) {
            if (signedIn.person().mayRead(tool.noun())) {
                cards.add(card(words, tool.word(), tool.icon(), tool.path()));
            }
        }
        if (signedIn.person().mayRead(MtaKinds.SCOPE)) {
            cards.add(card(words, "answer", "regex", PATH + "/answer"));
        }
        if (cards.isEmpty()) {
            // the call says which scope is missing
            signedIn.call("messages/list", "limit", 1);
        }
        Frame frame = pages.frame(signedIn, Section.TOOLS);
        return Html.page(
                200, pages.html("mta", frame, "title", words.text("menu.tools"), "cards", cards));
    }

    private static MtaCard card(Translations words, String word, String icon, String path) {
        return new MtaCard(
                words.text("tool." + word), words.text("tool." + word + ".about"), "", icon, path);
    }

    private HttpReply answer(SignedIn signedIn) {
        // refused as the pages of policies are
        signedIn.call("bounce_patterns/list", "limit", 1);
        Frame frame = pages.frame(signedIn, Section.TOOLS);
        String title = signedIn.words().text("tool.answer");
        return Html.page(
                200,
                pages.html(
                        "toolpage",
                        frame,
                        "title",
                        title,
                        "crumbs",
                        crumbs(signedIn, title),
                        "part",
                        trial.html(signedIn, frame, PATH + "/answer")));
    }

    private static List<Frame.Crumb> crumbs(SignedIn signedIn, String title) {
        return List.of(
                new Frame.Crumb(signedIn.words().text("menu.tools"), PATH),
                new Frame.Crumb(title, ""));
    }

    private HttpReply page(SignedIn signedIn, Tool tool) {
        Translations words = signedIn.words();
        Map<String, String> given = given(signedIn.visit(), tool);
        boolean asked = given.values().stream().anyMatch(value -> !value.isEmpty());
        Map<String, Value> params = new LinkedHashMap<>();
        (asked ? given : tool.example())
                .forEach((name, value) -> {
                    if (!value.isEmpty()) {
                        params.put(name, new Value.Text(value));
                    }
                });
        Value.Members body = new Value.Members(params);
        if (!asked && !signedIn.person().mayRead(tool.noun())) {
            // refused by the call itself, which says what is missing
            signedIn.call(tool.call(), "id", 0);
        }
        CallResult result =
                asked
                        ? signedIn.calls().call(tool.call(), body)
                        : new CallResult(Value.Members.NONE);
        if (result.error() == 403) {
            throw new SignedIn.CallRefused(result);
        }
        Frame frame = pages.frame(signedIn, Section.TOOLS);
        return Html.page(
                asked && !result.isOk() && tool.isSent() ? 422 : 200,
                pages.html(
                        "tool",
                        frame,
                        "title",
                        words.text("tool." + tool.word()),
                        "crumbs",
                        crumbs(signedIn, words.text("tool." + tool.word())),
                        "about",
                        words.text("tool." + tool.word() + ".about"),
                        "action",
                        tool.path(),
                        "sent",
                        tool.isSent(),
                        "fields",
                        fields(words, tool, given),
                        "faults",
                        result.isOk() ? List.of() : AccountActs.faults(result),
                        "example",
                        example(tool),
                        "call",
                        CallExample.of(tool.call(), body),
                        "part",
                        asked && result.isOk()
                                ? answers.html(signedIn, frame, tool, result.object())
                                : ""));
    }

    /** Values that were typed; a report is sent, the others stand in the address. */
    private static Map<String, String> given(Visit visit, Tool tool) {
        if (!visit.param("example").isEmpty()) {
            return tool.example();
        }
        Map<String, String> given = new LinkedHashMap<>();
        for (String name : tool.fields()) {
            given.put(name, tool.isSent() ? visit.field(name) : visit.param(name));
        }
        return given;
    }

    private static String example(Tool tool) {
        if (tool.isSent()) {
            return tool.path() + "?example=1";
        }
        StringBuilder address = new StringBuilder(tool.path());
        tool.example()
                .forEach((name, value) ->
                        address.append(address.indexOf("?") < 0 ? "?" : "&")
                                .append(name)
                                .append('=')
                                .append(Panel.encoded(value)));
        return address.toString();
    }

    private static List<ToolField> fields(
            Translations words, Tool tool, Map<String, String> given) {
        return tool.fields().stream()
                .map(name ->
                        new ToolField(
                                name,
                                words.text("tool." + tool.word() + "." + name),
                                given.getOrDefault(name, ""),
                                tool.isSent() ? Tool.MOST_REPORT : Tool.MOST,
                                tool.isSent(),
                                tool.needed().contains(name)))
                .toList();
    }
}
