package io.mailyard.domains;

import io.mailyard.dns.Dns;
import io.mailyard.dns.DnsAnswer;
import io.mailyard.policies.SigningKey;
import java.util.List;
import java.util.Optional;

/** The state of a claim's proof in DNS. */
sealed interface ProofCheck {
    /**
     * The proof exists.
     *
     * @param how {@code txt}: the challenge; {@code dkim}: the claim's own key
     */
    record ProofFound(String how) implements ProofCheck {}

    /**
     * The proof is missing: the names do not exist, have no such record, or have another.
     *
     * @param words what was found instead
     */
    record ProofAbsent(String words) implements ProofCheck {}

    /** DNS did not answer. */
    record ProofUnknown(String reason) implements ProofCheck {}

    /**
     * Looks for the challenge, then for the claim's own key.
     *
     * @param key empty if the key no longer exists, so that only the challenge can prove
     */
    static ProofCheck look(Dns dns, Domain claim, Optional<SigningKey> key) {
        DnsAnswer<String> texts = dns.texts(claim.challengeName());
        if (texts instanceof DnsAnswer.DnsFound<String>(List<String> values)
                && values.stream().anyMatch(text -> text.strip().equals(claim.challenge()))) {
            return new ProofFound("txt");
        }
        String words = "TXT " + claim.challengeName() + " " + said(texts);
        // an administrator may have moved the key to another domain meanwhile
        if (key.filter(one -> one.domain().equals(claim.domain())).isEmpty()) {
            return failed(texts)
                    .<ProofCheck>map(ProofUnknown::new)
                    .orElseGet(() -> new ProofAbsent(words));
        }
        DnsAnswer<String> keys = dns.texts(key.get().dnsName());
        if (keys instanceof DnsAnswer.DnsFound<String>(List<String> values)
                && values.stream().anyMatch(text -> key.get().isPublishedIn(text))) {
            return new ProofFound("dkim");
        }
        String all = words + ", and TXT " + key.get().dnsName() + " " + said(keys);
        return failed(texts)
                .or(() -> failed(keys))
                .<ProofCheck>map(ProofUnknown::new)
                .orElseGet(() -> new ProofAbsent(all));
    }

    private static Optional<String> failed(DnsAnswer<String> answer) {
        return answer instanceof DnsAnswer.DnsFailed<String>(String reason)
                ? Optional.of(reason)
                : Optional.empty();
    }

    private static String said(DnsAnswer<String> answer) {
        return switch (answer) {
            case DnsAnswer.DnsFound<String> _ -> "has another value";
            case DnsAnswer.NoData<String> _ -> "has no value";
            case DnsAnswer.NoSuchName<String> _ -> "does not exist";
            case DnsAnswer.DnsFailed<String> _ -> "could not be asked for";
        };
    }
}
