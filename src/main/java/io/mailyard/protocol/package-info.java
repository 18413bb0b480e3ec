/**
 * The node protocol: each message between a node and its server, with its members, their types and
 * bounds declared once for both ends. Promises that a message from an earlier release is understood
 * and that one beyond its bounds is refused as a whole, by the name of the member. Must not know
 * who sends or answers it.
 */
@NullMarked
package io.mailyard.protocol;

import org.jspecify.annotations.NullMarked;
