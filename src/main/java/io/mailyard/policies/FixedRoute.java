package io.mailyard.policies;

import io.mailyard.api.Types;
import io.mailyard.base.DomainName;
import io.mailyard.base.VisibleText;
import io.mailyard.fields.Field;
import io.mailyard.smtp.TlsRule;
import java.net.InetAddress;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Sends mail of a domain to a host instead of its MX (docs/spec/delivery.md, {@code routes}).
 *
 * @param domain in lower case, as A-labels; {@code *}: every domain without a route of its own
 * @param host a name, or an address
 */
public record FixedRoute(
        long id, String domain, String host, int port, TlsRule tls, boolean shipped)
        implements Policy {
    /** The domain of the route for all other domains. */
    public static final String ALL = "*";

    private static final Pattern IPV4 = Pattern.compile("[0-9]+(?:\\.[0-9]+){3}");

    static final Field<String> DOMAIN =
            Field.text(
                    "domain",
                    Types.text(1, 255).map(FixedRoute::domain),
                    "The recipients' domain, unique; * for all that have no route of their own.");
    static final Field<String> HOST =
            Field.text(
                    "host",
                    Types.text(1, 255).map(FixedRoute::host),
                    "The host that mail goes to: a name, or an address.");
    static final Field<Long> PORT = Field.number("port", 1, 65_535, 25, "Its port. Default 25.");
    static final Field<String> TLS =
            Field.word(
                    "tls",
                    "never: plain text; may: TLS where the host offers it; must: TLS with a valid"
                            + " certificate or no mail. Default may.",
                    "may",
                    "must",
                    "never");

    static PolicyKind<FixedRoute> described() {
        return new PolicyKind<>(
                "routes",
                "route",
                "Routes: mail to a domain goes to a fixed host.",
                List.of(DOMAIN, HOST, PORT, TLS),
                PolicyHooks.NONE,
                kept ->
                        new FixedRoute(
                                kept.id(),
                                kept.get(DOMAIN),
                                kept.get(HOST),
                                kept.get(PORT).intValue(),
                                EnumNames.of(TlsRule.class, kept.get(TLS)),
                                kept.shipped()));
    }

    @Override
    public String name() {
        return domain;
    }

    private static String domain(String given) {
        return given.strip().equals(ALL) ? ALL : DomainName.host(given);
    }

    private static String host(String given) {
        String host = given.strip();
        if (host.indexOf(':') >= 0 || IPV4.matcher(host).matches()) {
            try {
                return InetAddress.ofLiteral(host).getHostAddress();
            } catch (IllegalArgumentException bad) {
                throw new IllegalArgumentException(
                        "'" + VisibleText.shortened(given) + "' is not an IPv4 or IPv6 address",
                        bad);
            }
        }
        return DomainName.host(host);
    }
}
