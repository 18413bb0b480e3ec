package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;

/**
 * Share of a tariff's limit that is used.
 *
 * @param percent of the limit, 100 at most; 0 without a limit
 * @param full whether nothing is left
 */
public record Usage(String label, String text, long percent, boolean full, boolean limited) {
    /** Month, day and hour of an account's {@code usage}, as {@code accounts/get} answers it. */
    public static List<Usage> of(Translations words, Value.Members account) {
        Value.Members usage = Values.object(account, "usage");
        List<Usage> all = new ArrayList<>();
        for (String period : List.of("month", "day", "hour")) {
            Value.Members one = Values.object(usage, period);
            long used = Values.number(one, "recipients");
            long limit = Values.number(one, "limit");
            String text =
                    limit == 0
                            ? words.text("usage.unlimited", words.number(used))
                            : words.text("usage.limited", words.number(used), words.number(limit));
            long percent = limit == 0 ? 0 : Math.min(100, used * 100 / limit);
            all.add(
                    new Usage(
                            words.text("usage." + period),
                            text,
                            percent,
                            limit > 0 && used >= limit,
                            limit > 0));
        }
        return all;
    }
}
