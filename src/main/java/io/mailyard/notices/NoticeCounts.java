package io.mailyard.notices;

/**
 * Counts of this process since its start, for metrics.
 *
 * @param queued notices stored in the queue
 * @param sent notices accepted by a mail host
 * @param deferred attempts that will be repeated
 * @param failed notices given up
 */
public record NoticeCounts(long queued, long sent, long deferred, long failed) {}
