package io.mailyard.panel;

import io.mailyard.panel.FormView.SelectOption;
import io.mailyard.wire.Value;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Names of tariffs, for lists and choices. */
final class TariffNames {
    /** As many as a list has at most. */
    private static final int MOST = 1000;

    private TariffNames() {}

    /** By id; empty where the person may not see tariffs. */
    static Map<Long, String> names(SignedIn signedIn) {
        Map<Long, String> names = new LinkedHashMap<>();
        if (signedIn.person().mayRead("tariffs")) {
            for (Value.Members tariff :
                    signedIn.calls().call("tariffs/list", "limit", MOST).objects()) {
                names.put(Values.number(tariff, "id"), Values.text(tariff, "name"));
            }
        }
        return names;
    }

    static List<SelectOption> choices(SignedIn signedIn) {
        return names(signedIn).entrySet().stream()
                .map(tariff -> new SelectOption(String.valueOf(tariff.getKey()), tariff.getValue()))
                .toList();
    }
}
