package io.mailyard.queue;

import io.mailyard.delivery.DeliveryTask;

/** A parcel that some session was given and has not reported. */
record QueueFixtures(long session, DeliveryTask task) {}
