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
    private static final String LOCAL = "localhost";

    /**
     * The site of a request: the address that the server is called by, {@code public.url}; empty
     * where the request came to another, to which no key would be bound. On the machine itself the
     * port may be another, such as that of a tunnel.
     *
     * @param host as the request has it, with a port where that is not the usual one
     */
    public static Optional<PasskeySite> of(String publicUrl, String host) {
        try {
            URI known = URI.create(publicUrl);
            URI asked = URI.create(known.getScheme() + "://" + host);
            String id = String.valueOf(known.getHost()).toLowerCase(Locale.ROOT);
            boolean isName = id.matches("[a-z0-9-]+(\\.[a-z0-9-]+)*") && id.matches(".*[a-z].*");
            boolean same =
                    id.equalsIgnoreCase(asked.getHost())
                            && asked.getRawUserInfo() == null
                            && (port(asked) == port(known) || id.equals(LOCAL));
            return isName && same
                    ? Optional.of(new PasskeySite(origin(known, id, port(asked)), id))
                    : Optional.empty();
        } catch (IllegalArgumentException none) {
            return Optional.empty();
        }
    }

    private static String origin(URI known, String id, int port) {
        String scheme = known.getScheme().toLowerCase(Locale.ROOT);
        return scheme + "://" + id + (port == usual(scheme) ? "" : ":" + port);
    }

    private static int port(URI address) {
        return address.getPort() < 0
                ? usual(address.getScheme().toLowerCase(Locale.ROOT))
                : address.getPort();
    }

    private static int usual(String scheme) {
        return scheme.equals("https") ? 443 : 80;
    }
}
