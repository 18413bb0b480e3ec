package io.mailyard.access;

import io.mailyard.api.Audience;
import io.mailyard.api.Route;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Calls that a token or an administrator may make. {@code read}: every call that changes nothing,
 * except those that show what a message says; {@code write}: every call; {@code NOUN:read} and
 * {@code NOUN:write}: those of one noun ({@code accounts:read} includes {@code reports:read});
 * {@code content:read}: what a message says; {@link #ACTS}: a single act. Write includes read. Of
 * an account's token {@code write} does not include {@code content:read}.
 */
public record Scopes(Set<String> words) {
    /** The nouns that calls are about. */
    public static final List<String> NOUNS =
            List.of(
                    "accounts",
                    "users",
                    "tariffs",
                    "tokens",
                    "nodes",
                    "platform",
                    "suppressions",
                    "webhooks",
                    "policies",
                    "domains",
                    "senders",
                    "vsenders",
                    "audit",
                    "reports",
                    "states",
                    "account_tokens",
                    "messages",
                    "administrators");

    /** To see what a message says: {@code read} does not include it. */
    public static final String CONTENT = "content:read";

    /**
     * The noun of usage and statistics, which those who see accounts see as well: tokens of before
     * it was made go on reading them.
     */
    public static final String REPORTS = "reports";

    /** To mail a user the link that sets a password. */
    public static final String WELCOME = "users:welcome";

    /** To take hard bounces off a suppression list, with a reason. */
    public static final String LIFT = "suppressions:lift";

    /** To try waiting mail now. */
    public static final String TRY_NOW = "messages:try_now";

    /** To send mail, by an account's own token. */
    public static final String SEND = "messages:send";

    /** To look at once whether DNS has a domain's records, by an account's own. */
    public static final String CHECK = "domains:check";

    /** Single acts of administrators; the write of their noun includes each. */
    public static final List<String> ACTS = List.of(WELCOME, LIFT, TRY_NOW);

    /** Single acts of accounts. */
    private static final List<String> ACCOUNT_ACTS = List.of(SEND, CHECK);

    /** The nouns of the calls that accounts make by their own tokens. */
    public static final List<String> ACCOUNT_NOUNS =
            List.of(
                    "account",
                    "messages",
                    "suppressions",
                    "domains",
                    "webhooks",
                    "tokens",
                    "profile");

    /** All calls; of an account's, all but those that show what messages say. */
    public static final Scopes ALL = new Scopes(Set.of("write"));

    /** All calls of an account's. */
    public static final Scopes ALL_OF_ACCOUNT = new Scopes(Set.of("write", CONTENT));

    private static final List<String> VERBS = List.of("read", "write");

    public Scopes {
        words = Set.copyOf(words);
    }

    private static List<String> nouns(Audience kind) {
        return switch (kind) {
            case ADMINISTRATOR -> NOUNS;
            case ACCOUNT -> ACCOUNT_NOUNS;
        };
    }

    private static List<String> acts(Audience kind) {
        return switch (kind) {
            case ADMINISTRATOR -> ACTS;
            case ACCOUNT -> ACCOUNT_ACTS;
        };
    }

    /** Every scope of a kind of token, for the API description. */
    public static List<String> known(Audience kind) {
        List<String> known = new ArrayList<>(VERBS);
        nouns(kind).forEach(noun -> VERBS.forEach(verb -> known.add(noun + ":" + verb)));
        known.add(CONTENT);
        known.addAll(acts(kind));
        return known;
    }

    /**
     * Parses a scope.
     *
     * @throws IllegalArgumentException where it is no scope of such tokens
     */
    public static String word(Audience kind, String given) {
        String word = given.strip().toLowerCase(Locale.ROOT);
        if (!known(kind).contains(word)) {
            throw new IllegalArgumentException(
                    "'"
                            + given
                            + "' is not a scope: use read, write, or NOUN:read, NOUN:write with one of "
                            + String.join(", ", nouns(kind))
                            + more(kind));
        }
        return word;
    }

    private static String more(Audience kind) {
        return "; or " + CONTENT + ", " + String.join(", ", acts(kind));
    }

    /** Whether a call about {@code noun} is allowed. */
    public boolean permit(String noun, boolean writes) {
        if (noun.equals(Route.FOR_ALL)) {
            return !writes;
        }
        if (words.contains("write") || words.contains(noun + ":write")) {
            return true;
        }
        boolean reads = words.contains("read") && !CONTENT.startsWith(noun + ":");
        return !writes
                && (reads
                        || words.contains(noun + ":read")
                        || (noun.equals(REPORTS) && permit("accounts", false)));
    }

    /**
     * Whether an account's token or user with these may make a call about {@code noun}. What
     * messages say needs {@link #CONTENT} itself: tokens that may do everything else are older than
     * that scope.
     */
    public boolean permitOwn(String noun, boolean writes) {
        return CONTENT.startsWith(noun + ":") ? words.contains(CONTENT) : permit(noun, writes);
    }

    /** Whether this allows everything that {@code other} allows. */
    public boolean include(Audience kind, Scopes other) {
        return other.words.stream()
                .allMatch(word ->
                        (kind == Audience.ACCOUNT && word.equals(CONTENT))
                                ? words.contains(CONTENT)
                                : includes(word));
    }

    /** Whether a single scope is allowed. */
    public boolean includes(String word) {
        int colon = word.indexOf(':');
        if (colon < 0 || words.contains(word) || word.equals(CONTENT)) {
            return words.contains("write") || words.contains(word);
        }
        if (ACTS.contains(word) || ACCOUNT_ACTS.contains(word)) {
            return permit(word.substring(0, colon), true);
        }
        return permit(word.substring(0, colon), word.endsWith(":write"));
    }

    /** Administrators' scopes that both this and {@code other} allow. */
    public Scopes and(Scopes other) {
        return new Scopes(
                known(Audience.ADMINISTRATOR).stream()
                        .filter(word -> includes(word) && other.includes(word))
                        .collect(Collectors.toSet()));
    }

    /** In a fixed order, as stored and shown. */
    public List<String> sorted() {
        return List.copyOf(new TreeSet<>(words));
    }
}
