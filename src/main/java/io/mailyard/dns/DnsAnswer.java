package io.mailyard.dns;

import java.util.List;

/** What the system said to one question. */
public sealed interface DnsAnswer<T> {
    /**
     * There are some.
     *
     * @param values one or more
     */
    record Found<T>(List<T> values) implements DnsAnswer<T> {
        public Found {
            values = List.copyOf(values);
        }
    }

    /** The name exists, and has none of these. */
    record NoData<T>() implements DnsAnswer<T> {}

    /** The name does not exist (NXDOMAIN). */
    record NoSuchName<T>() implements DnsAnswer<T> {}

    /**
     * Nobody could say: a time-out, SERVFAIL, aliases that go in a circle. Another time it may be
     * known.
     */
    record Failed<T>(String reason) implements DnsAnswer<T> {}
}
