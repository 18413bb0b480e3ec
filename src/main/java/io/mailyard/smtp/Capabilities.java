package io.mailyard.smtp;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Extensions in a host's EHLO reply (RFC 5321 section 4.1.1.1). */
record Capabilities(Map<String, String> keywords) {
    /** Capabilities of a host that knows only HELO. */
    static final Capabilities NONE = new Capabilities(Map.of());

    static Capabilities of(SmtpReply ehlo) {
        Map<String, String> keywords = new HashMap<>();
        for (String line : ehlo.lines().subList(1, ehlo.lines().size())) {
            String upper = line.strip().toUpperCase(Locale.ROOT);
            int end = upper.indexOf(' ');
            // Some old hosts write AUTH=LOGIN.
            int equals = upper.indexOf('=');
            int cut = end < 0 || (equals > 0 && equals < end) ? equals : end;
            String keyword = cut < 0 ? upper : upper.substring(0, cut);
            String rest = cut < 0 ? "" : upper.substring(cut + 1).strip();
            keywords.merge(keyword, rest, (item, other) -> item + " " + other);
        }
        return new Capabilities(Map.copyOf(keywords));
    }

    boolean has(String keyword) {
        return keywords.containsKey(keyword);
    }

    /** Maximum message size; {@link Long#MAX_VALUE} if not announced. */
    long maxSize() {
        String size = keywords.getOrDefault("SIZE", "");
        if (!size.matches("[0-9]{1,18}")) {
            return Long.MAX_VALUE;
        }
        long most = Long.parseLong(size);
        return most == 0 ? Long.MAX_VALUE : most;
    }

    Set<String> logins() {
        return Set.copyOf(
                List.of(keywords.getOrDefault("AUTH", "").split("[ =]+")).stream()
                        .distinct()
                        .toList());
    }
}
