/**
 * Nodes: machines that send, each with an MTA. This version knows the node inside the server,
 * {@code local}, and lists it; a node that sends comes with the rooms of mail. Must not know
 * accounts.
 */
@NullMarked
package io.mailyard.nodes;

import org.jspecify.annotations.NullMarked;
