/**
 * The HTTP listener: Jetty behind one adapter, TLS, proxies, limits on bodies, heads and
 * connections. Knows no call: it passes whole requests to an {@link io.mailyard.http.HttpEndpoint}.
 * The only package that uses Jetty.
 */
@NullMarked
package io.mailyard.http;

import org.jspecify.annotations.NullMarked;
