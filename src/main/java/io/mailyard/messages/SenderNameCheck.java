package io.mailyard.messages;

import io.mailyard.db.Tx;
import io.mailyard.events.Events;
import io.mailyard.identity.FromPolicy;
import io.mailyard.identity.FromPolicy.Decision;
import io.mailyard.identity.SigningKeys;
import io.mailyard.mime.Originators;
import io.mailyard.senders.SenderId;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Looks at the names that a message carries, before it is accepted and when it is. */
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
        this.unsigned = new UnsignedMailAlert(events);
    }

    /**
     * How a recipient's mail goes out.
     *
     * @param sender empty: by none yet
     * @param from the address in From
     */
    record Signing(Optional<SenderId> sender, String from) {}

    FromPolicy policy() {
        return policy;
    }

    UnsignedMailAlert unsigned() {
        return unsigned;
    }

    /** Accounts that may write as domains that are not theirs, for metrics. */
    public long accountsOfAnyDomain() {
        return policy.accountsOfAnyDomain();
    }

    /** Messages that went out unsigned since the start, for metrics. */
    public long unsignedCount() {
        return unsigned.count();
    }

    /** Whether the account may write it. Asks DNS only where a signature in it could decide. */
    SenderNameVerdict check(Submission submission) {
        Optional<String> sender = policy.envelope(submission.account(), submission.envelopeFrom());
        if (sender.isPresent()) {
            return new SenderNameVerdict(submission, sender, false);
        }
        byte[] content = submission.message().content();
        Originators names = Originators.of(content);
        SignatureFinder.Found found =
                policy.wantsSignature(submission.account(), names)
                        ? signatures.alignedWith(names.from(), content, policy::speaksFor)
                        : SignatureFinder.Found.NONE;
        return switch (policy.header(submission.account(), names, found.domains())) {
            case Decision.Refused(String text) ->
                    new SenderNameVerdict(submission, Optional.of(text + unknown(found)), false);
            case Decision.Accepted(boolean passedOn) ->
                    new SenderNameVerdict(submission, Optional.empty(), passedOn);
        };
    }

    private static String unknown(SignatureFinder.Found found) {
        return found.unknown().isEmpty()
                ? ""
                : "; a DKIM signature in the message could not be checked: "
                        + String.join(", ", found.unknown());
    }

    /** Counts and tells of mail that no key signs. */
    void unsigned(Tx tx, Submission submission, List<Signing> recipients, Instant now) {
        Set<String> domains = new HashSet<>();
        for (Signing one : new HashSet<>(recipients)) {
            if (one.sender().isPresent()
                    && !keys.signs(submission.account(), one.sender().get(), one.from())) {
                domains.add(SigningKeys.domainOf(one.from()));
            }
        }
        if (!domains.isEmpty()) {
            unsigned.accepted(tx, submission.account(), domains, now);
        }
    }
}
