package io.mailyard.domains;

import io.mailyard.base.DomainName;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The Public Suffix List (publicsuffix.org), as Debian ships it; its date is stored beside the
 * file. Names are in A-labels.
 */
public final class PublicSuffixes {
    private static final String FILE = "/domains/public_suffix_list.dat";

    /** The section of the list that contains a suffix. */
    public enum SuffixSection {
        /** Delegated by registries: nobody's domain. */
        ICANN,
        /** A suffix under which a company gives names to strangers, for example github.io. */
        PRIVATE
    }

    private static final class SuffixRules {
        static final Map<String, SuffixSection> RULES = read();
    }

    private PublicSuffixes() {}

    private static Map<String, SuffixSection> read() {
        Map<String, SuffixSection> rules = new HashMap<>();
        try (InputStream in =
                        Objects.requireNonNull(
                                PublicSuffixes.class.getResourceAsStream(FILE), FILE);
                BufferedReader lines =
                        new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            SuffixSection section = SuffixSection.ICANN;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.contains("===BEGIN PRIVATE DOMAINS===")) {
                    section = SuffixSection.PRIVATE;
                }
                String rule = line.strip();
                if (!rule.isEmpty() && !rule.startsWith("//")) {
                    rules.put(ascii(rule.split("\\s", 2)[0]), section);
                }
            }
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
        return Map.copyOf(rules);
    }

    /** A rule in A-labels, with the {@code !} or {@code *.} that it starts with. */
    private static String ascii(String rule) {
        String mark = rule.startsWith("!") ? "!" : rule.startsWith("*.") ? "*." : "";
        return mark + DomainName.normal(rule.substring(mark.length()));
    }

    /** The section of a name that is a public suffix itself; empty if it is not one. */
    public static Optional<SuffixSection> suffix(String domain) {
        SuffixSection exact = SuffixRules.RULES.get(domain);
        if (SuffixRules.RULES.containsKey("!" + domain)) {
            return Optional.empty();
        }
        int dot = domain.indexOf('.');
        SuffixSection wild =
                dot < 0 ? null : SuffixRules.RULES.get("*." + domain.substring(dot + 1));
        SuffixSection found = exact == null ? wild : exact;
        if (found == null && dot < 0) {
            return Optional.of(SuffixSection.ICANN);
        }
        return Optional.ofNullable(found);
    }

    /**
     * The organisational domain (RFC 7489 section 3.2): the public suffix of the name and one more
     * label; a public suffix itself is unchanged.
     *
     * @param domain in any form
     */
    public static String organisational(String domain) {
        String name = DomainName.normal(domain);
        String below = name;
        for (String parent = name; ; parent = parent.substring(parent.indexOf('.') + 1)) {
            if (suffix(parent).isPresent()) {
                return below;
            }
            if (SuffixRules.RULES.containsKey("!" + parent)) {
                return parent;
            }
            below = parent;
        }
    }

    /**
     * Whether two domains are aligned in relaxed mode: they have the same organisational domain.
     */
    public static boolean aligned(String item, String other) {
        return organisational(item).equals(organisational(other));
    }
}
