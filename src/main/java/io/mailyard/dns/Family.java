package io.mailyard.dns;

import java.net.Inet6Address;
import java.net.InetAddress;
import org.xbill.DNS.Type;

/** Address family of a connection and its queries. */
public enum Family {
    IPV4(Type.A),
    IPV6(Type.AAAA);

    private final int type;

    Family(int type) {
        this.type = type;
    }

    /** The family of an address. */
    public static Family of(InetAddress address) {
        return address instanceof Inet6Address ? IPV6 : IPV4;
    }

    int type() {
        return type;
    }

    @Override
    public String toString() {
        return this == IPV4 ? "IPv4" : "IPv6";
    }
}
