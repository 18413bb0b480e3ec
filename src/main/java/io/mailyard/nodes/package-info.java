/**
 * Nodes: machines that send, each with an MTA. Their wanted state: that they exist, the keys with
 * which they join, whether their MTAs should run. Promises that a key is shown once and stored as a
 * hash. The package agent knows what a node's process does. Must not know accounts.
 */
@NullMarked
package io.mailyard.nodes;

import org.jspecify.annotations.NullMarked;
