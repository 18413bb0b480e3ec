package io.mailyard.events;

/**
 * Counts of this process since its start, for metrics.
 *
 * @param delivered events that webhooks accepted
 * @param failed requests that webhooks did not accept
 * @param dropped events that webhooks never received
 */
public record EventCounts(long delivered, long failed, long dropped) {}
