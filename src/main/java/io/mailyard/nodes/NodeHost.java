package io.mailyard.nodes;

import io.mailyard.base.DomainName;
import io.mailyard.base.IpAddress;
import io.mailyard.base.VisibleText;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The address of a node: a name or an IP address, with a port unless it is the usual one. */
final class NodeHost {
    private static final Pattern BRACKETED =
            Pattern.compile("\\[([^\\[\\]]*)\\](?::([0-9]{1,9}))?");
    private static final Pattern PLAIN = Pattern.compile("([^:\\[\\]]+)(?::([0-9]{1,9}))?");
    private static final int MAX_PORT = 65_535;

    private NodeHost() {}

    /**
     * The host in its canonical form: lower case, an IPv6 address in brackets.
     *
     * @throws IllegalArgumentException with the reason if it is not a host
     */
    static String checked(String given) {
        String text = given.strip();
        Matcher bracketed = BRACKETED.matcher(text);
        if (bracketed.matches()) {
            return address6(bracketed.group(1)) + port(bracketed.group(2));
        }
        Matcher plain = PLAIN.matcher(text);
        if (plain.matches()) {
            return name(plain.group(1)) + port(plain.group(2));
        }
        throw new IllegalArgumentException(
                "'"
                        + VisibleText.shortened(given)
                        + "' is not an address:port such as node1.example.com:8443, 192.0.2.1:8443 or [2001:db8::1]:8443");
    }

    private static String address6(String given) {
        String address = IpAddress.checked(given);
        return address.contains(":") ? "[" + address + "]" : address;
    }

    private static String name(String given) {
        boolean digits = given.chars().allMatch(c -> c == '.' || (c >= '0' && c <= '9'));
        return digits ? IpAddress.checked(given) : DomainName.host(given);
    }

    private static String port(@Nullable String digits) {
        if (digits == null) {
            return "";
        }
        int port = Integer.parseInt(digits);
        if (port < 1 || port > MAX_PORT) {
            throw new IllegalArgumentException(
                    "its port " + VisibleText.shortened(digits) + " is not from 1 to " + MAX_PORT);
        }
        return ":" + port;
    }
}
