package io.mailyard.events;

import io.mailyard.base.AccountId;

/**
 * Events that a webhook is to be told by one request, under this process's lease.
 *
 * @param through the last event of it
 * @param failures requests that failed one after another until now
 */
record EventBatch(
        long webhookId,
        AccountId owner,
        String url,
        WebhookSecret.Pair secrets,
        long through,
        int failures) {
    EventBatch upTo(long last) {
        return new EventBatch(webhookId, owner, url, secrets, last, failures);
    }
}
