/**
 * Messages: accepting them, and their state afterwards. Promises that a message is durable before
 * it is reported as accepted, and that a refused one leaves no trace. Must not know how a message
 * was submitted.
 */
@NullMarked
package io.mailyard.messages;

import org.jspecify.annotations.NullMarked;
