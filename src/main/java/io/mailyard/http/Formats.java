package io.mailyard.http;

import io.mailyard.base.ApiException;
import io.mailyard.base.VisibleText;
import io.mailyard.wire.Value;
import io.mailyard.wire.WireFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Chooses the format of the answer (docs/spec/admin-api.md, section 1 "format"). */
public final class Formats {
    /** Maximum number of ranges in an Accept header; more are ignored. */
    private static final int MOST_RANGES = 32;

    private Formats() {}

    /**
     * The format by {@code format} in the body or the query, else by the Accept header, else that
     * of the request.
     */
    public static WireFormat of(HttpRequest request, Value.Members body, WireFormat requestFormat) {
        Optional<String> asked =
                switch (body.values().getOrDefault("format", new Value.Nothing())) {
                    case Value.Text(String text) -> Optional.of(text);
                    case Value.Nothing _ -> Query.first(request.query(), "format");
                    case Value other ->
                            throw ApiException.badRequest(
                                    "format", "must be json or xml, not " + other.describe());
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
                                "format",
                                "must be json or xml, not '" + VisibleText.shortened(text) + "'"));
    }

    private static Optional<WireFormat> word(String text) {
        return switch (text.strip().toLowerCase(Locale.ROOT)) {
            case "json" -> Optional.of(WireFormat.JSON);
            case "xml" -> Optional.of(WireFormat.XML);
            default -> Optional.empty();
        };
    }

    /** The format of the answer to a request without a readable body. */
    public static WireFormat withoutBody(HttpRequest request) {
        return Query.first(request.query(), "format")
                .flatMap(Formats::word)
                .or(() -> accepted(request))
                .or(() -> request.header("Content-Type").flatMap(Formats::mediaType))
                .orElse(WireFormat.JSON);
    }

    /**
     * Whether a page answers best: outside the API, where the Accept header prefers HTML to JSON
     * and XML, as those of browsers do.
     */
    static boolean isOfPage(HttpRequest request) {
        List<String> lines = request.headers("Accept");
        boolean isCall = request.path().equals("/api") || request.path().startsWith("/api/");
        if (isCall || lines.isEmpty() || Query.first(request.query(), "format").isPresent()) {
            return false;
        }
        String[] ranges = String.join(",", lines).split(",", MOST_RANGES);
        double html =
                Math.max(weight(ranges, "text/html"), weight(ranges, "application/xhtml+xml"));
        return html > weight(ranges, "application/json")
                && html > Math.max(weight(ranges, "application/xml"), weight(ranges, "text/xml"));
    }

    /**
     * The format that an Accept header prefers by its weights; equal weights decide nothing (RFC
     * 9110, section 12.5.1).
     */
    private static Optional<WireFormat> accepted(HttpRequest request) {
        List<String> lines = request.headers("Accept");
        if (lines.isEmpty()) {
            return Optional.empty();
        }
        String[] ranges = String.join(",", lines).split(",", MOST_RANGES);
        double json = weight(ranges, "application/json");
        double xml = Math.max(weight(ranges, "application/xml"), weight(ranges, "text/xml"));
        return json == xml
                ? Optional.empty()
                : Optional.of(json > xml ? WireFormat.JSON : WireFormat.XML);
    }

    /** The weight of a type by the most specific range; 0 if none matches. */
    private static double weight(String[] ranges, String type) {
        String family = type.substring(0, type.indexOf('/')) + "/*";
        double weight = 0;
        int closest = 0;
        for (String range : ranges) {
            String named = range.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
            int close =
                    named.equals(type) ? 3 : named.equals(family) ? 2 : named.equals("*/*") ? 1 : 0;
            if (close > closest) {
                closest = close;
                weight = weight(range);
            }
        }
        return weight;
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
                    double weight = Double.parseDouble(parameter.substring(2).strip());
                    return weight >= 0 ? Math.min(weight, 1) : 0;
                } catch (NumberFormatException bad) {
                    return 0;
                }
            }
        }
        return 1;
    }
}
