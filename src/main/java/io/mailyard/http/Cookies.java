package io.mailyard.http;

import java.util.LinkedHashMap;
import java.util.Map;

/** The cookies that a browser sends (RFC 6265, section 5.4). */
public final class Cookies {
    /** Browsers keep none that is longer. */
    private static final int MAX_CHARS = 4096;

    private Cookies() {}

    /** The cookies of a request by name; of two with one name the first, as browsers order them. */
    public static Map<String, String> of(HttpRequest request) {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String line : request.headers("Cookie")) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0 && pair.length() <= MAX_CHARS) {
                    cookies.putIfAbsent(
                            pair.substring(0, equals).strip(), pair.substring(equals + 1).strip());
                }
            }
        }
        return cookies;
    }
}
