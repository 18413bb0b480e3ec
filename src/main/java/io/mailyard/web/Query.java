package io.mailyard.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Reads a raw query string. */
public final class Query {
    private Query() {}

    /** The first value of a name, decoded; empty where it is not there or is not decodable. */
    public static Optional<String> first(String query, String name) {
        if (query.isEmpty()) {
            return Optional.empty();
        }
        for (String pair : query.split("&", 64)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (key.equals(name) || decode(key).filter(name::equals).isPresent()) {
                return decode(equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    private static Optional<String> decode(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException bad) {
            return Optional.empty();
        }
    }
}
