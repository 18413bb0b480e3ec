package io.mailyard.wire;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import java.util.List;
import java.util.function.Consumer;

/**
 * The answer's outermost object: {@code data}, {@code error}, {@code error_text}, then the rest
 * (docs/spec/admin-api.md, "Envelope" and "Order of members").
 */
public final class Envelope {
    private static final String SUCCESS = "Successful operation";

    private Envelope() {}

    /** Renders a success. */
    public static byte[] render(ApiReply reply, WireFormat format) {
        return write(
                format,
                out -> {
                    data(reply.data(), out, format);
                    out.number("error", 0).text("error_text", SUCCESS);
                    reply.after().accept(out);
                });
    }

    /**
     * Renders a refusal, with {@code errors} if members are at fault, and the members of a {@link
     * Refusal}.
     */
    public static byte[] error(ApiException refusal, WireFormat format) {
        Consumer<Out> more = refusal instanceof Refusal telling ? telling.members() : out -> {};
        return error(refusal.code().number(), refusal.text(), refusal.faults(), more, format);
    }

    /** Renders an error, with {@code errors} if there are faults. */
    public static byte[] error(ErrorCode code, String text, List<Fault> faults, WireFormat format) {
        return error(code.number(), text, faults, out -> {}, format);
    }

    /**
     * Renders an error of the HTTP server itself, whose number may be missing in {@link ErrorCode}.
     */
    public static byte[] error(int number, String text, List<Fault> faults, WireFormat format) {
        return error(number, text, faults, out -> {}, format);
    }

    private static byte[] error(
            int number, String text, List<Fault> faults, Consumer<Out> more, WireFormat format) {
        return write(
                format,
                out -> {
                    out.number("error", number).text("error_text", text);
                    if (!faults.isEmpty()) {
                        out.objects(
                                "errors",
                                faults,
                                (row, fault) ->
                                        row.text("field", fault.field())
                                                .text("reason", fault.reason()));
                    }
                    more.accept(out);
                });
    }

    private static byte[] write(WireFormat format, Consumer<Out> members) {
        return switch (format) {
            case JSON -> JsonOut.write(members);
            case XML -> XmlOut.write(members);
        };
    }

    private static void data(ApiReply.ReplyData data, Out out, WireFormat format) {
        switch (data) {
            case ApiReply.ReplyData.AbsentData _ -> {}
            case ApiReply.ReplyData.EmptyInXmlData _ -> {
                if (format == WireFormat.XML) {
                    out.nothing("data");
                }
            }
            case ApiReply.ReplyData.NullData _ -> out.nothing("data");
            case ApiReply.ReplyData.ObjectData one -> out.object("data", one.members());
            case ApiReply.ReplyData.RenderedData _ ->
                    throw new IllegalStateException("rendered already");
            case ApiReply.ReplyData.StreamedData _ ->
                    throw new IllegalStateException("not an envelope");
            case ApiReply.ReplyData.ListData<?> many -> rows(many, out, format);
        }
    }

    private static <T> void rows(ApiReply.ReplyData.ListData<T> many, Out out, WireFormat format) {
        if (format == WireFormat.XML && !many.wrapper().isEmpty() && !many.rows().isEmpty()) {
            out.object("data", data -> data.objects(many.wrapper(), many.rows(), many.members()));
        } else {
            out.objects("data", many.rows(), many.members());
        }
    }
}
