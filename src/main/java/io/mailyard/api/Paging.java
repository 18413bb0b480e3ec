package io.mailyard.api;

import io.mailyard.base.Page;

/** The parameters of lists by id (docs/spec/admin-api.md, "Lists"). */
public final class Paging {
    public static final Param<Long> FROM_ID =
            Param.of("from_id", Types.firstId(), "First id on the page, inclusive.").defaultsTo(1L);
    public static final Param<Long> LIMIT =
            Param.of("limit", Types.integer(1, Page.MAX_LIMIT), "Rows on a page.")
                    .defaultsTo((long) Page.DEFAULT_LIMIT);

    private Paging() {}

    /** The page that a call requests. */
    public static Page page(Params params) {
        return new Page(params.get(FROM_ID), params.get(LIMIT).intValue());
    }
}
