/**
 * Nodes: machines that send, each with an MTA. What is wanted of each: that it is there, by which
 * key it joins, whether its MTA is to run. Promises that a key is shown once and kept as a hash.
 * What is true of a node's process another room tells. Must not know accounts.
 */
@NullMarked
package io.mailyard.nodes;

import org.jspecify.annotations.NullMarked;
