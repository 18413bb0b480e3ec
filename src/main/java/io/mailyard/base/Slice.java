package io.mailyard.base;

import java.util.List;
import java.util.OptionalLong;

/**
 * One page of a list.
 *
 * @param rows ascending by id unless the call says otherwise
 * @param totalCount all that match, whatever the page
 * @param nextFromId where the next page starts; empty on the last page
 */
public record Slice<T>(List<T> rows, long totalCount, OptionalLong nextFromId) {
    /** The same page with another count. */
    public Slice<T> counted(long totalCount) {
        return new Slice<>(rows, totalCount, nextFromId);
    }
}
