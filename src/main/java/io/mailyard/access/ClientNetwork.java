package io.mailyard.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The unit by which limits count clients: an IPv4 address, or the /64 of an IPv6 address, since a
 * client controls a whole /64 (RFC 6177).
 *
 * @param text such as {@code 192.0.2.7} or {@code 20010db800000001/64}
 */
public record ClientNetwork(String text) {
    private static final int PREFIX_BYTES = 8;
    private static final int SITE_BYTES_V4 = 3;
    private static final int SITE_BYTES_V6 = 6;

    /** For checks without a client address, such as those of the API. */
    public static final ClientNetwork INTERNAL = new ClientNetwork("internal");

    /** The network of an address; an IPv4 address mapped into IPv6 counts as IPv4. */
    public static ClientNetwork of(InetAddress address) {
        if (!(address instanceof Inet6Address)) {
            return new ClientNetwork(address.getHostAddress());
        }
        byte[] prefix = Arrays.copyOf(address.getAddress(), PREFIX_BYTES);
        return new ClientNetwork(HexFormat.of().formatHex(prefix) + "/64");
    }

    /**
     * Returns the network that one site has at most, and may have whole: the /24 of an IPv4
     * address, the /48 of an IPv6 address (RFC 6177).
     */
    public static String site(InetAddress address) {
        byte[] bytes = address.getAddress();
        int kept = address instanceof Inet6Address ? SITE_BYTES_V6 : SITE_BYTES_V4;
        return HexFormat.of().formatHex(bytes, 0, kept) + "/" + kept * Byte.SIZE;
    }

    @Override
    public String toString() {
        return text;
    }
}
