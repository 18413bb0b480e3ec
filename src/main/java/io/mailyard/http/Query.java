package io.mailyard.http;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads a raw query string. */
public final class Query {
    /**
     * Maximum number of pairs in an address, several times those of the longest; further ones are
     * ignored, since a request has room for thousands.
     */
    private static final int MOST_PAIRS = 256;

    /**
     * Maximum number of fields of a form; further ones are ignored. The longest form is that of a
     * rule of a virtual sender, with ten fields of each of 50 senders.
     */
    public static final int MOST_FIELDS = 1024;

    private Query() {}

    /** The fields of a form by name, decoded, in their order; of each name the first. */
    public static Map<String, String> fields(String form) {
        Map<String, String> fields = new LinkedHashMap<>();
        int from = 0;
        for (int i = 0; i < MOST_FIELDS && from < form.length(); i++) {
            int end = form.indexOf('&', from);
            String pair = form.substring(from, end < 0 ? form.length() : end);
            from = end < 0 ? form.length() : end + 1;
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            fields.putIfAbsent(decode(name).orElse(name), decode(value).orElse(""));
        }
        fields.remove("");
        return fields;
    }

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

    /** Whether there are more pairs than are read. */
    public static boolean isCut(String query) {
        return query.split("&", MOST_PAIRS + 1).length > MOST_PAIRS;
    }

    /** Whether every value of a name can be decoded, and is the same. */
    public static boolean isPlain(String query, String name) {
        Set<Optional<String>> values = new LinkedHashSet<>();
        for (String pair : pairs(query)) {
            int equals = pair.indexOf('=');
            String key = equals < 0 ? pair : pair.substring(0, equals);
            if (key.equals(name) || decode(key).filter(name::equals).isPresent()) {
                values.add(decode(equals < 0 ? "" : pair.substring(equals + 1)));
            }
        }
        return values.size() < 2 && values.stream().allMatch(Optional::isPresent);
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
