package io.mailyard.wire;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import java.util.Locale;
import java.util.Optional;

/**
 * Reads a request's body in JSON or XML, and detects which it is (docs/spec/admin-api.md, "Which of
 * the two").
 */
public final class BodyReader {
    private BodyReader() {}

    /**
     * Parses a body. Throws ApiException 415 if it is neither JSON nor XML or in another charset,
     * and {@link UnreadableBody} if it is malformed. An empty body is an empty object.
     *
     * @param sent the body; the server limits its size to {@code http.max-body}
     * @param contentType the header as sent
     */
    public static ParsedBody read(byte[] sent, Optional<String> contentType) {
        byte[] body = DeclaredCharset.transcoded(sent);
        Optional<WireFormat> declared = contentType.flatMap(BodyReader::declaredFormat);
        int from = Utf8.afterMark(body);
        int first = firstVisible(body, from);
        if (first == body.length) {
            return new ParsedBody(Value.Members.NONE, declared.orElse(WireFormat.JSON));
        }
        contentType.ifPresent(type -> refuseOtherCharset(type, body));
        WireFormat format = declared.orElseGet(() -> sniffed(body[first], contentType));
        if (format == WireFormat.XML) {
            DeclaredCharset.otherInXml(body, from)
                    .ifPresent(name -> {
                        throw XmlReader.otherEncoding(name);
                    });
        }
        int bad = Utf8.malformedAt(body, from);
        if (bad >= 0) {
            throw UnreadableBody.at(format, "it is not UTF-8", body, bad);
        }
        refuseTheOther(format, body, first);
        Value.Members members =
                switch (format) {
                    case JSON -> JsonReader.read(body, from);
                    case XML -> XmlReader.read(body, from);
                };
        return new ParsedBody(members, format);
    }

    private static int firstVisible(byte[] body, int from) {
        int i = from;
        while (i < body.length
                && (body[i] == ' ' || body[i] == '\t' || body[i] == '\n' || body[i] == '\r')) {
            i++;
        }
        return i;
    }

    private static Optional<WireFormat> declaredFormat(String contentType) {
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return switch (type.strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> Optional.of(WireFormat.JSON);
            case "application/xml", "text/xml" -> Optional.of(WireFormat.XML);
            default -> Optional.empty();
        };
    }

    private static WireFormat sniffed(byte first, Optional<String> contentType) {
        return switch (first) {
            case '{' -> WireFormat.JSON;
            case '<' -> WireFormat.XML;
            default ->
                    throw new ApiException(
                            ErrorCode.UNSUPPORTED_TYPE,
                            "The body is neither a JSON object nor XML"
                                    + contentType
                                            .map(type ->
                                                    ", and Content-Type '"
                                                            + WireText.shownName(type)
                                                            + "' is neither")
                                            .orElse("")
                                    + "; send application/json or application/xml");
        };
    }

    private static void refuseOtherCharset(String contentType, byte[] body) {
        charset(contentType)
                .filter(name -> !DeclaredCharset.isRight(name, body))
                .ifPresent(name -> {
                    throw new ApiException(
                            ErrorCode.UNSUPPORTED_TYPE,
                            "Charset '"
                                    + WireText.shownName(name)
                                    + "' is not taken: send the body in UTF-8");
                });
    }

    private static Optional<String> charset(String contentType) {
        String[] parts = contentType.split(";", 16);
        for (int i = 1; i < parts.length; i++) {
            int equals = parts[i].indexOf('=');
            if (equals > 0 && parts[i].substring(0, equals).strip().equalsIgnoreCase("charset")) {
                return Optional.of(parts[i].substring(equals + 1).replace("\"", "").strip());
            }
        }
        return Optional.empty();
    }

    private static void refuseTheOther(WireFormat format, byte[] body, int first) {
        boolean other =
                switch (format) {
                    case JSON -> body[first] == '<';
                    case XML -> body[first] == '{' || body[first] == '[';
                };
        if (other) {
            WireFormat sent = format == WireFormat.JSON ? WireFormat.XML : WireFormat.JSON;
            throw UnreadableBody.at(
                    format,
                    "Content-Type says " + format + ", and the body looks like " + sent,
                    body,
                    first);
        }
    }
}
