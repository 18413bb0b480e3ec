package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * A domain as its page shows it.
 *
 * @param path of the page
 * @param state what its state means and until when, in a sentence
 * @param well what the green line says: every record is in DNS; empty: one is not
 * @param records what to publish, beside what DNS has
 */
public record DomainView(
        String name,
        String ascii,
        String path,
        Badge badge,
        String state,
        boolean verifiable,
        String well,
        List<RecordView> records) {

    /**
     * One record to publish.
     *
     * @param why to publish it
     * @param value what to publish; empty: the owner of the name chooses it
     * @param found what DNS has
     * @param note what is wrong, or worth knowing
     * @param checked when DNS was asked, and who answered; empty: never
     */
    public record RecordView(
            String kind,
            String why,
            String name,
            String type,
            String value,
            List<String> found,
            String note,
            Badge badge,
            String checked,
            String checkedUtc) {}

    static DomainView of(
            Frame frame, Value.Members domain, List<Value.Members> records, String path) {
        Translations words = frame.words();
        String state = Values.text(domain, "state");
        boolean well =
                !records.isEmpty() && records.stream().allMatch(one -> Values.flag(one, "right"));
        return new DomainView(
                Values.text(domain, "unicode"),
                Values.text(domain, "domain"),
                path,
                badge(words, state),
                sentence(frame, domain, state),
                !state.equals("verified"),
                well && !state.equals("pending")
                        ? words.count("domain.well", records.size(), checked(frame, records))
                        : "",
                records.stream().map(one -> record(frame, one)).toList());
    }

    private static String checked(Frame frame, List<Value.Members> records) {
        return Values.time(records.getFirst(), "checked_at").map(frame::time).orElse("");
    }

    private static String sentence(Frame frame, Value.Members domain, String state) {
        Translations words = frame.words();
        String ends = Values.time(domain, "ends_at").map(frame::time).orElse("");
        String since = Values.time(domain, "state_since").map(frame::time).orElse("");
        return switch (state) {
            case "verified" -> words.text("domain.is.verified", since, proof(words, domain));
            case "warning" ->
                    ends.isEmpty()
                            ? words.text("domain.is.warning.vouched", since)
                            : words.text("domain.is.warning", since, ends);
            default -> words.text("domain.is.pending", ends);
        };
    }

    /** Returns how the domain was proved. */
    static String proof(Translations words, Value.Members domain) {
        if (Values.flag(domain, "vouched")) {
            return words.text("domain.proof.vouched");
        }
        String proof = Values.text(domain, "proof");
        return proof.isEmpty() ? words.text("domain.proof.none") : proof.toUpperCase(Locale.ROOT);
    }

    /** A domain's state by colour, icon and word. */
    public static Badge badge(Translations words, String state) {
        return switch (state) {
            case "verified" -> Badge.good("circle-check", words.text("domain.verified"));
            case "warning" -> Badge.warn("triangle-alert", words.text("domain.warning"));
            case "pending" -> Badge.off("clock", words.text("domain.pending"));
            default -> Badge.off("info", state);
        };
    }

    /**
     * A record to publish, with what DNS had when it was last asked, in the reader's words and time
     * zone.
     */
    public static RecordView record(Frame frame, Value.Members one) {
        Translations words = frame.words();
        String kind = Values.text(one, "kind");
        String at = Values.time(one, "checked_at").map(frame::time).orElse("");
        String resolver = Values.text(one, "resolver");
        return new RecordView(
                words.or("record." + kind, kind),
                words.or("record." + kind + ".why", Values.text(one, "why")),
                Values.text(one, "name"),
                Values.text(one, "type"),
                Values.text(one, "value"),
                Values.texts(one, "found"),
                Values.text(one, "note"),
                found(words, Values.text(one, "status")),
                at.isEmpty()
                        ? ""
                        : resolver.isEmpty()
                                ? words.text("record.asked", at)
                                : words.text("record.answered", at, resolver),
                Values.text(one, "checked_at"));
    }

    private static Badge found(Translations words, String status) {
        return switch (status) {
            case "right" -> Badge.good("circle-check", words.text("record.right"));
            case "absent" -> Badge.bad("circle-x", words.text("record.absent"));
            case "different" -> Badge.bad("circle-x", words.text("record.different"));
            case "unavailable" -> Badge.warn("triangle-alert", words.text("record.unavailable"));
            default -> Badge.off("clock", words.text("record.unchecked"));
        };
    }

    /** Returns what deleting the domain would do, from the call's dry run. */
    static List<String> losses(Translations words, Value.Members domain, CallResult foreseen) {
        List<String> losses = new ArrayList<>();
        boolean owned = !Values.text(domain, "state").equals("pending");
        losses.add(words.text(owned ? "domain.loss" : "domain.loss.pending"));
        long retired =
                Values.objects(foreseen.envelope(), "changes").stream()
                        .filter(change -> Values.text(change, "object_type").equals("key"))
                        .filter(change -> Values.has(change, "after"))
                        .count();
        if (retired > 0) {
            losses.add(words.count("domain.loss.keys", retired));
        }
        return losses;
    }
}
