package io.mailyard.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * One request, read whole.
 *
 * @param path decoded path, without the query
 * @param query raw query, empty where there is none
 * @param headerSource the values of a header by its name, any case, one for each line of it
 * @param address the caller's address, after the trusted proxies' word where that is configured
 * @param requestId goes to the log and the answer's Request-Id
 */
public record HttpRequest(
        String method,
        String path,
        String query,
        Function<String, List<String>> headerSource,
        byte[] body,
        String address,
        String requestId) {

    /** The first value of a header. */
    public Optional<String> header(String name) {
        return headers(name).stream().findFirst();
    }

    /** The values of a header, one for each of its lines. */
    public List<String> headers(String name) {
        return headerSource.apply(name);
    }

    public HttpRequest withBody(byte[] read) {
        return new HttpRequest(method, path, query, headerSource, read, address, requestId);
    }
}
