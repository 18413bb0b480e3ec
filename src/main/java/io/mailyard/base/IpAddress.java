package io.mailyard.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * IP addresses in the canonical form in which they are stored and compared: dotted decimal, or RFC
 * 5952. Only literals; nothing is looked up.
 */
public final class IpAddress {
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern V4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");

    /** Lets only literals reach the JDK's parser, which would look up a name. */
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private IpAddress() {}

    /**
     * The canonical form of an address. An IPv4 address mapped into IPv6 is the IPv4 address.
     *
     * @throws IllegalArgumentException with the reason if it is not an address
     */
    public static String checked(String given) {
        byte[] bytes = parsed(given).getAddress();
        return bytes.length == 4 ? dotted(bytes) : shortest(bytes);
    }

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException with the reason if it is not an address
     */
    public static InetAddress parsed(String given) {
        boolean v6 = given.contains(":") && V6.matcher(given).matches();
        if (v6 || V4.matcher(given).matches()) {
            try {
                return InetAddress.getByName(given);
            } catch (UnknownHostException bad) {
                throw refused(given, bad);
            }
        }
        throw refused(given, null);
    }

    private static IllegalArgumentException refused(String given, @Nullable Throwable why) {
        String shown = given.length() > 100 ? given.substring(0, 50) + "..." : given;
        return new IllegalArgumentException(
                "'" + shown + "' is no IP address such as 192.0.2.1 or 2001:db8::1", why);
    }

    private static String dotted(byte[] bytes) {
        StringJoiner text = new StringJoiner(".");
        for (byte octet : bytes) {
            text.add(Integer.toString(octet & 0xff));
        }
        return text.toString();
    }

    /**
     * Shortens by RFC 5952 section 4: the first longest run of two zero groups or more becomes
     * {@code ::}.
     */
    private static String shortest(byte[] bytes) {
        int[] groups = new int[8];
        for (int i = 0; i < 8; i++) {
            groups[i] = (bytes[2 * i] & 0xff) << 8 | (bytes[2 * i + 1] & 0xff);
        }
        int start = 8;
        int length = 1;
        for (int i = 0; i < 8; i++) {
            int run = 0;
            while (i + run < 8 && groups[i + run] == 0) {
                run++;
            }
            if (run > length) {
                start = i;
                length = run;
            }
        }
        if (start == 8) {
            return joined(groups, 0, 8);
        }
        return joined(groups, 0, start) + "::" + joined(groups, start + length, 8);
    }

    private static String joined(int[] groups, int from, int to) {
        StringJoiner text = new StringJoiner(":");
        for (int i = from; i < to; i++) {
            text.add(Integer.toHexString(groups[i]));
        }
        return text.toString();
    }
}
