/**
 * Mail as bytes: composes and parses RFC 5322 messages. Promises that no value can add a header or
 * a line of its own. Must not know how a message is sent.
 */
@NullMarked
package io.mailyard.mime;

import org.jspecify.annotations.NullMarked;
