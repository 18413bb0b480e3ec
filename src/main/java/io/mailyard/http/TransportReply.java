package io.mailyard.http;

import io.mailyard.base.ErrorCode;
import io.mailyard.wire.Envelope;
import io.mailyard.wire.WireFormat;
import java.util.List;
import java.util.Map;

/** Replies over HTTP with the wire's envelope as their body. */
public final class TransportReply {
    private TransportReply() {}

    /**
     * A refusal by the transport, before any call is reached: always with an HTTP status of its own
     * (docs/spec/admin-api.md, section 1).
     */
    public static HttpReply.WholeReply of(
            HttpRequest request, ErrorCode code, String text, Map<String, String> headers) {
        WireFormat format = Formats.withoutBody(request);
        return reply(code.number(), format, headers, Envelope.error(code, text, List.of(), format))
                .refusing(text);
    }

    /** An envelope that was rendered before, as a reply of its format's media type. */
    public static HttpReply.WholeReply reply(
            int status, WireFormat format, Map<String, String> headers, byte[] body) {
        return new HttpReply.WholeReply(
                status, format.mediaType() + "; charset=utf-8", headers, body);
    }
}
