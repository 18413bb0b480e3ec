package io.mailyard.panel;

import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Result of a search from anywhere.
 *
 * @param asked the text that was searched for; empty: nothing was
 */
public record FoundView(String asked, List<FoundKind> kinds) {
    /** Hits of one kind. */
    public record FoundKind(String label, String icon, List<FoundHit> hits) {}

    /** A hit; {@code place} counts it among all. */
    public record FoundHit(
            int place, String title, String text, Optional<Badge> badge, String address) {}

    private static final Map<String, String> ICONS =
            Map.ofEntries(
                    Map.entry("accounts", "building-2"),
                    Map.entry("messages", "mail"),
                    Map.entry("requests", "file-clock"),
                    Map.entry("users", "user"),
                    Map.entry("domains", "globe"),
                    Map.entry("senders", "send"),
                    Map.entry("nodes", "server"),
                    Map.entry("tokens", "key-round"),
                    Map.entry("webhooks", "webhook"),
                    Map.entry("suppressions", "ban"),
                    Map.entry("pages", "panel-left"),
                    Map.entry("fields", "text-cursor-input"),
                    Map.entry("settings", "sliders-horizontal"));

    static FoundView of(Translations words, String asked, List<Value.Members> found) {
        Map<String, List<FoundHit>> kinds = new LinkedHashMap<>();
        for (int i = 0; i < found.size(); i++) {
            Value.Members hit = found.get(i);
            kinds.computeIfAbsent(Values.text(hit, "group"), _ -> new ArrayList<>())
                    .add(hit(words, i, hit));
        }
        return new FoundView(
                asked,
                kinds.entrySet().stream()
                        .map(kind ->
                                new FoundKind(
                                        words.text("find.group." + kind.getKey()),
                                        ICONS.getOrDefault(kind.getKey(), "search"),
                                        kind.getValue()))
                        .toList());
    }

    private static FoundHit hit(Translations words, int place, Value.Members hit) {
        String title = Values.text(hit, "title");
        return new FoundHit(
                place,
                title.isEmpty() ? words.text("message.nosubject") : title,
                text(words, hit),
                badge(words, Values.text(hit, "state")),
                Values.text(hit, "page"));
    }

    /** Returns the smaller text of a hit: its text, and whose it is or which id it has. */
    private static String text(Translations words, Value.Members hit) {
        String text = Values.text(hit, "text");
        String about =
                switch (Values.text(hit, "group")) {
                    case "accounts", "senders", "nodes" ->
                            words.text("find.id", Values.text(hit, "id"));
                    case "messages" ->
                            words.text(
                                    "find.message",
                                    Values.text(hit, "id"),
                                    Values.text(hit, "account_id"));
                    case "suppressions" ->
                            Values.has(hit, "account_id")
                                    ? words.text("find.account", Values.text(hit, "account_id"))
                                    : words.text("find.platform");
                    default -> "";
                };
        return text.isEmpty() || about.isEmpty() ? text + about : text + " · " + about;
    }

    private static Optional<Badge> badge(Translations words, String state) {
        return state.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        switch (state) {
                            case "frozen", "inactive", "deleted" -> Badge.ofState(state, words);
                            default -> Badge.off("info", words.or("domain.state." + state, state));
                        });
    }
}
