package io.mailyard.policies;

import io.mailyard.api.Type;
import io.mailyard.api.Types;
import io.mailyard.base.VisibleText;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Header fields that an ISP's messages get or lose (RFC 5322 section 2.2): values cannot end a
 * line, and fields that define a message's meaning cannot be changed.
 */
final class HeaderFields {
    /** Maximum number for one ISP. */
    private static final int MOST = 50;

    /**
     * Maximum length of a value, so that with the name it fits the 998 characters of a line (RFC
     * 5322 section 2.1.1).
     */
    private static final int MAX_VALUE = 800;

    private static final Pattern NAME = Pattern.compile("[!-9;-~]{1,76}");
    private static final Pattern VALUE = Pattern.compile("[\\t -~]*");

    /** Fields that a message may have once, and that the program or the author sets. */
    private static final Set<String> NOT_ADDED =
            Set.of(
                    "from",
                    "sender",
                    "to",
                    "cc",
                    "bcc",
                    "date",
                    "subject",
                    "message-id",
                    "mime-version",
                    "return-path",
                    "received",
                    "dkim-signature",
                    "content-type",
                    "content-transfer-encoding");

    /** Fields without which a message is invalid, or cannot be read. */
    private static final Set<String> NOT_DELETED =
            Set.of(
                    "from",
                    "date",
                    "message-id",
                    "mime-version",
                    "content-type",
                    "content-transfer-encoding");

    private HeaderFields() {}

    static Type<Map<String, String>> added() {
        return Types.map(
                        name -> name(name, NOT_ADDED, "added"),
                        Types.text(0, MAX_VALUE).map(HeaderFields::value),
                        MOST)
                .map(HeaderFields::once);
    }

    static Type<List<String>> deleted() {
        return Types.array(Types.text(1, 76).map(name -> name(name, NOT_DELETED, "deleted")), MOST);
    }

    private static String name(String given, Set<String> refused, String done) {
        if (!NAME.matcher(given).matches()) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(given)
                            + "' is not the name of a header field such as X-Campaign");
        }
        if (refused.contains(given.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException(given + " cannot be " + done);
        }
        return given;
    }

    private static String value(String given) {
        if (!VALUE.matcher(given).matches()) {
            throw new IllegalArgumentException(
                    "must be of ASCII on one line; other letters as encoded words (RFC 2047)");
        }
        return given.strip();
    }

    private static Map<String, String> once(Map<String, String> fields) {
        Set<String> seen = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
        fields.keySet()
                .forEach(name -> {
                    if (!seen.add(name)) {
                        throw new IllegalArgumentException(name + " is there twice");
                    }
                });
        return fields;
    }
}
