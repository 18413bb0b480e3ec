package io.mailyard.submission;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ProtocolException;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;

/**
 * The PROXY protocol header, versions 1 and 2, by which a balancer reports the client of a
 * connection, as HAProxy's document defines it. Parsed strictly.
 */
final class ProxyHeader {
    /** Maximum line of version 1 including its CRLF. */
    private static final int MAX_LINE = 107;

    /**
     * Maximum of version 2 after its first 16 octets: addresses of any kind and many extensions.
     */
    private static final int MAX_REST = 4096;

    private static final byte[] SIGNATURE = {
        '\r', '\n', '\r', '\n', 0, '\r', '\n', 'Q', 'U', 'I', 'T', '\n'
    };

    private static final String PORT = "(0|[1-9][0-9]{0,4})";
    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final String IPV4 = "(" + OCTET + "(?:\\." + OCTET + "){3})";
    private static final String IPV6 = "([0-9A-Fa-f:.]{2,45})";
    private static final Pattern TCP4 =
            Pattern.compile("PROXY TCP4 " + IPV4 + " " + IPV4 + " " + PORT + " " + PORT);
    private static final Pattern TCP6 =
            Pattern.compile("PROXY TCP6 " + IPV6 + " " + IPV6 + " " + PORT + " " + PORT);

    private static final int LARGEST_PORT = 65_535;
    private static final int CRC32C_TYPE = 3;

    /**
     * The reported client.
     *
     * @param client empty if not reported, or if the connection is the balancer's own
     */
    record ProxiedClient(Optional<InetAddress> client) {
        private static final ProxiedClient UNKNOWN = new ProxiedClient(Optional.empty());

        private static ProxiedClient of(byte[] address) throws IOException {
            return new ProxiedClient(Optional.of(InetAddress.getByAddress(address)));
        }
    }

    private final ClientInput in;

    private ProxyHeader(ClientInput in) {
        this.in = in;
    }

    /**
     * Reads the header from the start of a connection, and no further octet.
     *
     * @throws ProtocolException if there is no valid header
     */
    static ProxiedClient read(ClientInput in) throws IOException {
        ProxyHeader header = new ProxyHeader(in);
        int first = in.octet();
        if (first == 'P') {
            return header.version1();
        }
        if (first == SIGNATURE[0]) {
            return header.version2();
        }
        throw none("it starts with neither");
    }

    private static ProtocolException none(String reason) {
        return new ProtocolException("no valid PROXY protocol header: " + reason);
    }

    private ProxiedClient version1() throws IOException {
        StringBuilder line = new StringBuilder("P");
        while (line.length() < MAX_LINE) {
            int c = in.octet();
            if (c == '\n') {
                if (line.charAt(line.length() - 1) != '\r') {
                    throw none("its line does not end in CRLF");
                }
                return version1(line.substring(0, line.length() - 1));
            }
            line.append((char) c);
        }
        throw none("its line is longer than " + MAX_LINE + " octets");
    }

    private static ProxiedClient version1(String line) throws IOException {
        if (line.equals("PROXY UNKNOWN") || line.startsWith("PROXY UNKNOWN ")) {
            return ProxiedClient.UNKNOWN;
        }
        Matcher four = TCP4.matcher(line);
        Matcher six = TCP6.matcher(line);
        Matcher found = four.matches() ? four : six;
        if (!found.matches()
                || Integer.parseInt(found.group(3)) > LARGEST_PORT
                || Integer.parseInt(found.group(4)) > LARGEST_PORT) {
            throw none("its line is malformed");
        }
        byte[] source = address(found.group(1));
        int length = found == four ? 4 : 16;
        if (found == six && (!found.group(1).contains(":") || !found.group(2).contains(":"))) {
            throw none("an address is not of its family");
        }
        address(found.group(2));
        // An IPv4-mapped IPv6 address becomes IPv4.
        return source.length == length || found == six
                ? ProxiedClient.of(source)
                : ProxiedClient.UNKNOWN;
    }

    /** Only digits, dots and colons, so that no name is looked up. */
    private static byte[] address(String literal) throws IOException {
        try {
            return InetAddress.ofLiteral(literal).getAddress();
        } catch (IllegalArgumentException bad) {
            throw none("an address is malformed");
        }
    }

    private ProxiedClient version2() throws IOException {
        byte[] head = new byte[16];
        head[0] = SIGNATURE[0];
        for (int i = 1; i < head.length; i++) {
            head[i] = (byte) in.octet();
            if (i < SIGNATURE.length && head[i] != SIGNATURE[i]) {
                throw none("its signature is malformed");
            }
        }
        int length = (head[14] & 0xFF) << 8 | (head[15] & 0xFF);
        if (length > MAX_REST) {
            throw none("it is longer than " + MAX_REST + " octets");
        }
        byte[] whole = Arrays.copyOf(head, head.length + length);
        for (int i = head.length; i < whole.length; i++) {
            whole[i] = (byte) in.octet();
        }
        return version2(whole);
    }

    private static ProxiedClient version2(byte[] whole) throws IOException {
        int command = whole[12] & 0xFF;
        if (command != 0x20 && command != 0x21) {
            throw none("its version or command is unknown");
        }
        if (command == 0x20) {
            // The balancer's own connection, for example a health check: the rest is ignored.
            return ProxiedClient.UNKNOWN;
        }
        int addresses =
                switch (whole[13] & 0xFF) {
                    case 0x00 -> 0;
                    case 0x11 -> 4;
                    case 0x21 -> 16;
                    case 0x31 -> 108;
                    default -> throw none("it is of no stream");
                };
        // Two addresses and, except for UNIX sockets, two ports.
        int size = addresses == 0 || addresses == 108 ? addresses * 2 : addresses * 2 + 4;
        if (whole.length < 16 + size) {
            throw none("its addresses are cut");
        }
        if (addresses > 0) {
            checkExtensions(whole, 16 + size);
        }
        boolean told = addresses == 4 || addresses == 16;
        return told
                ? ProxiedClient.of(Arrays.copyOfRange(whole, 16, 16 + addresses))
                : ProxiedClient.UNKNOWN;
    }

    private static void checkExtensions(byte[] whole, int from) throws IOException {
        int at = from;
        while (at < whole.length) {
            int length =
                    at + 3 > whole.length
                            ? Integer.MAX_VALUE
                            : (whole[at + 1] & 0xFF) << 8 | (whole[at + 2] & 0xFF);
            if (length > whole.length - at - 3) {
                throw none("an extension is cut");
            }
            if (whole[at] == CRC32C_TYPE && (length != 4 || !checksumHolds(whole, at + 3))) {
                throw none("its checksum does not hold");
            }
            at += 3 + length;
        }
    }

    private static boolean checksumHolds(byte[] whole, int at) {
        long told = 0;
        byte[] without = whole.clone();
        for (int i = at; i < at + 4; i++) {
            told = told << 8 | (whole[i] & 0xFF);
            without[i] = 0;
        }
        CRC32C sum = new CRC32C();
        sum.update(without);
        return sum.getValue() == told;
    }
}
