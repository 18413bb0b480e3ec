package io.mailyard.messages;

import java.util.List;
import java.util.function.BiPredicate;

/** Finds the DKIM signatures that a message came with. */
@FunctionalInterface
public interface SignatureFinder {
    /**
     * Which of some domains a valid signature in the message is aligned with. May ask DNS.
     *
     * @param counts whether a signature of the first domain speaks for the second, which is one of
     *     these
     */
    Found alignedWith(List<String> domains, byte[] message, BiPredicate<String, String> counts);

    /**
     * What was found.
     *
     * @param domains those that are signed for
     * @param unknown keys that DNS could not tell, and why: their signatures count as invalid
     */
    record Found(List<String> domains, List<String> unknown) {
        /** Nothing, and nothing was asked. */
        static final Found NONE = new Found(List.of(), List.of());
    }
}
