package io.mailyard.messages;

import java.util.List;
import java.util.function.BiPredicate;

/** Finds the DKIM signatures of a message. */
@FunctionalInterface
public interface SignatureFinder {
    /**
     * Domains with an aligned valid signature in the message. May query DNS.
     *
     * @param counts whether a signature of the first domain covers the second, which is one of
     *     these
     */
    AlignedSignatures alignedWith(
            List<String> domains, byte[] message, BiPredicate<String, String> counts);

    /**
     * Signatures found.
     *
     * @param domains domains with a valid signature
     * @param unknown keys that DNS could not resolve, with the reason: their signatures count as
     *     invalid
     */
    record AlignedSignatures(List<String> domains, List<String> unknown) {
        /** No signatures, and no query was made. */
        static final AlignedSignatures NONE = new AlignedSignatures(List.of(), List.of());
    }
}
