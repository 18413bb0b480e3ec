package io.mailyard.events;

import io.mailyard.base.AccountId;

/**
 * The events of one request to a webhook, under this process's lease.
 *
 * @param through the last event of it
 * @param failures number of consecutive failed requests
 */
record EventBatch(
        long webhookId,
        AccountId owner,
        String url,
        WebhookSecret.SecretPair secrets,
        long through,
        int failures) {
    EventBatch upTo(long last) {
        return new EventBatch(webhookId, owner, url, secrets, last, failures);
    }
}
