package io.mailyard.dns;

import java.util.List;

/** Result of a DNS query. */
public sealed interface DnsAnswer<T> {
    /**
     * Records were found.
     *
     * @param values one or more
     */
    record DnsFound<T>(List<T> values) implements DnsAnswer<T> {
        public DnsFound {
            values = List.copyOf(values);
        }
    }

    /** The name exists, but has no such records. */
    record NoData<T>() implements DnsAnswer<T> {}

    /** The name does not exist (NXDOMAIN). */
    record NoSuchName<T>() implements DnsAnswer<T> {}

    /** Temporary failure: a time-out, SERVFAIL, or a loop of aliases. */
    record DnsFailed<T>(String reason) implements DnsAnswer<T> {}
}
