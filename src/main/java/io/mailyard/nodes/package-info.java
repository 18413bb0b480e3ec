/**
 * Nodes: machines that send, each with an MTA. What is wanted of each: that it is there, by which
 * key it joins, whether its MTA is to run. Promises that a key is shown once and kept as a hash.
 * The package agent knows what a node's process does. Must not know accounts.
 */
@NullMarked
package io.mailyard.nodes;

import org.jspecify.annotations.NullMarked;
