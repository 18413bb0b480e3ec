package io.mailyard.events;

/**
 * What this process has done since it started, for the metrics.
 *
 * @param delivered events that webhooks took
 * @param failed requests that were not taken
 * @param dropped events that webhooks were never told
 */
public record EventCounts(long delivered, long failed, long dropped) {}
