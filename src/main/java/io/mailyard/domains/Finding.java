package io.mailyard.domains;

import io.mailyard.api.ObjectSchema;
import io.mailyard.wire.JsonText;
import io.mailyard.wire.Out;
import io.mailyard.wire.Value;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * The state in DNS of a record that should be published.
 *
 * @param found the values in DNS
 * @param note what is wrong, or worth knowing; empty: nothing
 * @param at when DNS was asked; empty: never
 * @param resolver the name server that answered; empty: none did
 */
record Finding(
        FindingStatus status,
        List<String> found,
        String note,
        Optional<Instant> at,
        String resolver) {
    /** Maximum number of stored values of one name: more are a mistake, and each may have 64 kB. */
    private static final int MAX_FOUND = 20;

    /** Maximum length of a stored value or note: a DKIM record of 4096 bits has 750. */
    private static final int MAX_VALUE = 2_000;

    /** The state of a record in DNS. */
    enum FindingStatus {
        /** Not checked yet. */
        UNCHECKED,
        RIGHT,
        ABSENT,
        DIFFERENT,
        /** DNS did not answer. */
        UNAVAILABLE;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static final Finding NONE =
            new Finding(FindingStatus.UNCHECKED, List.of(), "", Optional.empty(), "");

    Finding {
        found = found.stream().limit(MAX_FOUND).map(Finding::bounded).toList();
        note = bounded(note);
    }

    private static String bounded(String text) {
        return text.substring(0, Math.min(text.length(), MAX_VALUE));
    }

    static Finding of(FindingStatus status, List<String> found, String note, String resolver) {
        return new Finding(status, found, note, Optional.empty(), resolver);
    }

    Finding at(Instant time) {
        return new Finding(status, found, note, Optional.of(time), resolver);
    }

    /** The members that {@link #write} writes. */
    static final ObjectSchema SCHEMA =
            ObjectSchema.part()
                    .flag("right", "Whether DNS has the right value.")
                    .word(
                            "status",
                            "Result of the last check; unchecked: DNS was not asked yet.",
                            Arrays.stream(FindingStatus.values()).map(FindingStatus::word).toList())
                    .texts("found", "Values that DNS has.")
                    .text("note", "What is wrong, or worth knowing; empty: nothing.")
                    .time("checked_at", "When DNS was asked.")
                    .orNull()
                    .text("resolver", "The name server that answered.");

    void write(Out out) {
        out.flag("right", status == FindingStatus.RIGHT)
                .text("status", status.word())
                .texts("found", found)
                .text("note", note)
                .time("checked_at", at.orElse(null))
                .text("resolver", resolver);
    }

    /** Findings by their records' keys, in the store's form. */
    static String toJson(Map<String, Finding> findings) {
        return JsonText.write(out ->
                out.objects(
                        "findings",
                        List.copyOf(findings.entrySet()),
                        (one, entry) -> {
                            one.text("key", entry.getKey());
                            entry.getValue().write(one);
                        }));
    }

    static Map<String, Finding> fromJson(String json, Instant at) {
        Map<String, Finding> findings = new HashMap<>();
        if (JsonText.read(json).values().get("findings") instanceof Value.Items(List<Value> all)) {
            for (Value one : all) {
                if (one instanceof Value.Members members) {
                    findings.put(text(members, "key"), read(members, at));
                }
            }
        }
        return findings;
    }

    private static Finding read(Value.Members members, Instant at) {
        List<String> found =
                members.values().get("found") instanceof Value.Items(List<Value> values)
                        ? values.stream()
                                .map(value -> value instanceof Value.Text(String text) ? text : "")
                                .toList()
                        : List.of();
        return new Finding(
                FindingStatus.valueOf(text(members, "status").toUpperCase(Locale.ROOT)),
                found,
                text(members, "note"),
                Optional.of(at),
                text(members, "resolver"));
    }

    private static String text(Value.Members members, String name) {
        return members.values().get(name) instanceof Value.Text(String text) ? text : "";
    }
}
