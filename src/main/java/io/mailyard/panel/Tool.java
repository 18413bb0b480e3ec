package io.mailyard.panel;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A question of the tools: the call that answers it, and what it asks for. */
@SuppressWarnings("ImmutableEnumChecker") // by List.of
enum Tool {
    ROUTE(
            "messages/route",
            "messages",
            "route",
            List.of("account_id", "from", "to"),
            List.of("vsender_id", "campaign_id", "group_id", "seed"),
            List.of("account_id", "1", "from", "shop@example.com", "to", "anna@example.com")),
    MESSAGE_ID(
            "tools/message_id",
            "messages",
            "fingerprint",
            List.of("text"),
            List.of(),
            List.of("text", "bounces+1@mail.example.com")),
    REPORT(
            "tools/report",
            "messages",
            "mail-warning",
            List.of("report"),
            List.of(),
            List.of(
                    "report",
                    """
                    Feedback-Type: abuse
                    User-Agent: Example/1.0
                    Version: 1
                    Original-Mail-From: <bounces+1@mail.example.com>
                    Original-Rcpt-To: <anna@example.com>
                    Source-IP: 192.0.2.1
                    """)),
    DNS(
            "tools/dns",
            "domains",
            "globe",
            List.of("domain"),
            List.of("selector"),
            List.of("domain", "gmail.com", "selector", "20230601")),
    ADDRESS(
            "tools/address",
            "suppressions",
            "at-sign",
            List.of("email"),
            List.of(),
            List.of("email", "anna@example.com"));

    /** Characters in one field of an address. */
    static final int MOST = 1_000;

    static final int MOST_REPORT = 262_144;

    private final String call;
    private final String noun;
    private final String icon;
    private final List<String> needed;
    private final List<String> more;
    private final List<String> example;

    Tool(
            String call,
            String noun,
            String icon,
            List<String> needed,
            List<String> more,
            List<String> example) {
        this.call = call;
        this.noun = noun;
        this.icon = icon;
        this.needed = needed;
        this.more = more;
        this.example = example;
    }

    String call() {
        return call;
    }

    /** The noun of the call's scope. */
    String noun() {
        return noun;
    }

    String icon() {
        return icon;
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    String path() {
        return "/admin/tools/" + word();
    }

    List<String> needed() {
        return needed;
    }

    /** Its fields, those first that it cannot do without. */
    List<String> fields() {
        return Stream.concat(needed.stream(), more.stream()).toList();
    }

    /** Whether its form is sent: what it asks for is too long for an address. */
    boolean isSent() {
        return this == REPORT;
    }

    /** Values by field, to be clicked. */
    Map<String, String> example() {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < example.size(); i += 2) {
            values.put(example.get(i), example.get(i + 1));
        }
        return values;
    }
}
