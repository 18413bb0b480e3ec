package io.mailyard.smtp;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where a connection goes.
 *
 * @param host the name its certificate is checked against; looked up where {@code address} is null
 * @param address the host's address, where the caller has looked it up
 * @param bind the local address to connect from; null: the system chooses
 */
public record Endpoint(
        String host, @Nullable InetAddress address, int port, @Nullable InetAddress bind) {
    /** A host by its name or address. */
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
