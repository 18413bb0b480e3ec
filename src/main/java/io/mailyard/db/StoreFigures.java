package io.mailyard.db;

/**
 * Figures of the store since it was opened, for metrics.
 *
 * @param waiting writes that are waiting for their group
 * @param reading reads that are waiting for a connection
 * @param writes finished writes, including failed ones
 * @param groups number of their groups, usually one commit each
 */
public record StoreFigures(int waiting, int reading, long writes, long groups) {}
