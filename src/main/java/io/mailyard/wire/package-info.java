/**
 * The two formats of the wire, JSON and XML: values in and out, envelopes, strict text. Must not
 * know HTTP, calls or parameters. The only package that uses Jackson and StAX.
 */
@NullMarked
package io.mailyard.wire;

import org.jspecify.annotations.NullMarked;
