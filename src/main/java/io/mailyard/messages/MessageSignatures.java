package io.mailyard.messages;

import io.mailyard.dns.DnsAnswer;
import io.mailyard.domains.PublicSuffixes;
import io.mailyard.mime.DkimVerifier;
import io.mailyard.mime.DkimVerifier.Candidate;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Finds valid DKIM signatures in messages that their accounts could not write otherwise. Bounded in
 * questions to DNS, in time and in signatures that are reckoned, since any account may send
 * messages full of them.
 */
public final class MessageSignatures implements SignatureFinder {
    /** Signatures of one message that DNS is asked about: senders put one or two. */
    private static final int MOST = 3;

    /** No question begins after that; one takes {@code dns.timeout} at most. */
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private final Function<String, DnsAnswer<String>> texts;
    private final InstantSource clock;

    /**
     * @param texts the TXT records of a name
     */
    public MessageSignatures(Function<String, DnsAnswer<String>> texts, InstantSource clock) {
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    public Found alignedWith(
            List<String> domains, byte[] message, BiPredicate<String, String> counts) {
        DkimVerifier verifier = new DkimVerifier(message);
        List<Candidate> candidates =
                verifier.candidates(clock.instant()).stream()
                        .filter(one ->
                                domains.stream().anyMatch(domain -> aligned(one, domain, counts)))
                        .limit(MOST)
                        .toList();
        Set<String> signed = new LinkedHashSet<>();
        Set<String> unknown = new LinkedHashSet<>();
        long begun = System.nanoTime();
        for (Candidate candidate : candidates) {
            boolean late = System.nanoTime() - begun > LONGEST.toNanos();
            DnsAnswer<String> answer =
                    late
                            ? new DnsAnswer.Failed<>("there was no time left")
                            : texts.apply(candidate.keyName());
            switch (answer) {
                case DnsAnswer.Found<String>(List<String> records) -> {
                    // of several, which one counts is undefined (RFC 6376 section 3.6.2.2)
                    if (records.size() == 1 && verifier.isValid(candidate, records.getFirst())) {
                        domains.stream()
                                .filter(domain -> aligned(candidate, domain, counts))
                                .forEach(signed::add);
                    }
                }
                case DnsAnswer.Failed<String>(String reason) ->
                        unknown.add(candidate.keyName() + ": " + reason);
                case DnsAnswer.NoData<String>() -> {}
                case DnsAnswer.NoSuchName<String>() -> {}
            }
        }
        return new Found(List.copyOf(signed), List.copyOf(unknown));
    }

    private static boolean aligned(
            Candidate candidate, String domain, BiPredicate<String, String> counts) {
        return PublicSuffixes.suffix(candidate.domain()).isEmpty()
                && PublicSuffixes.aligned(candidate.domain(), domain)
                && counts.test(candidate.domain(), domain);
    }
}
