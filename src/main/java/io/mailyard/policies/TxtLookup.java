package io.mailyard.policies;

import java.util.List;

/** Asks DNS for TXT records. */
@FunctionalInterface
public interface TxtLookup {
    /** What came of it. */
    sealed interface Answer {
        /**
         * The records, each with its strings joined (RFC 7208 section 3.3); none: there is none.
         */
        record Found(List<String> records) implements Answer {
            public Found {
                records = List.copyOf(records);
            }
        }

        /** Nobody could tell; {@code why} is a sentence for people. */
        record Unavailable(String why) implements Answer {}
    }

    /** The TXT records of a name; waits for DNS a bounded time. */
    Answer txt(String name);
}
