package io.mailyard.dns;

import java.util.List;

/** Where mail for a domain goes (RFC 5321 section 5.1). */
public sealed interface MailHosts {
    /**
     * The hosts by their names, to be tried in this order.
     *
     * @param names one to {@value Dns#MAX_HOSTS}
     */
    record Hosts(List<String> names) implements MailHosts {
        public Hosts {
            names = List.copyOf(names);
        }
    }

    /** The domain says that it takes no mail (RFC 7505). */
    record NullMx() implements MailHosts {}

    /** The domain does not exist. */
    record NoSuchDomain() implements MailHosts {}

    /** The domain exists, and has neither a mail host nor an address. */
    record NoHost() implements MailHosts {}

    /** Nobody could say now. */
    record Failed(String reason) implements MailHosts {}
}
