/**
 * HTTP requests to addresses that others chose: webhooks and identity providers. Promises that only
 * addresses which were checked are connected to, that a request has one time-out and an answer a
 * longest size, and that one owner's hosts hold up no other owner. Must not know what is sent, nor
 * why.
 */
@NullMarked
package io.mailyard.outbound;

import org.jspecify.annotations.NullMarked;
