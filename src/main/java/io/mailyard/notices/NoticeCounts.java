package io.mailyard.notices;

/**
 * What this process has done since it started, for the metrics.
 *
 * @param queued notices made durable
 * @param sent taken by the mail host
 * @param deferred attempts that will be made again
 * @param failed given up
 */
public record NoticeCounts(long queued, long sent, long deferred, long failed) {}
