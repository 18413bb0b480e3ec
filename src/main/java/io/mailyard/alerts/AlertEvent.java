package io.mailyard.alerts;

import io.mailyard.base.AccountId;
import java.time.Instant;

/**
 * Event that an alert reports.
 *
 * @param key the same event has the same key in its account and topic, and is reported once
 * @param subject the period of a limit, the payment page of a freeze, the domain, or the webhook's
 *     host
 * @param note the month, day or hour of a limit, the reason of a freeze, or what happened to the
 *     domain or the webhook
 * @param amount recipients that are counted, or the webhook's id
 * @param whole the limit, the recipients that the amount is part of, or when the freeze ends in
 *     milliseconds since 1970; 0: none
 */
record AlertEvent(
        AccountId account,
        AlertTopic topic,
        String key,
        String subject,
        String note,
        long amount,
        long whole,
        Instant at) {}
