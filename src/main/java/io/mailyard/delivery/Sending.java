package io.mailyard.delivery;

import io.mailyard.mime.DkimSigner;
import io.mailyard.policies.Key;
import io.mailyard.policies.KeySecret;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** A sender of a revision, ready for use. */
final class Sending {
    /** Of one message: each costs a signature, and hosts look at a few. */
    private static final int MAX_SIGNATURES = 4;

    private final SenderPlan plan;
    private final List<DkimSigner> signers;
    private final AtomicInteger turn = new AtomicInteger();

    Sending(SenderPlan plan) {
        this.plan = plan;
        this.signers =
                plan.keys().stream()
                        .filter(secret -> signs(secret.key()))
                        .map(Sending::signer)
                        .toList();
    }

    private static boolean signs(Key key) {
        return key.kind() == Key.Kind.DKIM && key.state() == Key.State.ACTIVE;
    }

    private static DkimSigner signer(KeySecret secret) {
        return new DkimSigner(secret.key().domain(), secret.key().selector(), secret.privateKey());
    }

    SenderPlan plan() {
        return plan;
    }

    /** Which of so many sources is next. */
    int turn(int sources) {
        return Math.floorMod(turn.getAndIncrement(), sources);
    }

    /** The keys for mail from that domain: its own, and those of the domains above it. */
    List<DkimSigner> signers(String fromDomain) {
        if (signers.isEmpty()) {
            return signers;
        }
        return signers.stream()
                .filter(one ->
                        fromDomain.equals(one.domain()) || fromDomain.endsWith("." + one.domain()))
                .limit(MAX_SIGNATURES)
                .toList();
    }

    /** Whether each recipient has a reverse path of its own: then none share a transaction. */
    boolean namesRecipients() {
        return !plan.returnPathDomain().isEmpty() || plan.domainType() == SenderPlan.DomainType.PTR;
    }
}
