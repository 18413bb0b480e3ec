package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.policies.PolicyKind;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Lock rules and bounce patterns: for an ISP or all, and what they do in a sentence. */
final class PatternExtras extends PolicyExtras {
    private final PageRenderer pages;
    private final boolean bounces;
    private final AnswerTrial trial;

    PatternExtras(PageRenderer pages, PolicyKind<?> kind) {
        this.pages = pages;
        this.bounces = kind == PolicyKind.BOUNCE_PATTERN;
        this.trial = new AnswerTrial(pages);
    }

    @Override
    public List<String> sorts() {
        List<String> sorts = new ArrayList<>(super.sorts());
        if (bounces) {
            sorts.addFirst("tried");
        }
        return sorts;
    }

    @Override
    public String filter() {
        return bounces ? "type" : "";
    }

    @Override
    public List<String> filterWords() {
        return bounces ? List.of("hard", "soft", "bounce") : List.of();
    }

    @Override
    public Map<String, List<SelectOption>> references(SignedIn signedIn, Value.Members object) {
        return Map.of("isp", isps(signedIn));
    }

    /** The ISPs, and none of them. */
    static List<SelectOption> isps(SignedIn signedIn) {
        List<SelectOption> isps = new ArrayList<>();
        isps.add(new SelectOption("", signedIn.words().text("mta.isp.all")));
        signedIn.calls().call("isps/list", "sort", "name").objects().stream()
                .map(isp -> Values.text(isp, "name"))
                .map(name -> new SelectOption(name, name))
                .forEach(isps::add);
        return isps;
    }

    @Override
    public String above(SignedIn signedIn, Frame frame) {
        return bounces ? trial.html(signedIn, frame, PATH + "/bounce_patterns") : "";
    }

    @Override
    public String beside(SignedIn signedIn, Frame frame, Value.Members object) {
        Translations words = signedIn.words();
        String isp = Values.text(object, "isp");
        String hosts = isp.isEmpty() ? words.text("mta.hosts.all") : words.text("mta.hosts", isp);
        String does =
                bounces
                        ? words.text("mta.does." + Values.text(object, "type"))
                        : words.text(
                                "mta.does.lock",
                                Spans.text(words, 60 * Values.number(object, "duration_minutes")));
        return pages.html(
                "mtameans",
                frame,
                "hosts",
                hosts,
                "pattern",
                Values.text(object, "pattern"),
                "does",
                does,
                "shipped",
                Values.flag(object, "shipped"));
    }
}
