/**
 * Messages: how one is accepted, and what became of it. Promises that a message is durable before
 * it is said to be accepted, and that what is refused leaves no trace. Must not know by which door
 * a message came in.
 */
@NullMarked
package io.mailyard.messages;

import org.jspecify.annotations.NullMarked;
