package io.mailyard.tools;

import io.mailyard.base.VisibleText;
import io.mailyard.smtp.SmtpReply;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads an SMTP reply as people paste it: one line or several, as a host sent them or as a log or a
 * bounce shows them. Words before the code, such as {@code host mx.example said:}, are left out.
 */
final class PastedAnswer {
    /** As much as a host's answer has at most: more lines than that are no answer. */
    static final int MAX_CHARS = 4_000;

    private static final Pattern FIRST =
            Pattern.compile("(?:^|[\\s:(\\[\"'<])([2-5][0-9]{2})(?:[ -]|$)", Pattern.MULTILINE);

    private PastedAnswer() {}

    /**
     * Parses an answer.
     *
     * @throws IllegalArgumentException if it has no reply code
     */
    static SmtpReply parse(String pasted) {
        Matcher first = FIRST.matcher(pasted);
        if (!first.find()) {
            throw new IllegalArgumentException(
                    "'"
                            + VisibleText.shortened(pasted.strip())
                            + "' has no reply code: paste the answer as the host gave it, such as"
                            + " 550 5.1.1 User unknown");
        }
        String code = first.group(1);
        String text = pasted.substring(first.start(1)).strip();
        // a log shows the lines of one reply behind each other
        Pattern next =
                Pattern.compile("\\R\\s*|\\s+(?=" + code + "[ -][245]\\.[0-9]{1,3}\\.[0-9]{1,3})");
        List<String> lines = new ArrayList<>();
        for (String line : next.split(text, -1)) {
            String rest =
                    line.startsWith(code + "-") || line.startsWith(code + " ")
                            ? line.substring(code.length() + 1)
                            : line.equals(code) ? "" : line;
            lines.add(rest.replaceAll("\\p{Cntrl}", "?").strip());
        }
        return new SmtpReply(Integer.parseInt(code), List.copyOf(lines));
    }
}
