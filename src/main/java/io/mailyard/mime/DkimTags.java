package io.mailyard.mime;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Tag=value pairs of a signature or of a key record (RFC 6376 section 3.2).
 *
 * @param values by tag, with what is white space around them taken off
 */
record DkimTags(Map<String, String> values) {
    /** Tags of one list: the standard has 14. */
    private static final int MOST = 100;

    /** Empty where it is no such list, or a tag stands twice. */
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

    /** Without any white space, as base64 and lists are read. */
    String bare(String tag) {
        return get(tag, "").replaceAll("\\s", "");
    }
}
