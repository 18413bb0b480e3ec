package io.mailyard.events;

import io.mailyard.base.AccountId;
import io.mailyard.writes.Change;

/** Is notified of webhooks that are switched off because they answered that they are gone. */
@FunctionalInterface
public interface WebhookListener {
    /** Called within the change. */
    void switchedOff(Change change, AccountId owner, long webhook, String url);
}
