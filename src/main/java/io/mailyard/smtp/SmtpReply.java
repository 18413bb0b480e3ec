package io.mailyard.smtp;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An answer of a host (RFC 5321 section 4.2).
 *
 * @param code three digits
 * @param lines the text of each line, without the code; controls have become {@code ?}
 */
public record SmtpReply(int code, List<String> lines) {
    /** RFC 3463 section 2. */
    private static final Pattern ENHANCED =
            Pattern.compile("([245])\\.([0-9]{1,3})\\.([0-9]{1,3})(?: .*)?");

    /** The first digit: 2 done, 3 go on, 4 not now, 5 no. */
    public int kind() {
        return code / 100;
    }

    /** The enhanced code such as {@code 5.1.1}; empty where there is none of the reply's kind. */
    public String enhanced() {
        Matcher matcher = ENHANCED.matcher(lines.getFirst());
        boolean ofKind = matcher.matches() && matcher.group(1).equals(Integer.toString(kind()));
        return ofKind ? matcher.group(1) + "." + matcher.group(2) + "." + matcher.group(3) : "";
    }

    /** The whole answer on one line, cut at {@code most} characters. */
    public String shown(int most) {
        String text = code + " " + String.join(" ", lines);
        return text.length() <= most ? text.strip() : text.substring(0, most - 1) + "…";
    }

    @Override
    public String toString() {
        return shown(500);
    }
}
