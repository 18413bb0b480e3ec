/**
 * Certificates by ACME (RFC 8555): ordered and renewed by one server, kept in the store, served by
 * all. Promises that a failure changes nothing that is served; must not know what the certificates
 * are for.
 */
@NullMarked
package io.mailyard.acme;

import org.jspecify.annotations.NullMarked;
