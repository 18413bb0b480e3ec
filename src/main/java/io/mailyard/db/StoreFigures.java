package io.mailyard.db;

/**
 * What the writer has done since it started, for metrics.
 *
 * @param waiting writes that wait for their group now
 * @param reading reads that wait for a connection now
 * @param writes writes brought to an end, failed ones among them
 * @param groups how many groups they were in: one commit each, as a rule
 */
public record StoreFigures(int waiting, int reading, long writes, long groups) {}
