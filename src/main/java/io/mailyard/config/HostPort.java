package io.mailyard.config;

/**
 * An address to listen on, {@code HOST:PORT}; an IPv6 host is in brackets.
 *
 * @param host a name or an address, without brackets
 * @param port 0 to 65535; 0 chooses a free one
 */
public record HostPort(String host, int port) {
    private static final int LARGEST_PORT = 65_535;

    /**
     * Parses an address.
     *
     * @throws IllegalArgumentException with the reason
     */
    public static HostPort of(String text) {
        int colon = text.lastIndexOf(':');
        String host = colon < 1 ? "" : text.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String port = text.substring(colon + 1);
        if (host.isEmpty()
                || (!bracketed && host.indexOf(':') >= 0)
                || port.isEmpty()
                || !port.chars().allMatch(c -> c >= '0' && c <= '9')) {
            throw new IllegalArgumentException("is not of the form HOST:PORT");
        }
        if (port.length() > 5 || Integer.parseInt(port) > LARGEST_PORT) {
            throw new IllegalArgumentException("has a port that is not from 0 to " + LARGEST_PORT);
        }
        return new HostPort(
                bracketed ? host.substring(1, host.length() - 1) : host, Integer.parseInt(port));
    }

    /** The address in the form that {@link #of} parses. */
    @Override
    public String toString() {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }
}
