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
 * Parses the warmups of a call.
 *
 * @param today the current UTC day
 * @param before the rules replaced by the call: a warmup without a start day continues
 */
record WarmupParser(Tx tx, Policies policies, LocalDate today, List<Rule> before) {
    /**
     * Parses a warmup.
     *
     * @param fault receives faults with their paths; a faulty warmup must not be used
     */
    Warmup read(String place, SenderId sender, Params params, BiConsumer<String, String> fault) {
        long start = params.get(VirtualSenderBody.START);
        long ceiling = params.get(VirtualSenderBody.CEILING);
        if (ceiling < start) {
            fault.accept(place + ".ceiling", ceiling + " is less than start, which is " + start);
        }
        return new Warmup(
                start,
                params.get(VirtualSenderBody.GROWTH),
                ceiling,
                ceilings(place + ".isp_ceilings", params, fault),
                begins(place + ".begins", sender, params, fault));
    }

    private Map<String, Long> ceilings(
            String place, Params params, BiConsumer<String, String> fault) {
        Map<String, Long> ceilings = new TreeMap<>();
        List<Params> all = params.get(VirtualSenderBody.ISP_CEILINGS);
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
            String place, SenderId sender, Params params, BiConsumer<String, String> fault) {
        String text = params.find(VirtualSenderBody.BEGINS).orElse("").strip();
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
