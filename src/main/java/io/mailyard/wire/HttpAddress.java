package io.mailyard.wire;

import io.mailyard.base.DomainName;
import io.mailyard.base.VisibleText;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An absolute http or https address as people write it: a URI (RFC 3986), or an IRI (RFC 3987) with
 * letters of any script in its host and path.
 */
public final class HttpAddress {
    private static final int MAX_PORT = 65_535;

    private static final Pattern PARTS =
            Pattern.compile("(?i)(https?)://((?:[^/?#]*@)?)([^/?#]*?)((?::[0-9]*)?)((?:[/?#].*)?)");

    private static final Pattern NAME =
            Pattern.compile("[A-Za-z0-9_-]{1,63}(?:\\.[A-Za-z0-9_-]{1,63})*\\.?");

    private HttpAddress() {}

    /**
     * The address as it is sent: the host in A-labels (RFC 5890), other letters percent-encoded.
     *
     * @throws IllegalArgumentException with the reason if it is not an address
     */
    public static URI toUri(String text) {
        if (text.codePoints().anyMatch(VisibleText::acts)) {
            throw none(text, "is not an address: it holds a character that cannot be seen");
        }
        Matcher parts = PARTS.matcher(text);
        if (!parts.matches()) {
            throw none(text, "is not an address that starts with http:// or https://");
        }
        String host = parts.group(3);
        if (host.isEmpty()) {
            throw none(text, "is not an address: it names no host");
        }
        try {
            String ascii = host.startsWith("[") ? host : name(text, host);
            String whole =
                    parts.group(1)
                            + "://"
                            + parts.group(2)
                            + ascii
                            + parts.group(4)
                            + parts.group(5);
            URI uri = new URI(new URI(whole).toASCIIString());
            if (uri.getHost() == null) {
                throw none(text, "is not an address: its host is malformed");
            }
            return uri;
        } catch (URISyntaxException bad) {
            throw none(text, "is not an address: " + at(bad));
        }
    }

    /**
     * An address that is stored, shown and opened by people or by this server: without a user and
     * password.
     *
     * @throws IllegalArgumentException with the reason if it is not
     */
    public static URI checked(String text) {
        URI uri = toUri(text);
        if (uri.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "must not hold a user or password before '@': the address is shown, and"
                            + " browsers hide that part");
        }
        if (uri.getPort() == 0 || uri.getPort() > MAX_PORT) {
            throw none(text, "is not an address: its port is not from 1 to " + MAX_PORT);
        }
        return uri;
    }

    private static String name(String text, String host) {
        boolean isAscii = host.chars().allMatch(c -> c < 0x80);
        String ascii = isAscii ? host : DomainName.toALabels(host);
        if (!NAME.matcher(ascii).matches()) {
            throw none(text, "is not an address: its host is not a domain name");
        }
        return ascii;
    }

    private static String at(URISyntaxException bad) {
        int index = bad.getIndex();
        return index >= 0 && index < bad.getInput().length()
                ? "'" + bad.getInput().charAt(index) + "' has to be percent-encoded there"
                : "it is malformed";
    }

    private static IllegalArgumentException none(String text, String reason) {
        return new IllegalArgumentException("'" + VisibleText.shortened(text) + "' " + reason);
    }
}
