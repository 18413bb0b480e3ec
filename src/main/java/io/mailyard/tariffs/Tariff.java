package io.mailyard.tariffs;

import java.time.Instant;

/**
 * The limits of an account.
 *
 * @param messagesPerMonth 0: no limit
 * @param apiCallsPerMinute calls by the account's own tokens; 0: no limit
 */
public record Tariff(
        TariffId id,
        String name,
        long messagesPerMonth,
        long apiCallsPerMinute,
        Overrun overrun,
        Instant createdAt,
        Instant updatedAt) {

    /** What happens beyond a limit. */
    public enum Overrun {
        /** New mail is refused. */
        REFUSE,
        /** Mail goes on; the account is flagged {@code is_tariff_exceed}. */
        FLAG
    }
}
