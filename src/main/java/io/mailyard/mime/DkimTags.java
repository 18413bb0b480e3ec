package io.mailyard.mime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tag=value pairs of a signature or of a key record (RFC 6376 section 3.2).
 *
 * @param values values by tag, without the white space around them
 */
record DkimTags(Map<String, String> values) {
    /** Maximum number of tags in a list: the standard has 14. */
    private static final int MOST = 100;

    /** Parses a list; empty if it is malformed or repeats a tag. */
    static Optional<DkimTags> parse(String text) {
        Map<String, String> values = new LinkedHashMap<>();
        for (String pair : text.split(";", MOST + 1)) {
            if (pair.isBlank()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String tag = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (!tag.matches("[A-Za-z][A-Za-z0-9_]*")
                    || values.size() == MOST
                    || values.put(tag, pair.substring(equals + 1).strip()) != null) {
                return Optional.empty();
            }
        }
        return Optional.of(new DkimTags(values));
    }

    Optional<String> find(String tag) {
        return Optional.ofNullable(values.get(tag));
    }

    String get(String tag, String otherwise) {
        return values.getOrDefault(tag, otherwise);
    }

    /** The value without any white space, for base64 and lists. */
    String bare(String tag) {
        return get(tag, "").replaceAll("\\s", "");
    }
}
