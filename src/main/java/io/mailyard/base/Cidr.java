package io.mailyard.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;

/**
 * A range of addresses (RFC 4632, RFC 4291): {@code 192.0.2.0/24}, {@code 2001:db8::/32}, or a
 * single address.
 */
public final class Cidr {
    /** Accepts only literals: a name would be looked up. */
    private static final Pattern LITERAL = Pattern.compile("[0-9.]{7,15}|[0-9A-Fa-f:.]{2,45}");

    private final byte[] network;
    private final int bits;
    private final String text;

    private Cidr(byte[] network, int bits, String text) {
        this.network = network;
        this.bits = bits;
        this.text = text;
    }

    /**
     * Parses a range.
     *
     * @throws IllegalArgumentException if it is not a range, or has bits set beyond its prefix
     */
    public static Cidr of(String given) {
        String text = given.strip();
        int slash = text.indexOf('/');
        byte[] address = literal(slash < 0 ? text : text.substring(0, slash), given);
        int bits =
                slash < 0
                        ? address.length * 8
                        : prefix(text.substring(slash + 1), address.length * 8, given);
        for (int bit = bits; bit < address.length * 8; bit++) {
            if ((address[bit / 8] >> (7 - bit % 8) & 1) == 1) {
                throw new IllegalArgumentException(
                        "'" + given + "' has address bits beyond its prefix of " + bits);
            }
        }
        return new Cidr(address, bits, text);
    }

    private static int prefix(String text, int most, String given) {
        if (text.matches("[0-9]{1,3}")) {
            int bits = Integer.parseInt(text);
            if (bits <= most) {
                return bits;
            }
        }
        throw new IllegalArgumentException(
                "'" + given + "' has no prefix length from 0 to " + most);
    }

    private static byte[] literal(String text, String given) {
        boolean v4 =
                text.matches(
                        "(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])(\\.(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])){3}");
        if (!v4 && (!text.contains(":") || !LITERAL.matcher(text).matches())) {
            throw new IllegalArgumentException(
                    "'"
                            + given
                            + "' is not an address or range such as 192.0.2.0/24 or 2001:db8::/32");
        }
        try {
            return InetAddress.getByName(text).getAddress();
        } catch (UnknownHostException bad) {
            throw new IllegalArgumentException("'" + given + "' is not an address or range", bad);
        }
    }

    /**
     * Whether an address lies in the range; false for text that is not an address. An IPv4 address
     * mapped into IPv6 counts as the IPv4 address.
     */
    public boolean contains(String address) {
        byte[] candidate;
        try {
            candidate = literal(address, address);
        } catch (IllegalArgumentException none) {
            return false;
        }
        return holds(candidate);
    }

    /** Whether every address of {@code other} lies in this range. */
    public boolean covers(Cidr other) {
        return bits <= other.bits && holds(other.network);
    }

    private boolean holds(byte[] candidate) {
        if (candidate.length != network.length) {
            return false;
        }
        for (int bit = 0; bit < bits; bit++) {
            int mask = 1 << (7 - bit % 8);
            if ((candidate[bit / 8] & mask) != (network[bit / 8] & mask)) {
                return false;
            }
        }
        return true;
    }

    /** The range as it was written. */
    @Override
    public String toString() {
        return text;
    }
}
