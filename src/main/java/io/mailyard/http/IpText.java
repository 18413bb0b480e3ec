package io.mailyard.http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads and writes IP addresses without any name lookup. */
final class IpText {
    private static final Pattern V4 =
            Pattern.compile(
                    "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");
    private static final Pattern V6 = Pattern.compile("[0-9A-Fa-f:.]{2,45}");

    private static final int V6_GROUPS = 8;

    private IpText() {}

    /**
     * The canonical form of an address: IPv6 as in RFC 5952, an IPv4 address mapped into IPv6 as
     * IPv4. Empty if the text is not an address.
     */
    static Optional<String> canonical(String text) {
        return octets(text).map(IpText::text);
    }

    private static Optional<byte[]> octets(String text) {
        byte[] usual = dotted(text);
        if (usual != null) {
            return Optional.of(usual);
        }
        boolean literal =
                V4.matcher(text).matches()
                        || (text.indexOf(':') >= 0 && V6.matcher(text).matches());
        if (!literal) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.getByName(text).getAddress());
        } catch (UnknownHostException none) {
            return Optional.empty();
        }
    }

    /**
     * The octets of an IPv4 address in its usual form, without the cost of a pattern; null if it is
     * not one, or is written with leading zeros.
     */
    private static byte @Nullable [] dotted(String text) {
        byte[] octets = new byte[4];
        int octet = 0;
        int value = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9' && value != 0) {
                value = Math.max(value, 0) * 10 + c - '0';
                if (value > 255) {
                    return null;
                }
            } else if (c == '.' && value >= 0 && octet < 3) {
                octets[octet++] = (byte) value;
                value = -1;
            } else {
                return null;
            }
        }
        if (octet != 3 || value < 0) {
            return null;
        }
        octets[3] = (byte) value;
        return octets;
    }

    /**
     * The key by which callers that share something are distinguished: the address, or the first 64
     * bits of IPv6, since a host has as many addresses as it likes within them.
     */
    static String group(String address) {
        Optional<byte[]> octets = octets(address);
        if (octets.isEmpty() || octets.get().length == 4) {
            return address;
        }
        byte[] network = octets.get();
        Arrays.fill(network, 8, network.length, (byte) 0);
        return text(network) + "/64";
    }

    private static String text(byte[] octets) {
        if (octets.length == 4) {
            return (octets[0] & 0xFF)
                    + "."
                    + (octets[1] & 0xFF)
                    + "."
                    + (octets[2] & 0xFF)
                    + "."
                    + (octets[3] & 0xFF);
        }
        int[] groups = new int[V6_GROUPS];
        for (int i = 0; i < V6_GROUPS; i++) {
            groups[i] = (octets[2 * i] & 0xFF) << 8 | (octets[2 * i + 1] & 0xFF);
        }
        int start = -1;
        int length = 1;
        for (int i = 0; i < V6_GROUPS; i++) {
            int end = i;
            while (end < V6_GROUPS && groups[end] == 0) {
                end++;
            }
            if (end - i > length) {
                start = i;
                length = end - i;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < V6_GROUPS; i++) {
            if (i == start) {
                text.append("::");
                i += length - 1;
            } else {
                if (i > 0 && text.charAt(text.length() - 1) != ':') {
                    text.append(':');
                }
                text.append(Integer.toHexString(groups[i]).toLowerCase(Locale.ROOT));
            }
        }
        return text.toString();
    }
}
