package io.mailyard.api;

import io.mailyard.base.Slice;
import io.mailyard.wire.ApiReply;
import io.mailyard.wire.Out;
import java.util.function.BiConsumer;

/** The parameters of lists that callers search and sort, besides those of {@link Paging}. */
public final class Sorting {
    public static final Param<String> FROM =
            Param.of(
                            "from",
                            Types.text(0, 2048),
                            "Where the page begins, in another order than by id: next_from of the answer"
                                    + " before.")
                    .defaultsTo("");

    /** Member that answers have besides. */
    public static final ObjectSchema NEXT =
            ObjectSchema.part()
                    .text(
                            "next_from",
                            "Start of the next page in another order than by id; absent on the last.")
                    .optional();

    private Sorting() {}

    /** In which order. */
    public static Param<String> by(String... words) {
        return Param.of(
                        "sort",
                        Types.oneOf(words),
                        "Order of the list, with - descending. Pages of an order other than id begin with"
                                + " from.")
                .defaultsTo("id");
    }

    /** A text that rows must have. */
    public static Param<String> search(String where) {
        return Param.of("search", Types.text(0, 255), where).defaultsTo("");
    }

    /**
     * A page of a list.
     *
     * @param nextFrom start of the next page; empty where pages begin with ids, and on the last
     */
    public static <T> ApiReply reply(Slice<T> slice, String nextFrom, BiConsumer<Out, T> members) {
        return ApiReply.list(slice, members)
                .and(out -> {
                    if (!nextFrom.isEmpty()) {
                        out.text("next_from", nextFrom);
                    }
                });
    }
}
