package io.mailyard.messages;

import io.mailyard.dns.DnsAnswer;
import io.mailyard.domains.PublicSuffixes;
import io.mailyard.mime.DkimVerifier;
import io.mailyard.mime.DkimVerifier.CandidateSignature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Finds valid DKIM signatures in messages whose accounts could not use these domains otherwise.
 * Bounded in DNS queries, time and verified signatures, since any account may send messages full of
 * them.
 */
public final class MessageSignatures implements SignatureFinder {
    /** Signatures per message that DNS is queried for: senders use one or two. */
    private static final int MOST = 3;

    /** No query begins after this time; one takes at most {@code dns.timeout}. */
    private static final Duration LONGEST = Duration.ofSeconds(8);

    private final Function<String, DnsAnswer<String>> texts;
    private final InstantSource clock;

    /**
     * @param texts returns the TXT records of a name
     */
    public MessageSignatures(Function<String, DnsAnswer<String>> texts, InstantSource clock) {
        this.texts = texts;
        this.clock = clock;
    }

    @Override
    public AlignedSignatures alignedWith(
            List<String> domains, byte[] message, BiPredicate<String, String> counts) {
        DkimVerifier verifier = new DkimVerifier(message);
        List<CandidateSignature> candidates =
                verifier.candidates(clock.instant()).stream()
                        .filter(candidateSignature ->
                                domains.stream()
                                        .anyMatch(domain ->
                                                aligned(candidateSignature, domain, counts)))
                        .limit(MOST)
                        .toList();
        Set<String> signed = new LinkedHashSet<>();
        Set<String> unknown = new LinkedHashSet<>();
        long begun = System.nanoTime();
        for (CandidateSignature candidate : candidates) {
            boolean late = System.nanoTime() - begun > LONGEST.toNanos();
            DnsAnswer<String> answer =
                    late
                            ? new DnsAnswer.DnsFailed<>("there was no time left")
                            : texts.apply(candidate.keyName());
            switch (answer) {
                case DnsAnswer.DnsFound<String>(List<String> records) -> {
                    // With several records the result is undefined (RFC 6376 section 3.6.2.2).
                    if (records.size() == 1 && verifier.isValid(candidate, records.getFirst())) {
                        domains.stream()
                                .filter(domain -> aligned(candidate, domain, counts))
                                .forEach(signed::add);
                    }
                }
                case DnsAnswer.DnsFailed<String>(String reason) ->
                        unknown.add(candidate.keyName() + ": " + reason);
                case DnsAnswer.NoData<String>() -> {}
                case DnsAnswer.NoSuchName<String>() -> {}
            }
        }
        return new AlignedSignatures(List.copyOf(signed), List.copyOf(unknown));
    }

    private static boolean aligned(
            CandidateSignature candidate, String domain, BiPredicate<String, String> counts) {
        return PublicSuffixes.suffix(candidate.domain()).isEmpty()
                && PublicSuffixes.aligned(candidate.domain(), domain)
                && counts.test(candidate.domain(), domain);
    }
}
