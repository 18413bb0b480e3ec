package io.mailyard.tariffs;

import java.time.Instant;

/**
 * The limits of an account.
 *
 * @param messagesPerMonth recipients in a calendar month of the account's zone; 0: no limit
 * @param messagesPerDay in a calendar day of it; 0: no limit
 * @param messagesPerHour in an hour of the clock; 0: no limit
 * @param burst recipients at once, where the hour's limit fills up evenly; 0: all of an hour's
 * @param apiCallsPerMinute calls by the account's own tokens; 0: no limit
 */
public record Tariff(
        TariffId id,
        String name,
        long messagesPerMonth,
        long messagesPerDay,
        long messagesPerHour,
        long burst,
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
