package io.mailyard.http;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * A request.
 *
 * @param path decoded path, without the query
 * @param query raw query, empty if there is none
 * @param headerSource returns the values of a header by its name in any case, one for each line
 * @param address the caller's address, as trusted proxies report it if configured
 * @param requestId appears in the log and in the answer's Request-Id
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

    /** This request with another body. The octets are not copied and must not change. */
    public HttpRequest withBody(byte[] read) {
        return new HttpRequest(method, path, query, headerSource, read, address, requestId);
    }
}
