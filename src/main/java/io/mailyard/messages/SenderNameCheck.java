package io.mailyard.messages;

import io.mailyard.db.Tx;
import io.mailyard.events.Events;
import io.mailyard.identity.FromPolicy;
import io.mailyard.identity.FromPolicy.Decision;
import io.mailyard.identity.SigningKeys;
import io.mailyard.identity.UnsignedDomainListener;
import io.mailyard.mime.Originators;
import io.mailyard.senders.SenderId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checks the domains that a message names, before and at its acceptance. */
public final class SenderNameCheck {
    private final FromPolicy policy;
    private final SignatureFinder signatures;
    private final SigningKeys keys;
    private final UnsignedMailAlert unsigned;

    public SenderNameCheck(
            FromPolicy policy, SignatureFinder signatures, SigningKeys keys, Events events) {
        this.policy = policy;
        this.signatures = signatures;
        this.keys = keys;
        this.unsigned = new UnsignedMailAlert(events, keys);
    }

    /**
     * Sender and From address of a recipient's mail.
     *
     * @param sender empty if none yet
     * @param from the From address
     */
    record SigningSender(Optional<SenderId> sender, String from) {}

    FromPolicy policy() {
        return policy;
    }

    /** Sets who is notified of domains whose mail goes out unsigned. */
    void onUnsigned(UnsignedDomainListener listener) {
        keys.onUnsigned(listener);
    }

    UnsignedMailAlert unsigned() {
        return unsigned;
    }

    /** Number of accounts that may use domains of others, for metrics. */
    public long accountsOfAnyDomain() {
        return policy.accountsOfAnyDomain();
    }

    /** Messages sent unsigned since start, for metrics. */
    public long unsignedCount() {
        return unsigned.count();
    }

    /**
     * Whether the account may use the message's domains. Queries DNS only if a signature could
     * decide.
     */
    SenderNameVerdict check(Submission submission) {
        Optional<String> sender = policy.envelope(submission.account(), submission.envelopeFrom());
        if (sender.isPresent()) {
            return new SenderNameVerdict(submission, sender, false);
        }
        byte[] content = submission.message().content();
        Originators names = Originators.of(content);
        SignatureFinder.AlignedSignatures found =
                policy.wantsSignature(submission.account(), names)
                        ? signatures.alignedWith(names.from(), content, policy::speaksFor)
                        : SignatureFinder.AlignedSignatures.NONE;
        return switch (policy.header(submission.account(), names, found.domains())) {
            case Decision.FromRefused(String text) ->
                    new SenderNameVerdict(submission, Optional.of(text + unknown(found)), false);
            case Decision.FromAccepted(boolean passedOn) ->
                    new SenderNameVerdict(submission, Optional.empty(), passedOn);
        };
    }

    private static String unknown(SignatureFinder.AlignedSignatures found) {
        return found.unknown().isEmpty()
                ? ""
                : "; a DKIM signature in the message could not be checked: "
                        + String.join(", ", found.unknown());
    }

    /** Counts and reports mail that no key signs. */
    void unsigned(Tx tx, Submission submission, List<SigningSender> recipients, Instant now) {
        Set<String> domains = new HashSet<>();
        for (SigningSender signingSender : new HashSet<>(recipients)) {
            if (signingSender.sender().isPresent()
                    && !keys.signs(
                            submission.account(),
                            signingSender.sender().get(),
                            signingSender.from())) {
                domains.add(SigningKeys.domainOf(signingSender.from()));
            }
        }
        if (!domains.isEmpty()) {
            unsigned.recordUnsigned(tx, submission.account(), domains, now);
        }
    }
}
