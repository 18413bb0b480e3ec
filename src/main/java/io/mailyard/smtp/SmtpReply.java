package io.mailyard.smtp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host's reply (RFC 5321 section 4.2).
 *
 * @param code three digits
 * @param lines text of each line without the code; control characters are replaced by {@code ?}
 */
public record SmtpReply(int code, List<String> lines) {
    /** Enhanced code (RFC 3463 section 2). */
    private static final Pattern ENHANCED =
            Pattern.compile("([245])\\.([0-9]{1,3})\\.([0-9]{1,3})(?: .*)?");

    /** The first digit: 2 success, 3 continue, 4 temporary failure, 5 permanent failure. */
    public int kind() {
        return code / 100;
    }

    /** The enhanced code, for example {@code 5.1.1}; empty if there is none of the reply's kind. */
    public String enhanced() {
        Matcher matcher = ENHANCED.matcher(lines.getFirst());
        boolean ofKind = matcher.matches() && matcher.group(1).equals(Integer.toString(kind()));
        return ofKind ? matcher.group(1) + "." + matcher.group(2) + "." + matcher.group(3) : "";
    }

    /** The reply on one line, truncated to {@code most} characters. */
    public String text(int most) {
        String text = code + " " + String.join(" ", lines);
        return text.length() <= most ? text.strip() : text.substring(0, most - 1) + "…";
    }

    @Override
    public String toString() {
        return text(500);
    }
}
