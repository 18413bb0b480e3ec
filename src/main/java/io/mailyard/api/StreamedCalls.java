package io.mailyard.api;

import io.mailyard.base.ApiException;
import io.mailyard.base.ErrorCode;
import io.mailyard.base.Fault;
import io.mailyard.base.VisibleText;
import io.mailyard.http.HttpRequest;
import io.mailyard.http.Query;
import io.mailyard.wire.Value;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the parameters of calls whose body is a stream from the query. */
final class StreamedCalls {
    private StreamedCalls() {}

    static boolean isStream(String contentType) {
        int end = contentType.indexOf(';');
        String type = end < 0 ? contentType : contentType.substring(0, end);
        return type.strip().toLowerCase(Locale.ROOT).equals(StreamHandler.MEDIA_TYPE);
    }

    /** Refusals that have their own HTTP status whatever {@code api.http-status} says. */
    static boolean isOfTransport(ApiException refused) {
        return refused.code() == ErrorCode.TOO_LARGE
                || refused.code() == ErrorCode.REQUEST_TIMEOUT
                || refused.code() == ErrorCode.UNSUPPORTED_TYPE;
    }

    /** The query's parameters: those of a route, and all others. */
    static Value.Members query(HttpRequest request, Route route) {
        Map<String, Value> values = new LinkedHashMap<>();
        Query.names(request.query())
                .forEach(name ->
                        values.put(
                                name,
                                new Value.Text(Query.first(request.query(), name).orElse(""))));
        // Both are handled elsewhere; the gate decides about a token in the URL.
        values.remove("token");
        values.remove("format");
        return new Value.Members(values);
    }

    /** Unknown parameters, as faults. */
    static List<Fault> unknown(Call call, Set<String> common) {
        List<String> unknown = new ArrayList<>();
        Binder.unknown(call.route().params(), call.body(), "", unknown);
        unknown.removeAll(common);
        return unknown.stream()
                .map(name ->
                        new Fault(VisibleText.shortened(name), "is not a parameter of this call"))
                .toList();
    }
}
