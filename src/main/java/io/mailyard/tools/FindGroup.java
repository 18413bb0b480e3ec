package io.mailyard.tools;

import io.mailyard.access.Scopes;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Groups of what a search from anywhere finds, in the order in which equally good hits are shown.
 */
public enum FindGroup {
    ACCOUNTS("accounts"),
    MESSAGES("messages"),
    REQUESTS("audit"),
    USERS("users"),
    DOMAINS("domains"),
    SENDERS("senders"),
    NODES("nodes"),
    TOKENS("tokens", "account_tokens"),
    WEBHOOKS("webhooks"),
    SUPPRESSIONS("suppressions"),
    PAGES,
    FIELDS,
    SETTINGS("platform");

    @SuppressWarnings("ImmutableEnumChecker") // by List.of
    private final List<String> nouns;

    /**
     * @param nouns of one of which a caller must be able to read; none: each is judged by itself
     */
    FindGroup(String... nouns) {
        this.nouns = List.of(nouns);
    }

    /** As answers name it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static List<String> words() {
        return Arrays.stream(values()).map(FindGroup::word).toList();
    }

    /** Whether these scopes let a caller see any of it. */
    boolean isSeenWith(Scopes scopes) {
        return nouns.isEmpty() || nouns.stream().anyMatch(noun -> scopes.permit(noun, false));
    }
}
