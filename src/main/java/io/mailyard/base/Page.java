package io.mailyard.base;

/**
 * Which part of a list is asked for (docs/spec/admin-api.md, "Lists").
 *
 * @param fromId the first id on the page, inclusive
 * @param limit how many rows at most, 1 to {@link #MAX_LIMIT}
 */
public record Page(long fromId, int limit) {
    /** Documented upper limit of {@code limit}. */
    public static final int MAX_LIMIT = 10_000;

    /** Documented default of {@code limit}. */
    public static final int DEFAULT_LIMIT = 1_000;
}
