package io.mailyard.routing;

import io.mailyard.api.Params;
import io.mailyard.api.Reference;
import io.mailyard.base.ApiException;
import io.mailyard.base.VisibleText;
import io.mailyard.db.Tx;
import io.mailyard.policies.Isp;
import io.mailyard.policies.Policies;
import io.mailyard.policies.PolicyKind;
import io.mailyard.senders.SenderId;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/**
 * Reads the ramps that a call gives.
 *
 * @param today the day of UTC
 * @param before the rules that the call replaces: a ramp that does not say when it begins goes on
 */
record WarmupParser(Tx tx, Policies policies, LocalDate today, List<Rule> before) {
    /**
     * The ramp.
     *
     * @param fault takes what is wrong, with its place; then the ramp is not to be used
     */
    Warmup read(String place, SenderId sender, Params given, BiConsumer<String, String> fault) {
        long start = given.get(VirtualSenderBody.START);
        long ceiling = given.get(VirtualSenderBody.CEILING);
        if (ceiling < start) {
            fault.accept(place + ".ceiling", ceiling + " is less than start, which is " + start);
        }
        return new Warmup(
                start,
                given.get(VirtualSenderBody.GROWTH),
                ceiling,
                ceilings(place + ".isp_ceilings", given, fault),
                begins(place + ".begins", sender, given, fault));
    }

    private Map<String, Long> ceilings(
            String place, Params given, BiConsumer<String, String> fault) {
        Map<String, Long> ceilings = new TreeMap<>();
        List<Params> all = given.get(VirtualSenderBody.ISP_CEILINGS);
        for (int i = 0; i < all.size(); i++) {
            String where = place + "[" + i + "].isp";
            Optional<String> isp = isp(where, all.get(i).get(VirtualSenderBody.CEILING_ISP), fault);
            if (isp.isPresent()
                    && ceilings.putIfAbsent(isp.get(), all.get(i).get(VirtualSenderBody.CEILING))
                            != null) {
                fault.accept(where, "'" + isp.get() + "' has a ceiling already");
            }
        }
        return ceilings;
    }

    private Optional<String> isp(String place, Reference given, BiConsumer<String, String> fault) {
        try {
            Isp isp = policies.named(tx, PolicyKind.ISP, given);
            return Optional.of(isp.name());
        } catch (ApiException none) {
            fault.accept(place, String.valueOf(none.getMessage()));
            return Optional.empty();
        }
    }

    private LocalDate begins(
            String place, SenderId sender, Params given, BiConsumer<String, String> fault) {
        String text = given.find(VirtualSenderBody.BEGINS).orElse("").strip();
        if (text.isEmpty()) {
            return before.stream()
                    .flatMap(rule -> rule.shares().stream())
                    .filter(share -> share.sender().equals(sender))
                    .flatMap(share -> share.warmup().stream())
                    .map(Warmup::begins)
                    .findFirst()
                    .orElse(today);
        }
        try {
            return LocalDate.parse(text);
        } catch (DateTimeException bad) {
            fault.accept(
                    place, "'" + VisibleText.shortened(text) + "' is not a day such as 2026-01-31");
            return today;
        }
    }
}
