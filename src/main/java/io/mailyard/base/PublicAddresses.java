package io.mailyard.base;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * The addresses of the public Internet: an account's webhook, or the mail host of a domain, must
 * not lead into the platform's own network (IANA's registries of special-purpose addresses, RFC
 * 6890).
 */
public final class PublicAddresses {
    private static final List<Cidr> NOT =
            List.of(
                    Cidr.of("0.0.0.0/8"),
                    Cidr.of("10.0.0.0/8"),
                    Cidr.of("100.64.0.0/10"),
                    Cidr.of("127.0.0.0/8"),
                    Cidr.of("169.254.0.0/16"),
                    Cidr.of("172.16.0.0/12"),
                    Cidr.of("192.0.0.0/24"),
                    Cidr.of("192.0.2.0/24"),
                    Cidr.of("192.88.99.0/24"),
                    Cidr.of("192.168.0.0/16"),
                    Cidr.of("198.18.0.0/15"),
                    Cidr.of("198.51.100.0/24"),
                    Cidr.of("203.0.113.0/24"),
                    Cidr.of("224.0.0.0/3"));

    /** In IPv6 only global unicast addresses are public, except these. */
    private static final Cidr GLOBAL = Cidr.of("2000::/3");

    private static final List<Cidr> NOT_GLOBAL =
            List.of(
                    Cidr.of("2001::/23"),
                    Cidr.of("2001:db8::/32"),
                    Cidr.of("2002::/16"),
                    Cidr.of("3fff::/20"));

    /** IPv4 behind a translator: the last four octets are the address (RFC 6052). */
    private static final Cidr TRANSLATED = Cidr.of("64:ff9b::/96");

    private static final int V4 = 4;

    private PublicAddresses() {}

    /** Whether the address is public. */
    public static boolean contains(InetAddress address) {
        byte[] octets = address.getAddress();
        String text = address.getHostAddress().replaceFirst("%.*", "");
        if (octets.length == V4) {
            return NOT.stream().noneMatch(range -> range.contains(text));
        }
        if (TRANSLATED.contains(text)) {
            return contains(last(octets));
        }
        return GLOBAL.contains(text)
                && NOT_GLOBAL.stream().noneMatch(range -> range.contains(text));
    }

    private static InetAddress last(byte[] octets) {
        try {
            return InetAddress.getByAddress(
                    Arrays.copyOfRange(octets, octets.length - V4, octets.length));
        } catch (UnknownHostException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
