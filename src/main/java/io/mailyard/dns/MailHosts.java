package io.mailyard.dns;

import java.util.List;

/** Mail hosts of a domain (RFC 5321 section 5.1). */
public sealed interface MailHosts {
    /**
     * Host names in the order to try.
     *
     * @param names one to {@value Dns#MAX_HOSTS}
     */
    record MailHostNames(List<String> names) implements MailHosts {
        public MailHostNames {
            names = List.copyOf(names);
        }
    }

    /** The domain accepts no mail (RFC 7505). */
    record NullMx() implements MailHosts {}

    /** The domain does not exist. */
    record NoSuchDomain() implements MailHosts {}

    /** The domain exists, and has neither a mail host nor an address. */
    record NoHost() implements MailHosts {}

    /** Temporary failure. */
    record MailHostsFailed(String reason) implements MailHosts {}
}
