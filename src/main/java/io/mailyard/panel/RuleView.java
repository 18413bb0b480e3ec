package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * A rule of a virtual sender as its page shows it.
 *
 * @param place from 1
 * @param match whose messages it routes
 * @param shares which senders share them
 */
public record RuleView(long place, String match, List<RuleShare> shares) {
    /**
     * A sender of a rule.
     *
     * @param width of its bar, in percent
     * @param text what it changes in a message, and its ramp; empty: nothing
     * @param address of its page; empty: the person may not see it
     */
    public record RuleShare(
            String sender, String percent, long width, String text, String address) {}

    static List<RuleView> of(
            SignedIn signedIn, List<Value.Members> rules, Map<Long, String> senders) {
        List<RuleView> views = new ArrayList<>();
        for (Value.Members rule : rules) {
            views.add(
                    new RuleView(
                            views.size() + 1L,
                            match(signedIn.words(), rule),
                            Values.objects(rule, "senders").stream()
                                    .map(share -> share(signedIn, share, senders))
                                    .toList()));
        }
        return views;
    }

    /** Such as: recipients at gmail.com. */
    static String match(Translations words, Value.Members rule) {
        String type = Values.text(rule, "type");
        String value = Values.text(rule, "value");
        return value.isEmpty()
                ? words.or("vsender.match." + type, type)
                : words.text("vsender.match.of", words.or("vsender.match." + type, type), value);
    }

    static String sender(Translations words, long id, Map<Long, String> senders) {
        return senders.getOrDefault(id, words.text("tool.route.sender", String.valueOf(id)));
    }

    private static RuleShare share(
            SignedIn signedIn, Value.Members share, Map<Long, String> senders) {
        Translations words = signedIn.words();
        long id = Values.number(share, "sender_id");
        List<String> texts = new ArrayList<>();
        for (String override : List.of("from_email", "replyto_email", "from_name")) {
            String value = Values.text(share, override);
            if (!value.isEmpty()) {
                texts.add(words.text("vsender." + override) + ": " + value);
            }
        }
        if (Values.has(share, "warmup")) {
            Value.Members ramp = Values.object(share, "warmup");
            texts.add(
                    words.text(
                            "vsender.ramp",
                            words.number(Values.number(ramp, "start")),
                            Values.text(ramp, "growth"),
                            words.number(Values.number(ramp, "ceiling")),
                            Values.text(ramp, "begins")));
            String ceilings =
                    Values.objects(ramp, "isp_ceilings").stream()
                            .map(each ->
                                    Values.text(each, "isp")
                                            + " "
                                            + words.number(Values.number(each, "ceiling")))
                            .collect(Collectors.joining(", "));
            if (!ceilings.isEmpty()) {
                texts.add(ceilings);
            }
        }
        return new RuleShare(
                sender(words, id, senders),
                Values.text(share, "percent") + " %",
                Math.clamp(Values.number(share, "percent"), 0, 100),
                String.join(" · ", texts),
                signedIn.person().mayRead("senders") ? "/admin/senders/" + id : "");
    }
}
