package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.List;

/** Beside a retry rule's form: when it tries again. */
public final class RetryExtras extends PolicyExtras {
    private static final List<String> ASKED =
            List.of("retries", "interval_minutes", "type", "exponent", "random_modifier");

    /** More say nothing new. */
    private static final int SHOWN = 20;

    private final PageRenderer pages;

    RetryExtras(PageRenderer pages) {
        this.pages = pages;
    }

    /**
     * A retry, in words.
     *
     * @param pause after the attempt before
     * @param after since the first
     */
    public record ShownRetryStep(String attempt, String pause, String after) {}

    @Override
    public boolean hasPreview() {
        return true;
    }

    @Override
    public String preview(SignedIn signedIn, Frame frame, Value.Members params) {
        Value.Members asked = StrategyExtras.among(ASKED, params);
        CallResult waits = signedIn.calls().call("retry_rules/waits", asked);
        Translations words = signedIn.words();
        Value.Members found = waits.object();
        long attempts = Values.number(found, "attempts");
        List<Value.Members> steps = Values.objects(found, "waits");
        String summary =
                attempts == 1
                        ? words.text("mta.waits.none")
                        : words.count(
                                "mta.waits.summary",
                                attempts,
                                Spans.range(
                                        words,
                                        Values.number(found, "seconds"),
                                        Values.number(found, "seconds_most")));
        return pages.html(
                "mtawaits",
                frame,
                "summary",
                waits.isOk() ? summary : "",
                "steps",
                steps.stream().limit(SHOWN).map(step -> step(words, step)).toList(),
                "more",
                attempts - 1 > SHOWN ? words.count("mta.waits.more", attempts - 1 - SHOWN) : "",
                "call",
                CallExample.of("retry_rules/waits", asked));
    }

    private static ShownRetryStep step(Translations words, Value.Members step) {
        return new ShownRetryStep(
                words.number(Values.number(step, "attempt")),
                Spans.range(
                        words,
                        Values.number(step, "wait_seconds"),
                        Values.number(step, "wait_seconds_most")),
                Spans.range(
                        words,
                        Values.number(step, "after_seconds"),
                        Values.number(step, "after_seconds_most")));
    }
}
