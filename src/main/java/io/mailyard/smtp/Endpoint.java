package io.mailyard.smtp;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Target of a connection.
 *
 * @param host name that the certificate is checked against; looked up if {@code address} is null
 * @param address the host's address, if the caller looked it up
 * @param bind local address to connect from; null to let the system choose
 */
public record Endpoint(
        String host, @Nullable InetAddress address, int port, @Nullable InetAddress bind) {
    /** A host by name or address. */
    public static Endpoint of(String host, int port) {
        return new Endpoint(host, null, port, null);
    }

    @Override
    public String toString() {
        return address == null
                ? host + ":" + port
                : host + "[" + address.getHostAddress() + "]:" + port;
    }
}
