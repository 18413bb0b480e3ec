package io.mailyard.base;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.ToLongFunction;

/**
 * One page of a list.
 *
 * @param rows ascending by id unless the call says otherwise
 * @param totalCount number of all matching rows, whatever the page
 * @param nextFromId start of the next page; empty on the last page
 */
public record Slice<T>(List<T> rows, long totalCount, OptionalLong nextFromId) {
    /**
     * A page from rows that were read with one more than its limit.
     *
     * @param id returns the id of a row
     */
    public static <T> Slice<T> of(List<T> rows, Page page, long totalCount, ToLongFunction<T> id) {
        if (rows.size() <= page.limit()) {
            return new Slice<>(rows, totalCount, OptionalLong.empty());
        }
        OptionalLong next = OptionalLong.of(id.applyAsLong(rows.getLast()));
        return new Slice<>(rows.subList(0, page.limit()), totalCount, next);
    }

    /** Returns this page with another count. */
    public Slice<T> counted(long totalCount) {
        return new Slice<>(rows, totalCount, nextFromId);
    }
}
