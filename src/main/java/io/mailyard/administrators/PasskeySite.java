package io.mailyard.administrators;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;

/**
 * The site that passkeys are for.
 *
 * @param origin as the browser has it
 * @param id host of the site, which a key is bound to
 */
public record PasskeySite(String origin, String id) {
    /**
     * The site of a request; empty where its host is not the one that the server is called by, to
     * which no key would be bound.
     */
    public static Optional<PasskeySite> of(String publicUrl, String host) {
        try {
            URI known = URI.create(publicUrl);
            URI asked = URI.create(known.getScheme() + "://" + host);
            String id = String.valueOf(known.getHost()).toLowerCase(Locale.ROOT);
            boolean isName = id.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*") && id.matches(".*[a-z].*");
            return isName && id.equalsIgnoreCase(asked.getHost())
                    ? Optional.of(new PasskeySite(asked.toString(), id))
                    : Optional.empty();
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }
}
