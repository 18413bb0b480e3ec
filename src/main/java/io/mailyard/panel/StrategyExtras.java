package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Beside a strategy's form: how much one address sends by it. */
final class StrategyExtras extends PolicyExtras {
    private static final List<String> ASKED =
            List.of(
                    "concurrent_connections",
                    "messages_per_connection",
                    "connection_attempts",
                    "interval_seconds");

    private final PageRenderer pages;

    StrategyExtras(PageRenderer pages) {
        this.pages = pages;
    }

    /** Returns only the values that a call takes. */
    static Value.Members among(List<String> names, Value.Members params) {
        Map<String, Value> some = new LinkedHashMap<>(params.values());
        some.keySet().retainAll(names);
        return new Value.Members(some);
    }

    @Override
    public boolean hasPreview() {
        return true;
    }

    @Override
    public String preview(SignedIn signedIn, Frame frame, Value.Members params) {
        Value.Members asked = among(ASKED, params);
        CallResult rate = signedIn.calls().call("strategies/rate", asked);
        Translations words = signedIn.words();
        Value.Members found = rate.object();
        List<Tile> tiles =
                rate.isOk()
                        ? List.of(
                                tile(words, "mta.rate.minute", found, "messages_per_minute"),
                                tile(words, "mta.rate.hour", found, "messages_per_hour"),
                                tile(words, "mta.rate.day", found, "messages_per_day"))
                        : List.of();
        return pages.html(
                "mtarates",
                frame,
                "tiles",
                tiles,
                "call",
                CallExample.of("strategies/rate", asked));
    }

    private static Tile tile(Translations words, String label, Value.Members rate, String name) {
        return new Tile(words.text(label), MtaKinds.rate(words, rate, name), "", "", false);
    }
}
