package io.mailyard.panel;

/**
 * A figure on a page.
 *
 * @param address where it leads; empty: nowhere
 * @param warns whether it wants attention
 */
public record Tile(String label, String figure, String note, String address, boolean warns) {}
