package io.mailyard.panel;

/**
 * A state by colour, icon and word.
 *
 * @param kind the class of its colours, such as {@code frozen}
 */
public record Badge(String kind, String icon, String word) {
    /** Of an account's or user's state: active, frozen, inactive, deleted. */
    public static Badge ofState(String state, Translations words) {
        return switch (state) {
            case "active" -> new Badge(state, "circle-check", words.text("state.active"));
            case "frozen" -> new Badge(state, "snowflake", words.text("state.frozen"));
            case "inactive" -> new Badge(state, "circle-off", words.text("state.inactive"));
            case "deleted" -> new Badge(state, "trash-2", words.text("state.deleted"));
            default -> new Badge("off", "info", state);
        };
    }

    /** In the colours of what is as it should be. */
    public static Badge good(String icon, String word) {
        return new Badge("good", icon, word);
    }

    /** In the colours of what does not work and needs somebody. */
    public static Badge bad(String icon, String word) {
        return new Badge("bad", icon, word);
    }

    /** In grey: switched off, waiting, or unknown. */
    public static Badge off(String icon, String word) {
        return new Badge("off", icon, word);
    }

    /** In the colours of what works and should be looked at. */
    public static Badge warn(String icon, String word) {
        return new Badge("warn", icon, word);
    }
}
