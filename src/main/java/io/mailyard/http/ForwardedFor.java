package io.mailyard.http;

import io.mailyard.base.Cidr;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Finds the caller's address behind proxies: all lines of {@code X-Forwarded-For}, or of {@code
 * Forwarded} (RFC 7239), form one list (RFC 9110, section 5.3), which is read from its end. Each
 * entry was added by the host before it, and is believed only while that host is a trusted proxy.
 * So a caller that is not a trusted proxy is never believed, whatever it sends.
 */
final class ForwardedFor {
    /** Maximum number of hops, more than any installation has; further ones are ignored. */
    private static final int MOST_HOPS = 64;

    /** A port, possibly obfuscated (RFC 7239, section 6). */
    private static final Pattern PORT = Pattern.compile("[0-9]{1,5}|_[A-Za-z0-9._-]+");

    private final List<Cidr> trusted;

    ForwardedFor(List<Cidr> trusted) {
        this.trusted = trusted;
    }

    /** Whether an address belongs to a trusted proxy. */
    boolean trusts(String address) {
        return trusted.stream().anyMatch(range -> range.contains(address));
    }

    /**
     * The caller's address.
     *
     * @param direct the address that the connection comes from
     * @param lines the lines of {@code X-Forwarded-For}; if there are none, {@code forwarded} is
     *     used
     * @param forwarded the lines of {@code Forwarded}
     */
    String of(String direct, List<String> lines, List<String> forwarded) {
        int zone = direct.indexOf('%');
        String plain = zone < 0 ? direct : direct.substring(0, zone);
        String address = IpText.canonical(plain).orElse(direct);
        if (!trusts(address)) {
            return address;
        }
        boolean old = !lines.isEmpty();
        List<String> entries = old ? splitPlain(lines) : splitQuoted(forwarded);
        int hops = 0;
        for (String entry : entries.reversed()) {
            Optional<String> before =
                    old ? node(entry) : forElement(entry).flatMap(ForwardedFor::node);
            if (before.isEmpty()) {
                return address;
            }
            address = before.get();
            if (!trusts(address) || ++hops == MOST_HOPS) {
                return address;
            }
        }
        return address;
    }

    /**
     * Whether a trusted proxy sends both headers and they disagree: the caller sent the one that
     * the proxy does not write, and nothing tells which.
     */
    boolean isAmbiguous(String direct, List<String> lines, List<String> forwarded) {
        return !lines.isEmpty()
                && !forwarded.isEmpty()
                && !of(direct, lines, List.of()).equals(of(direct, List.of(), forwarded));
    }

    /** Splits X-Forwarded-For, whose entries have no quotes that could contain a comma. */
    private static List<String> splitPlain(List<String> lines) {
        List<String> entries = new ArrayList<>();
        for (String line : lines) {
            for (String entry : line.split(",", -1)) {
                add(entry, entries);
            }
        }
        return entries;
    }

    /**
     * Splits from the end, where a trusted proxy wrote, so that a quote that a caller opens and
     * does not close cannot swallow the proxy's entries after it.
     */
    private static List<String> splitQuoted(List<String> lines) {
        String[] pieces = String.join(",", lines).split(",", -1);
        List<String> entries = new ArrayList<>();
        String entry = "";
        for (int i = pieces.length - 1; i >= 0; i--) {
            entry = entry.isEmpty() ? pieces[i] : pieces[i] + "," + entry;
            if (quotes(entry) % 2 == 0) {
                add(entry, entries);
                entry = "";
            }
        }
        add(entry, entries);
        return entries.reversed();
    }

    private static void add(String entry, List<String> entries) {
        if (!entry.isBlank()) {
            entries.add(entry.strip());
        }
    }

    private static int quotes(String text) {
        int quotes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\') {
                i++;
            } else if (c == '"') {
                quotes++;
            }
        }
        return quotes;
    }

    /**
     * The value of {@code for} in an element of Forwarded; empty unless it appears exactly once.
     */
    private static Optional<String> forElement(String element) {
        Optional<String> found = Optional.empty();
        for (String pair : pairs(element)) {
            int equals = pair.indexOf('=');
            String name = equals < 0 ? "" : pair.substring(0, equals).strip();
            if (name.toLowerCase(Locale.ROOT).equals("for")) {
                if (found.isPresent()) {
                    return Optional.empty();
                }
                found = Optional.of(pair.substring(equals + 1).strip());
            }
        }
        return found;
    }

    private static List<String> pairs(String element) {
        List<String> pairs = new ArrayList<>();
        int start = 0;
        boolean quoted = false;
        for (int i = 0; i < element.length(); i++) {
            char c = element.charAt(i);
            if (c == '\\' && quoted) {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (c == ';' && !quoted) {
                pairs.add(element.substring(start, i));
                start = i + 1;
            }
        }
        pairs.add(element.substring(start));
        return pairs;
    }

    /**
     * The address of a node: plain, in brackets, with a port, in quotes. Empty if it is not an
     * address, for example {@code unknown} and {@code _hidden}.
     */
    private static Optional<String> node(String written) {
        boolean quoted =
                written.length() >= 2 && written.startsWith("\"") && written.endsWith("\"");
        String text =
                quoted
                        ? written.substring(1, written.length() - 1)
                                .replaceAll("\\\\(.)", "$1")
                                .strip()
                        : written;
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            String inside = end < 0 ? "" : text.substring(1, end);
            return inside.indexOf(':') >= 0 && isPort(text.substring(end + 1))
                    ? IpText.canonical(inside)
                    : Optional.empty();
        }
        int colon = text.indexOf(':');
        boolean port = colon >= 0 && colon == text.lastIndexOf(':');
        return !port || isPort(text.substring(colon))
                ? IpText.canonical(port ? text.substring(0, colon) : text)
                : Optional.empty();
    }

    private static boolean isPort(String behind) {
        return behind.isEmpty()
                || (behind.startsWith(":") && PORT.matcher(behind.substring(1)).matches());
    }
}
