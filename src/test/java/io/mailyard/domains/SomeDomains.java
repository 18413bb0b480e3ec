package io.mailyard.domains;

import io.mailyard.base.AccountId;
import io.mailyard.fields.FieldValues;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;

/** Claims that no store has. */
final class SomeDomains {
    private static final AtomicLong IDS = new AtomicLong();

    private SomeDomains() {}

    static Domain verified(AccountId account, String name) {
        FieldValues values =
                FieldValues.initial(Domain.FIELDS)
                        .with(Domain.DOMAIN, name)
                        .with(Domain.CHALLENGE, Challenges.newChallenge());
        return Domain.of(IDS.incrementAndGet(), account, Instant.EPOCH, values)
                .in(DomainState.VERIFIED, Instant.EPOCH);
    }
}
