package io.mailyard.base;

/**
 * The requested part of a list (docs/spec/admin-api.md, "Lists").
 *
 * @param fromId the first id on the page, inclusive
 * @param limit maximum number of rows, 1 to {@link #MAX_LIMIT}
 */
public record Page(long fromId, int limit) {
    /** Documented upper limit of {@code limit}. */
    public static final int MAX_LIMIT = 10_000;

    /** Documented default of {@code limit}. */
    public static final int DEFAULT_LIMIT = 1_000;
}
