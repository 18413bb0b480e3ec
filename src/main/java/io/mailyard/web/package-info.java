/**
 * HTTP and the wire: the server, the route table, JSON and XML in and out, typed parameters with
 * every fault at once, envelopes, OpenAPI. The only room that knows Jetty, Jackson and StAX. Must
 * not know accounts or tokens: the access room joins by {@link io.mailyard.web.Gate}.
 */
@NullMarked
package io.mailyard.web;

import org.jspecify.annotations.NullMarked;
