package io.mailyard.web;

import io.mailyard.base.ApiException;
import java.util.Locale;
import java.util.Optional;

/** Chooses the format of the answer (spec/admin-api.md, section 1 "format"). */
final class Formats {
    private Formats() {}

    /**
     * By {@code format} in the body or the query, else the Accept header, else the format of the
     * request.
     */
    static WireFormat of(HttpRequest request, Value.Members body, WireFormat requestFormat) {
        Optional<String> asked =
                switch (body.values().getOrDefault("format", new Value.Nothing())) {
                    case Value.Text(String text) -> Optional.of(text);
                    case Value.Nothing _ -> Query.first(request.query(), "format");
                    case Value other ->
                            throw ApiException.badRequest(
                                    "format", "must be json or xml, not " + Types.kind(other));
                };
        if (asked.isPresent()) {
            return named(asked.get());
        }
        return accepted(request).orElse(requestFormat);
    }

    private static WireFormat named(String text) {
        return word(text)
                .orElseThrow(() ->
                        ApiException.badRequest(
                                "format", "must be json or xml, not '" + Types.shown(text) + "'"));
    }

    private static Optional<WireFormat> word(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "json" -> Optional.of(WireFormat.JSON);
            case "xml" -> Optional.of(WireFormat.XML);
            default -> Optional.empty();
        };
    }

    /** What a request that has no readable body is answered in. */
    static WireFormat withoutBody(HttpRequest request) {
        return Query.first(request.query(), "format")
                .flatMap(Formats::word)
                .or(() -> accepted(request))
                .or(() -> request.header("Content-Type").flatMap(Formats::mediaType))
                .orElse(WireFormat.JSON);
    }

    private static Optional<WireFormat> accepted(HttpRequest request) {
        Optional<String> accept = request.header("Accept");
        if (accept.isEmpty()) {
            return Optional.empty();
        }
        Optional<WireFormat> best = Optional.empty();
        double bestWeight = 0;
        for (String range : accept.get().split(",", 32)) {
            Optional<WireFormat> format = mediaType(range);
            double weight = weight(range);
            if (format.isPresent() && weight > bestWeight) {
                best = format;
                bestWeight = weight;
            }
        }
        return best;
    }

    private static Optional<WireFormat> mediaType(String range) {
        return switch (range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT)) {
            case "application/json" -> Optional.of(WireFormat.JSON);
            case "application/xml", "text/xml" -> Optional.of(WireFormat.XML);
            default -> Optional.empty();
        };
    }

    private static double weight(String range) {
        for (String part : range.split(";", 8)) {
            String parameter = part.strip().toLowerCase(Locale.ROOT);
            if (parameter.startsWith("q=")) {
                try {
                    return Double.parseDouble(parameter.substring(2));
                } catch (NumberFormatException bad) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
