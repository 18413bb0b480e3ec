package io.mailyard.tools;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * References of texts to our mail: recipients by their return paths, {@code bounces+ID@domain}, and
 * messages by their Message-IDs.
 *
 * @param recipients ids of recipients
 * @param headerIds Message-IDs without angle brackets
 */
record MailReference(List<Long> recipients, List<String> headerIds) {
    /** As many of each are looked up: a report is about one message. */
    private static final int MOST = 10;

    /** The return path of a recipient (delivery/HeloAndReturnPath), alone or in a text. */
    private static final Pattern RETURN_PATH =
            Pattern.compile("(?i)\\bbounces\\+([1-9][0-9]{0,17})@[A-Za-z0-9.-]+");

    private static final Pattern IN_BRACKETS = Pattern.compile("<([^<>\\s@]{1,500}@[^<>\\s]+)>");

    private static final Pattern BARE = Pattern.compile("[^<>\\s]{1,500}@[^<>\\s]{1,255}");

    static final MailReference NONE = new MailReference(List.of(), List.of());

    /**
     * Finds what a pasted text names: a return path, else Message-IDs, in angle brackets or alone.
     */
    static MailReference in(String text) {
        Set<Long> recipients = new LinkedHashSet<>();
        Matcher path = RETURN_PATH.matcher(text);
        while (path.find() && recipients.size() < MOST) {
            recipients.add(Long.valueOf(path.group(1)));
        }
        String rest = RETURN_PATH.matcher(text).replaceAll(" ");
        Set<String> ids = new LinkedHashSet<>();
        Matcher brackets = IN_BRACKETS.matcher(rest);
        while (brackets.find() && ids.size() < MOST) {
            ids.add(brackets.group(1));
        }
        String alone = rest.replaceFirst("(?i)^\\s*message-id\\s*:", "").strip();
        if (ids.isEmpty() && BARE.matcher(alone).matches()) {
            ids.add(alone);
        }
        return new MailReference(List.copyOf(recipients), List.copyOf(ids));
    }

    MailReference and(MailReference other) {
        Set<Long> paths = new LinkedHashSet<>(recipients);
        paths.addAll(other.recipients);
        Set<String> ids = new LinkedHashSet<>(headerIds);
        ids.addAll(other.headerIds);
        return new MailReference(new ArrayList<>(paths), new ArrayList<>(ids));
    }

    boolean isEmpty() {
        return recipients.isEmpty() && headerIds.isEmpty();
    }

    Optional<Long> recipient() {
        return recipients.stream().findFirst();
    }

    Optional<String> headerId() {
        return headerIds.stream().findFirst();
    }
}
