package io.mailyard.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Reads a raw query string. */
public final class Query {
    /**
     * Maximum number of pairs, several times those of the longest form; further ones are ignored,
     * since a request has room for thousands.
     */
    private static final int MOST_PAIRS = 256;

    private Query() {}

    /** The first value of a name, decoded; empty if it is missing or cannot be decoded. */
    public static Optional<String> first(String query, String name) {
        if (query.isEmpty()) {
            return Optional.empty();
        }
        for (String pair : pairs(query)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (key.equals(name) || decode(key).filter(name::equals).isPresent()) {
                return decode(equals < 0 ? "" : pair.substring(equals + 1));
            }
        }
        return Optional.empty();
    }

    /** The distinct names, decoded if possible, without empty ones. */
    public static Set<String> names(String query) {
        Set<String> names = new LinkedHashSet<>();
        for (String pair : pairs(query)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            names.add(decode(name).orElse(name));
        }
        names.remove("");
        return names;
    }

    private static List<String> pairs(String query) {
        // one more, which holds all that are ignored
        List<String> pairs = List.of(query.split("&", MOST_PAIRS + 1));
        return pairs.subList(0, Math.min(pairs.size(), MOST_PAIRS));
    }

    private static Optional<String> decode(String text) {
        try {
            return Optional.of(URLDecoder.decode(text, StandardCharsets.UTF_8));
        } catch (IllegalArgumentException bad) {
            return Optional.empty();
        }
    }
}
