package io.mailyard.queue;

import io.mailyard.delivery.DeliveryTask;

/** A delivery task that a session has leased and not yet reported. */
record UnreportedTask(long session, DeliveryTask task) {}
