package io.mailyard.wire;

import io.mailyard.base.Slice;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;

/**
 * A handler's answer: the {@code data} of the envelope, and the members after {@code error_text}.
 * The dispatcher adds the rest of the envelope.
 *
 * @param data writes the member {@code data}, if there is one
 * @param after writes the members after {@code error_text}: {@code total_count}, then our own
 * @param secret whether it contains a secret that is shown only once, so that a stored copy must be
 *     encrypted
 */
public record ApiReply(ReplyData data, Consumer<Out> after, boolean secret) {
    /** The {@code data} in each format. */
    public sealed interface ReplyData {
        /** No {@code data} in either format (activate, deactivate, send_welcome). */
        record AbsentData() implements ReplyData {}

        /** No {@code data} in JSON, {@code <data/>} in XML (delete, freeze, unfreeze). */
        record EmptyInXmlData() implements ReplyData {}

        /** {@code "data": null}, {@code <data/>}. */
        record NullData() implements ReplyData {}

        /** One object. */
        record ObjectData(Consumer<Out> members) implements ReplyData {}

        /**
         * A complete answer that was rendered before: the replay of an earlier one.
         *
         * @param error its {@code error}
         */
        record RenderedData(int error, byte[] body) implements ReplyData {}

        /** Content of another type in place of an envelope, written piece by piece. */
        record StreamedData(String mediaType, BodyWriter writer) implements ReplyData {}

        /**
         * An array. In XML each row is a {@code <data>}, or all are inside one {@code <data>} as
         * elements named {@code wrapper}.
         */
        record ListData<T>(List<T> rows, BiConsumer<Out, T> members, String wrapper)
                implements ReplyData {}
    }

    private static final Consumer<Out> NOTHING = out -> {};

    /** An answer without {@code data} in either format. */
    public static ApiReply none() {
        return new ApiReply(new ReplyData.AbsentData(), NOTHING, false);
    }

    /** An answer without {@code data} in JSON, with {@code <data/>} in XML. */
    public static ApiReply emptyInXml() {
        return new ApiReply(new ReplyData.EmptyInXmlData(), NOTHING, false);
    }

    /** {@code "data": null} in JSON, {@code <data/>} in XML. */
    public static ApiReply nullData() {
        return new ApiReply(new ReplyData.NullData(), NOTHING, false);
    }

    /**
     * One object as {@code data}. {@code members} is called when the answer is rendered, once for
     * each rendering.
     */
    public static ApiReply one(Consumer<Out> members) {
        return new ApiReply(new ReplyData.ObjectData(members), NOTHING, false);
    }

    /** An earlier answer, byte for byte. */
    public static ApiReply rendered(int error, byte[] body) {
        return new ApiReply(new ReplyData.RenderedData(error, body), NOTHING, false);
    }

    /** Content of another type in place of the envelope. */
    public static ApiReply streamed(String mediaType, BodyWriter writer) {
        return new ApiReply(new ReplyData.StreamedData(mediaType, writer), NOTHING, false);
    }

    /** {@code {"saved_id": id}}. */
    public static ApiReply savedId(long id) {
        return one(out -> out.number("saved_id", id));
    }

    /** Rows, without a count; see {@link ReplyData.ListData}. */
    public static <T> ApiReply many(List<T> rows, BiConsumer<Out, T> members, String wrapper) {
        return new ApiReply(new ReplyData.ListData<>(rows, members, wrapper), NOTHING, false);
    }

    /**
     * A page of a list, with {@code total_count}, and {@code next_from_id} if there is a next page.
     */
    public static <T> ApiReply list(Slice<T> slice, BiConsumer<Out, T> members) {
        return list(slice, members, "");
    }

    /**
     * A page of a list as of {@link #list(Slice, BiConsumer)}; in XML one {@code <data>} with an
     * element {@code wrapper} for each row.
     */
    public static <T> ApiReply list(Slice<T> slice, BiConsumer<Out, T> members, String wrapper) {
        return many(slice.rows(), members, wrapper)
                .and(out -> {
                    out.number("total_count", slice.totalCount());
                    slice.nextFromId().ifPresent(next -> out.number("next_from_id", next));
                });
    }

    /** Returns this answer with more members at its end. */
    public ApiReply and(Consumer<Out> more) {
        return new ApiReply(data, after.andThen(more), secret);
    }

    /** Returns this answer, marked as one that contains a secret. */
    public ApiReply withSecret() {
        return new ApiReply(data, after, true);
    }
}
